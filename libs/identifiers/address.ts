import { PROVINCES } from './division.js';
import { foldCase, LOWER_CASE, readUnspaced } from './input-habits.js';
import { accept, type Correction, FULLY_MASKED, type IdentifierResult, refuse, refuseUnreadable } from './result.js';

/** Everything but letters, marks and numbers. */
const PUNCTUATION = /[^\p{L}\p{M}\p{N}]+/gu;
const DIGIT = /^\d$/;
const ADDRESS_LENGTH = { shortest: 4, longest: 200 } as const;
const LETTER = /\p{L}/u;
const COUNTRY = /^(?:中华人民共和国|中国)+/;

/** Municipalities are province and city in one. */
const MUNICIPALITIES: ReadonlySet<string> = new Set(['11', '12', '31', '50']);
const CITY = /^.{1,7}?(?:市(?!场|民|政)|自治州|地区|盟)/u;
const PROVINCE_OR_CITY = /^.{1,7}?(?:省|市(?!场|民|政))/u;

const PUNCTUATION_REMOVED: Correction = {
  code: 'PUNCTUATION',
  message: 'Punctuation was removed, or joined to one hyphen between numbers.',
};
const COUNTRY_REMOVED: Correction = {
  code: 'PREFIX',
  message: 'The name of the country before the province was removed.',
};

/**
 * Addresses have no registry to be checked against; the canonical form only makes spellings of one text equal: NFKC, lower
 * case, no spaces, no punctuation except one hyphen between numbers. Traditional characters are kept.
 */
export function parseAddress(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readUnspaced(raw);
  const folded = foldCase(text);
  if (folded !== text) corrections.push(LOWER_CASE);
  const bare = folded.replace(PUNCTUATION, keepParting).normalize('NFKC');
  if (bare !== folded) corrections.push(PUNCTUATION_REMOVED);
  const canonical = withoutCountry(bare, corrections);
  if (canonical === '') return refuse('EMPTY', 'The value is empty, or punctuation only.');
  return judge(canonical, corrections);
}

/** Between digits a mark of any kind parts two numbers: 1-23 and 12-3 are two doors. */
function keepParting(mark: string, start: number, whole: string): string {
  return DIGIT.test(whole.charAt(start - 1)) && DIGIT.test(whole.charAt(start + mark.length)) ? '-' : '';
}

/** Only where a province follows: 中国城 is a place of its own. */
function withoutCountry(text: string, corrections: Correction[]): string {
  const left = text.replace(COUNTRY, '');
  if (left === text || !provinceOf(left)) return text;
  corrections.push(COUNTRY_REMOVED);
  return left;
}

function judge(canonical: string, corrections: readonly Correction[]): IdentifierResult {
  const { shortest, longest } = ADDRESS_LENGTH;
  if (canonical.length < shortest || canonical.length > longest) {
    return refuse(
      'LENGTH',
      `An address has ${shortest} to ${longest} letters and digits; this has ${canonical.length}.`,
    );
  }
  if (!LETTER.test(canonical)) return refuse('FORMAT', 'An address has words, not numbers only.');
  const code = provinceOf(canonical);
  const derived = code ? { division: `${code}0000` } : undefined;
  return accept('ADDRESS', canonical, maskAddress(canonical), corrections, derived);
}

function provinceOf(text: string): string | undefined {
  for (const [code, { shortName }] of PROVINCES) if (text.startsWith(shortName)) return code;
  return undefined;
}

/** Province and city as far as the text names them, else its first two characters. */
export function maskAddress(canonical: string): string {
  if (canonical.length < ADDRESS_LENGTH.shortest) return FULLY_MASKED;
  const code = provinceOf(canonical);
  const province = code ? PROVINCES.get(code) : undefined;
  if (!code || !province) {
    const shown = PROVINCE_OR_CITY.exec(canonical)?.[0] ?? [...canonical].slice(0, 2).join('');
    return shown + FULLY_MASKED;
  }
  const shown = [province.name, province.shortName].find((name) => canonical.startsWith(name)) ?? '';
  const city = MUNICIPALITIES.has(code) ? '' : (CITY.exec(canonical.slice(shown.length))?.[0] ?? '');
  return shown + city + FULLY_MASKED;
}
