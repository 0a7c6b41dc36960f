import parsePhoneNumberFromString, { type PhoneNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import { mendConfused, type Reading, readCode } from './input-habits.js';
import {
  accept,
  type Correction,
  type DerivedFacts,
  FULLY_MASKED,
  type IdentifierResult,
  type LineType,
  refuse,
  refuseUnreadable,
} from './result.js';

/**
 * Mainland mobile numbers, with the country code, the international or the trunk prefix that people put before them. They
 * are most of the traffic and new ranges open faster than metadata follows, so only their shape is judged.
 */
const MAINLAND_MOBILE = /^(\+86|0086|86|0)?(1[3-9]\d{9})$/;
/** Nothing but a mobile number starts like this, so one of another length is a mobile number with a digit missing or doubled. */
const MAINLAND_MOBILE_START = /^(?:\+86|0086|86|0)?1[3-9]/;
const CANONICAL_MAINLAND_MOBILE = /^\+861[3-9]\d{9}$/;
const CANONICAL = /^\+\d{7,15}$/;
const DIALABLE = /^\+?\d+$/;
const LABEL = /^(?:TEL|PHONE|MOBILE|电话|手机|联系电话):?/;
const PUNCTUATION = /[().]/g;
const EXTENSION = /(?:转|轉|分机|EXT:?|X|#)(\d{1,6})$/;
const INTERNATIONAL_PREFIX = /^00/;
/** Letters only where no speaker of "vanity" numbers could mean them: O and I are not used for dialling in China. */
const MISREAD_DIGIT: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
/** ITU-T E.164: at most 15 digits; four more for the prefix that is dialled before them. */
const LONGEST_DIALLED = 20;
const SHORTEST = 7;

const PREFIX: Correction = { code: 'PREFIX', message: 'A label or dialling prefix before the number was removed.' };
const EXTENSION_REMOVED: Correction = { code: 'SUFFIX', message: 'The extension was taken off the number.' };
const PUNCTUATION_REMOVED: Correction = { code: 'PUNCTUATION', message: 'Brackets and dots were removed.' };

/** Canonical form is E.164; a number without a country code is taken for one of mainland China. */
export function parsePhone(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { dialled, extension, corrections } = readDialled(readCode(raw));
  if (dialled === '') return refuse('EMPTY', 'The value is empty.');
  if (!DIALABLE.test(dialled)) {
    return refuse('ALPHABET', 'A phone number has digits only, after a + when the country code comes first.');
  }
  const mobile = MAINLAND_MOBILE.exec(dialled);
  if (mobile) return mainlandMobile(mobile, extension, corrections);
  if (dialled.length < SHORTEST || dialled.length > LONGEST_DIALLED) {
    return refuse(
      'LENGTH',
      `A phone number with its area code has 7 to 15 digits; this has ${dialled.replace('+', '').length}.`,
    );
  }
  if (MAINLAND_MOBILE_START.test(dialled)) return refuse('LENGTH', 'A mainland mobile number has 11 digits.');
  const international = dialled.replace(INTERNATIONAL_PREFIX, '+');
  if (international !== dialled) corrections.push(PREFIX);
  return judge(international, extension, corrections);
}

function readDialled(read: Reading): { dialled: string; extension?: string | undefined; corrections: Correction[] } {
  const corrections = [...read.corrections];
  const unlabelled = read.text.replace(LABEL, '');
  if (unlabelled !== read.text) corrections.push(PREFIX);
  const bare = unlabelled.replace(PUNCTUATION, '');
  if (bare !== unlabelled) corrections.push(PUNCTUATION_REMOVED);
  const extension = EXTENSION.exec(bare);
  if (extension) corrections.push(EXTENSION_REMOVED);
  const number = extension ? bare.slice(0, extension.index) : bare;
  const mended = mendConfused({ text: number, corrections }, isDialled, MISREAD_DIGIT);
  return { dialled: mended.text, extension: extension?.[1], corrections: mended.corrections };
}

function isDialled(character: string): boolean {
  return character === '+' || (character >= '0' && character <= '9');
}

function mainlandMobile(
  [, prefix, national]: RegExpExecArray,
  extension: string | undefined,
  corrections: Correction[],
): IdentifierResult {
  if (prefix && prefix !== '+86') corrections.push(PREFIX);
  const canonical = `+86${national}`;
  return accept('PHONE', canonical, maskPhone(canonical), corrections, facts('MOBILE', 'CN', extension));
}

function judge(dialled: string, extension: string | undefined, corrections: Correction[]): IdentifierResult {
  const number = parsePhoneNumberFromString(dialled, { defaultCountry: 'CN', extract: false }, metadata);
  if (!number) return refuse('REGION', 'The number begins with no known country code.');
  if (!number.isPossible()) return refuse('LENGTH', 'The number is too short or too long for its country.');
  if (!number.isValid()) {
    return refuse('FORMAT', 'No such number is given out in its country; a landline needs its area code.');
  }
  const canonical = number.number;
  return accept(
    'PHONE',
    canonical,
    maskPhone(canonical),
    corrections,
    facts(lineTypeOf(number), number.country, extension),
  );
}

function facts(lineType: LineType, country: string | undefined, extension: string | undefined): DerivedFacts {
  return { lineType, ...(country && { country }), ...(extension && { extension }) };
}

function lineTypeOf(number: PhoneNumber): LineType {
  const type = number.getType();
  if (type === 'MOBILE') return 'MOBILE';
  return type === 'FIXED_LINE' ? 'LANDLINE' : 'OTHER';
}

/** +86138****1234 for mainland mobiles; of other numbers the start of the country code and two or four last digits. */
export function maskPhone(canonical: string): string {
  if (!CANONICAL.test(canonical)) return FULLY_MASKED;
  if (CANONICAL_MAINLAND_MOBILE.test(canonical)) return `${canonical.slice(0, 6)}****${canonical.slice(-4)}`;
  return `${canonical.slice(0, 3)}****${canonical.slice(canonical.length > 11 ? -4 : -2)}`;
}
