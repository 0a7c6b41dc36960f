import { isInKnownProvince } from './division.js';
import {
  LETTER_FOR_DIGIT,
  mendConfused,
  NO_CORRECTIONS,
  type Reading,
  readCode,
  withoutLabel,
} from './input-habits.js';
import {
  accept,
  type Correction,
  type DerivedFacts,
  FULLY_MASKED,
  type IdentifierResult,
  type ParseContext,
  refuse,
  refuseUnreadable,
} from './result.js';

/** GB 11643-1999 §4.2.3, after ISO 7064 MOD 11-2: the weight of the i-th character from the right is 2^(i-1) mod 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';
const WELL_FORMED = /^\d{17}[\dX]$/;
const FIFTEEN_DIGITS = /^\d{15}$/;
const DIGIT = /^\d$/;

/** Residence permits for residents of Hong Kong (81), Macau (82) and Taiwan (83) are numbered by the same standard. */
const TAIWAN_RESIDENT = '83';
/** The permanent resident card for foreigners of 2023 starts with 9, then province, country, birth date and sequence. */
const FOREIGNER = '9';
/** Nobody older holds a document; an earlier year is a typing mistake. */
const EARLIEST_YEAR = 1850;
/** In the 15-digit form these sequence numbers marked persons born before 1900. */
const BORN_BEFORE_1900 = /99[6-9]$/;

const UPGRADED: Correction = { code: 'UPGRADED', message: 'The 15-digit form was upgraded to 18 digits.' };

/**
 * The eighteenth character of a resident id: 0–9 or X (GB 11643-1999 §4.2.3).
 * @param first17 the first 17 digits; what follows them is ignored
 * @throws RangeError when one of them is missing or not a digit
 */
export function residentIdCheckDigit(first17: string): string {
  let sum = 0;
  for (let index = 0; index < WEIGHTS.length; index += 1) {
    const digit = first17.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) throw new RangeError('a resident id check digit needs 17 digits');
    sum += digit * (WEIGHTS[index] ?? 0);
  }
  return CHECK_DIGITS.charAt(sum % 11);
}

export function parseResidentId(raw: string, context: ParseContext = {}): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  if (WELL_FORMED.test(raw)) return judge(raw, NO_CORRECTIONS, context);
  const read = withoutLabel(readCode(raw));
  if (read.text === '') return refuse('EMPTY', 'The value is empty.');
  if (read.text.length === 15) return upgrade(read, context);
  if (read.text.length !== 18) {
    return refuse(
      'LENGTH',
      `A resident identity number has 18 characters (15 before 2013); this has ${read.text.length}.`,
    );
  }
  const { text, corrections } = mendConfused(read, mayStand, LETTER_FOR_DIGIT);
  return judge(text, corrections, context);
}

function mayStand(character: string, position: number): boolean {
  return DIGIT.test(character) || (position === 17 && character === 'X');
}

/** The 15-digit form has no check digit, so a letter in it is refused: nothing would show a wrong guess. */
function upgrade(read: Reading, context: ParseContext): IdentifierResult {
  if (!FIFTEEN_DIGITS.test(read.text)) {
    return refuse('ALPHABET', 'A 15-digit resident identity number has digits only.');
  }
  const century = BORN_BEFORE_1900.test(read.text) ? '18' : '19';
  const first17 = read.text.slice(0, 6) + century + read.text.slice(6);
  return judge(first17 + residentIdCheckDigit(first17), [...read.corrections, UPGRADED], context);
}

function judge(id: string, corrections: readonly Correction[], context: ParseContext): IdentifierResult {
  if (!WELL_FORMED.test(id)) {
    return refuse('ALPHABET', 'A resident identity number has digits only, but for an X that may stand last.');
  }
  const holder = holderOf(id);
  if (!holder) return refuse('REGION', 'The first digits name no province of China.');
  const birthDate = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (!isCalendarDate(birthDate)) return refuse('DATE', 'Digits 7 to 14 are no date of birth.');
  if (birthDate > todayInChina(context.now)) return refuse('DATE', 'The date of birth lies in the future.');
  if (residentIdCheckDigit(id) !== id.charAt(17)) {
    return refuse('CHECKSUM', 'The check digit at the end does not fit the rest.');
  }
  const sex = (id.charCodeAt(16) & 1) === 1 ? 'MALE' : 'FEMALE';
  return accept('RESIDENT_ID', id, maskResidentId(id), corrections, { ...holder, birthDate, sex });
}

function holderOf(id: string): DerivedFacts | undefined {
  if (id.startsWith(FOREIGNER)) {
    const province = id.slice(1, 3);
    return isInKnownProvince(province) ? { division: `${province}0000`, nationality: id.slice(3, 6) } : undefined;
  }
  const division = id.slice(0, 6);
  return isInKnownProvince(division) || division.startsWith(TAIWAN_RESIDENT) ? { division } : undefined;
}

function isCalendarDate(date: string): boolean {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  if (year < EARLIEST_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
let knownDay = Number.NaN;
let knownDate = '';

/** ISO date in China, which has one time zone; the last answer is kept, because formatting costs more than the parse. */
function todayInChina(now: (() => Date) | undefined): string {
  const ms = (now ? now().getTime() : Date.now()) + CHINA_OFFSET_MS;
  const day = Math.floor(ms / DAY_MS);
  if (day !== knownDay) {
    knownDate = new Date(ms).toISOString().slice(0, 10);
    knownDay = day;
  }
  return knownDate;
}

/**
 * Keeps the division and the last two characters. The usual last four would leave, with division, sex and check digit
 * known, few enough candidates to try every date of birth.
 */
export function maskResidentId(canonical: string): string {
  if (canonical.length !== 18) return FULLY_MASKED;
  return `${canonical.slice(0, 6)}**********${canonical.slice(16)}`;
}
