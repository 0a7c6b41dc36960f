import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import { normaliseName } from '../../libs/matching/normalise.js';
import type { Ciphers } from '../common/tokens.js';
import type { LookupProblem } from '../query/query.graphql.js';
import type { StatedPurpose } from '../query/query.policy.js';
import { type ItemToRead, type ReadItem, readScreenItem } from '../search/screen-items.js';
import { itemContext } from './list-contexts.js';

/** An item as its tenant gave it. */
export interface ListItem extends ItemToRead {
  /** What the tenant calls it. */
  readonly ref: string;
}

/** An item that was understood, ready for the tables. */
export interface PreparedItem {
  readonly refKey: string;
  readonly digest: string;
  /** What rests encrypted. */
  readonly content: string;
  /** By which changed entities find it. */
  readonly lookupKeys: readonly string[];
}

/** What an item of a list is understood with. */
export interface ListReading {
  readonly listId: string;
  readonly stated: StatedPurpose;
  /** Where purpose and case are stated, in words of the caller's input. */
  readonly statedAt: string;
  readonly nowMs: number;
}

/** How a name may be meant: the matcher cuts it up either way. */
export const NAME_READINGS = ['COMPANY', 'PERSON'] as const;
export type NameReading = (typeof NAME_READINGS)[number];

/** Most characters of a reference. */
export const MAX_REF = 64;

/** Understands an item, or says what is wrong with it. @param path of the item's fields: `input.items[3].` */
export function prepareItem(
  { index }: Pick<Ciphers, 'index'>,
  { ref, ...given }: ListItem,
  path: string,
  { listId, stated, statedAt, nowMs }: ListReading,
): PreparedItem | LookupProblem {
  const read = readScreenItem(given, path, { index, stated, statedAt, now: () => new Date(nowMs) });
  if ('code' in read) return read;
  const content = contentOf(ref, given);
  return {
    refKey: refKeyOf(index, listId, ref),
    digest: index.key('LIST_ITEM', `${listId} ${content}`),
    content,
    lookupKeys: [
      ...new Set([
        ...read.identifiers.map(({ key }) => key),
        ...readingsOfItem(read).map((reading) => nameLookupKey(index, reading, read.name)),
      ]),
    ],
  };
}

/** The same text for the same item, however it came. */
function contentOf(ref: string, { name, kind, birthDate, jurisdiction, identifiers }: ItemToRead): string {
  const given = identifiers.filter(({ value }) => value?.trim());
  return JSON.stringify({
    ref,
    name: name?.trim() || undefined,
    kind: kind ?? undefined,
    birthDate: birthDate || undefined,
    jurisdiction: jurisdiction || undefined,
    identifiers: given.map(({ type, value, platform }) => ({ field: type, type, value, platform })),
  });
}

/** Blind index of a tenant's own reference, within one list. */
export const refKeyOf = (index: BlindIndex, listId: string, ref: string): string =>
  index.key('LIST_REF', `${listId} ${ref}`);

/** The ways in which an item's name is looked for. Whether persons may be met is decided when it is screened. */
export function readingsOfItem({ name, kind }: Pick<ReadItem, 'name' | 'kind'>): readonly NameReading[] {
  if (name === '') return [];
  return kind === 'PERSON' ? ['PERSON'] : NAME_READINGS;
}

/**
 * Stands for a name in one reading, whichever lists it is on: the first 128 bits of a keyed digest, laid out as a UUID,
 * which is how the matcher numbers what it holds.
 */
export function nameLookupKey(index: BlindIndex, reading: NameReading, name: string): string {
  const digest = index.key('LIST_NAME', `${reading} ${normaliseName(name)}`);
  const hex = Buffer.from(digest, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export const sealItem = ({ fields }: Pick<Ciphers, 'fields'>, itemId: string, content: string): string =>
  fields.encrypt(content, itemContext(itemId));

export const openItem = ({ fields }: Pick<Ciphers, 'fields'>, itemId: string, content: string): ListItem =>
  JSON.parse(fields.decrypt(content, itemContext(itemId))) as ListItem;
