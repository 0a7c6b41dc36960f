import { formById } from './company-forms.js';
import { isGenericCompanyName, parseCompanyName } from './company-name.js';
import { isOnlyTrade, tradeInEnglish } from './company-trades.js';
import { type LatinCompany, parseLatinCompany } from './latin-company.js';
import { companyRecord, type NameRecord, personRecord } from './name-record.js';
import { MAX_NAME_LENGTH, normaliseName } from './normalise.js';
import {
  beginsWithSurname,
  isHanPersonName,
  type PinyinName,
  personInitials,
  readLatinPerson,
  reversedOrder,
} from './person-name.js';
import { regionById, regionNamed, regionSpelled } from './regions.js';
import type { CompanyQuery } from './score-company.js';

/** Why a text is no name that could be looked for; each is the caller's to mend. */
export type QueryRefusal =
  | 'EMPTY'
  | 'TOO_LONG'
  /** Punctuation, symbols, emoji or invisible marks only. */
  | 'NO_LETTERS'
  /** One character. */
  | 'TOO_SHORT'
  /** Only a legal form, words of business or a place: it would find everyone. */
  | 'ONLY_GENERIC_WORDS';

/** Which names a query is compared with. */
export interface QueryStyles {
  readonly companies: boolean;
  readonly persons: boolean;
  /** Take any short text for a person, also one without a known surname. */
  readonly personsOnly: boolean;
}

/** A query understood in each way that it may be meant. */
export interface SearchQuery {
  readonly text: string;
  readonly company: CompanyQuery | undefined;
  readonly latinCompany: LatinCompany | undefined;
  readonly person: NameRecord | undefined;
  readonly latinPerson: LatinPersonQuery | undefined;
}

export interface LatinPersonQuery {
  readonly words: readonly string[];
  readonly readings: readonly PinyinName[];
  readonly initials: string;
}

const HAN = /[\u3400-\u9fff\ud800-\udfff\uf900-\ufaff]/;
const FORM_WORD =
  /^(?:co|ltd|limited|company|inc|incorporated|corp|corporation|llc|plc|gmbh|group|holdings?|store|shop|youxian|gongsi|zeren|gufen|youxiangongsi|jituan|[a-z0-9])$/;

/** Understands a raw query, or says why it cannot be one. */
export function understand(raw: string, styles: QueryStyles): SearchQuery | QueryRefusal {
  if (raw.length > MAX_NAME_LENGTH) return 'TOO_LONG';
  if (raw.trim() === '') return 'EMPTY';
  const text = normaliseName(raw);
  const bare = text.replace(/[() ]/g, '');
  if (bare === '') return 'NO_LETTERS';
  if ([...bare].length < 2) return 'TOO_SHORT';
  return HAN.test(text) ? understandChinese(text, raw, styles) : understandLatin(text, styles);
}

function understandChinese(text: string, raw: string, styles: QueryStyles): SearchQuery | QueryRefusal {
  const mayBePerson = styles.persons && isPersonLike(text, raw, styles.personsOnly);
  const person = mayBePerson ? personRecord(text) : undefined;
  const parsed = parseCompanyName(text);
  const isGeneric = isGenericCompanyName(parsed) || isOnlyPlaceOrTrade(text);
  if (isGeneric && !(styles.personsOnly && person)) return 'ONLY_GENERIC_WORDS';
  const regionText = parsed.spans.find(({ part }) => part === 'region')?.text ?? '';
  const company = styles.companies ? { ...companyRecord(text), regionText } : undefined;
  return { text, company, latinCompany: company && spelledBrand(company), person, latinPerson: undefined };
}

/** A brand in pinyin among Chinese words (xiaomi旗舰店, 杭州huaxin科技有限公司), as a name in Latin letters would be understood. */
function spelledBrand({ brand, region, trade, form }: CompanyQuery): LatinCompany | undefined {
  if (!/^[a-z][a-z ]{3,}$/.test(brand)) return undefined;
  const spelled = parseLatinCompany(brand);
  if (spelled.syllables.length === 0 || spelled.trade || spelled.form) return undefined;
  return { ...spelled, region: regionById(region), words: brand.split(' '), trade, form: formById(form), initials: '' };
}

function isOnlyPlaceOrTrade(text: string): boolean {
  return isOnlyTrade(text) || regionNamed(text) !== undefined;
}

/** Names of other peoples are long and begin with no known surname, but show no sign of a company either. */
function isPersonLike(text: string, raw: string, personsOnly: boolean): boolean {
  if (!isHanPersonName(text)) return false;
  if (personsOnly || /[·•・‧.]/.test(raw)) return true;
  if (text.length <= 4 && (beginsWithSurname(text) || reversedOrder(text) !== undefined)) return true;
  const { region, trade, form, branch } = parseCompanyName(text);
  return !region && !trade && !form && !branch;
}

function understandLatin(text: string, styles: QueryStyles): SearchQuery | QueryRefusal {
  const words = text.replace(/[()]/g, ' ').split(' ').filter(Boolean);
  const isGeneric = words.every(
    (word) => FORM_WORD.test(word) || tradeInEnglish(word) !== undefined || regionSpelled(word),
  );
  const spelled = words.filter((word) => word.length > 1);
  if (isGeneric && (spelled.length > 0 || words.length < 2)) return 'ONLY_GENERIC_WORDS';
  const latinPerson = styles.persons && words.length <= 6 ? personQuery(words) : undefined;
  const latinCompany = styles.companies ? parseLatinCompany(text) : undefined;
  return { text, company: undefined, latinCompany, person: undefined, latinPerson };
}

function personQuery(words: readonly string[]): LatinPersonQuery {
  // Tone digits belong to the syllables before them.
  const plain = words.map((word) => (/^(?:[a-z]+[1-5])+$/.test(word) ? word.replace(/[1-5]/g, '') : word));
  return { words: plain, readings: readLatinPerson(plain), initials: personInitials(plain) };
}
