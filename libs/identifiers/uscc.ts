import { isInKnownProvince } from './division.js';
import { mendConfused, NO_CORRECTIONS, readCode, withoutLabel } from './input-habits.js';
import { accept, type Correction, type IdentifierResult, refuse, refuseUnreadable } from './result.js';

/** GB 32100-2015 §4: digits and capitals without I, O, S, V, Z; a character's value is its place in this row. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_LENGTH = 18;
const WELL_FORMED = /^[1-9ANY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{8}[\dX][0-9A-HJ-NPQRTUWXY]$/;
const IN_ALPHABET = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

/** GB 32100-2015 §5: the weight of position i is 3^(i-1) mod 31. */
const WEIGHTS = powersModulo(3, 31, 17);
/** GB 11714-1997 §3.4: weights of the eight characters of an organisation code. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const VALUES = valuesOf(ALPHABET);
/** In GB 11714 a letter counts as in base 36, whatever the alphabet around it lacks. */
const ORGANISATION_VALUES = valuesOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/**
 * Registration department and the categories it may register (GB 32100-2015 table 2). 54 and 55 are the villagers' and
 * residents' committees, which the ministry of civil affairs numbers since their status as special legal persons.
 */
const CATEGORIES: Readonly<Record<string, string>> = {
  1: '1239',
  2: '19',
  3: '123459',
  4: '19',
  5: '123459',
  6: '129',
  7: '129',
  8: '19',
  9: '123',
  A: '19',
  N: '1239',
  Y: '1',
};
/** Bodies that register with the national authority carry the code of the whole country. */
const NATIONAL = '100000';

function powersModulo(base: number, modulus: number, count: number): number[] {
  const powers = [1];
  while (powers.length < count) powers.push(((powers.at(-1) ?? 1) * base) % modulus);
  return powers;
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  return values;
}

function weightedSum(text: string, start: number, weights: readonly number[], values: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const value = values[text.charCodeAt(start + index)] ?? -1;
    if (value < 0) return Number.NaN;
    sum += value * (weights[index] ?? 0);
  }
  return sum;
}

/**
 * The eighteenth character of a USCC (GB 32100-2015 §5): (31 − Σ value·weight mod 31) mod 31.
 * @param first17 the first 17 characters; what follows them is ignored
 * @throws RangeError when one of them is missing or outside the alphabet
 */
export function usccCheckCharacter(first17: string): string {
  const sum = weightedSum(first17, 0, WEIGHTS, VALUES);
  if (Number.isNaN(sum)) throw new RangeError('a USCC check character needs 17 characters of its alphabet');
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * The ninth character of an organisation code (GB 11714-1997 §3.4): 11 − Σ value·weight mod 11, where 10 is X and 11 is 0.
 * @throws RangeError when one of the first eight characters is missing or not a digit or capital
 */
export function organisationCodeCheckCharacter(first8: string): string {
  const sum = weightedSum(first8, 0, ORGANISATION_WEIGHTS, ORGANISATION_VALUES);
  if (Number.isNaN(sum)) throw new RangeError('an organisation code has eight digits or capitals before its check');
  return '0X987654321'.charAt(sum % 11);
}

/**
 * Only letters that the alphabet lacks are mended, and V is not, being as near to U as to Y. L and B stay letters even where
 * only a digit can stand, so that every change within the alphabet is caught rather than some of them mended.
 */
const MISREAD: Readonly<Record<string, string>> = { O: '0', I: '1', Z: '2', S: '5' };

function isInAlphabet(character: string): boolean {
  return character.length === 1 && ALPHABET.includes(character);
}

export function parseUscc(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  if (WELL_FORMED.test(raw)) return judge(raw, NO_CORRECTIONS);
  const read = withoutLabel(readCode(raw));
  if (read.text === '') return refuse('EMPTY', 'The value is empty.');
  if (read.text.length !== USCC_LENGTH) {
    return refuse('LENGTH', `A unified social credit code has 18 characters; this has ${read.text.length}.`);
  }
  const { text, corrections } = mendConfused(read, isInAlphabet, MISREAD);
  return judge(text, corrections);
}

function judge(code: string, corrections: readonly Correction[]): IdentifierResult {
  if (!IN_ALPHABET.test(code)) {
    return refuse(
      'ALPHABET',
      'A unified social credit code has digits and capital letters other than I, O, S, V and Z.',
    );
  }
  const division = code.slice(2, 8);
  if (!CATEGORIES[code.charAt(0)]?.includes(code.charAt(1))) {
    return refuse('FORMAT', 'The first two characters name no registration department and category.');
  }
  if (!isInKnownProvince(division) && division !== NATIONAL) {
    return refuse('REGION', 'Characters 3 to 8 name no division of China.');
  }
  if (!WELL_FORMED.test(code)) {
    return refuse('FORMAT', 'Characters 3 to 8 must be digits, and character 17 a digit or X.');
  }
  if (usccCheckCharacter(code) !== code.charAt(17)) {
    return refuse('CHECKSUM', 'The check character at the end does not fit the rest.');
  }
  const organisationCode = code.slice(8, 17);
  if (organisationCodeCheckCharacter(organisationCode) !== code.charAt(16)) {
    return refuse('CHECKSUM', 'The organisation code inside (characters 9 to 17) fails its own check.');
  }
  return accept('USCC', code, code, corrections, { organisationCode, division, registrationKind: code.slice(0, 2) });
}
