import { formById } from './company-forms.js';
import { parseCompanyName } from './company-name.js';
import { parseLatinCompany } from './latin-company.js';
import { normaliseName } from './normalise.js';
import { parsePersonName } from './person-name.js';
import { regionById } from './regions.js';

/** The kinds of entity that have names, as the gateway calls them. */
export const NAME_KINDS = ['MERCHANT', 'SHOP', 'LISTING', 'ACCOUNT', 'PERSON', 'WEBSITE'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/**
 * A name as it is kept and compared: already cut up, so that scoring a candidate parses nothing. Persons keep surname and given
 * name where companies keep brand and trade.
 */
export interface NameRecord {
  readonly isPerson: boolean;
  /** Written in Latin letters; words of the brand are parted by spaces and the trade, if any, is in Chinese. */
  readonly isLatin: boolean;
  /** Region's number, 0 for none. */
  readonly region: number;
  /** Legal form's number, 0 for none. */
  readonly form: number;
  readonly brand: string;
  readonly trade: string;
  readonly branch: string;
}

const PERSON = 1;
const LATIN = 2;
const HEADER = 4;
const LONGEST_PART = 100;
const HAN = /[\u3400-\u9fff\ud800-\udfff\uf900-\ufaff]/;

/** Cuts a raw name of one kind into the record that stands for it; undefined when nothing is left of it to compare. */
export function recordOf(raw: string, kind: NameKind): NameRecord | undefined {
  const text = normaliseName(raw);
  if (text === '') return undefined;
  return kind === 'PERSON' ? personRecord(text) : companyRecord(text);
}

/** The record of a normalised person's name. */
export function personRecord(text: string): NameRecord {
  const base = { isPerson: true, region: 0, form: 0, branch: '' };
  if (!HAN.test(text)) {
    return { ...base, isLatin: true, brand: cut(text.replace(/[()]/g, ' ').replace(/ +/g, ' ').trim()), trade: '' };
  }
  const { surname, given } = parsePersonName(text);
  return { ...base, isLatin: false, brand: surname, trade: cut(given) };
}

/** The record of a normalised name of a company, shop, account or site. */
export function companyRecord(text: string): NameRecord {
  if (!HAN.test(text)) {
    const { region, words, trade, form } = parseLatinCompany(text);
    const brand = cut(words.join(' '));
    return { isPerson: false, isLatin: true, region: region?.id ?? 0, form: form?.id ?? 0, brand, trade, branch: '' };
  }
  const { region, brand, trade, form, branch } = parseCompanyName(text, false);
  return {
    isPerson: false,
    isLatin: false,
    region: region?.id ?? 0,
    form: form?.id ?? 0,
    brand: cut(brand),
    trade: cut(trade),
    branch: cut(branch),
  };
}

function cut(part: string): string {
  return part.length > LONGEST_PART ? part.slice(0, LONGEST_PART) : part;
}

/** How many code units `writeRecord` will write. */
export function recordSize(record: NameRecord): number {
  return HEADER + record.brand.length + record.trade.length + record.branch.length;
}

/** Writes a record into a text store: region; form and flags; lengths of brand and trade; length of branch; the characters. */
export function writeRecord(record: NameRecord, into: Uint16Array, at: number): void {
  into[at] = record.region;
  into[at + 1] = record.form | ((record.isPerson ? PERSON : 0) << 8) | ((record.isLatin ? LATIN : 0) << 8);
  into[at + 2] = record.brand.length | (record.trade.length << 8);
  into[at + 3] = record.branch.length;
  let to = at + HEADER;
  for (const part of [record.brand, record.trade, record.branch]) {
    for (let i = 0; i < part.length; i++) into[to++] = part.charCodeAt(i);
  }
}

/** Reads back what `writeRecord` wrote. */
export function readRecord(from: Uint16Array, at: number): NameRecord {
  const flags = (from[at + 1] ?? 0) >> 8;
  const lengths = from[at + 2] ?? 0;
  const brandEnd = at + HEADER + (lengths & 0xff);
  const tradeEnd = brandEnd + (lengths >> 8);
  return {
    isPerson: (flags & PERSON) !== 0,
    isLatin: (flags & LATIN) !== 0,
    region: from[at] ?? 0,
    form: (from[at + 1] ?? 0) & 0xff,
    brand: textOf(from, at + HEADER, brandEnd),
    trade: textOf(from, brandEnd, tradeEnd),
    branch: textOf(from, tradeEnd, tradeEnd + (from[at + 3] ?? 0)),
  };
}

function textOf(from: Uint16Array, start: number, end: number): string {
  return end === start ? '' : String.fromCharCode.apply(null, from.subarray(start, end) as unknown as number[]);
}

/** Length of brand and trade together, without reading the whole record. */
export function bodyLength(from: Uint16Array, at: number): number {
  const lengths = from[at + 2] ?? 0;
  return (lengths & 0xff) + (lengths >> 8);
}

/** The record as one line of text, parts in their usual order: what the index knows of the name. */
export function recordText(record: NameRecord): string {
  if (record.isPerson) return record.brand + record.trade;
  const region = regionById(record.region)?.short ?? '';
  const form = formById(record.form)?.text ?? '';
  return region + record.brand + record.trade + form + record.branch;
}
