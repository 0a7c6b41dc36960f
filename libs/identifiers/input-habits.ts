import type { Correction } from './result.js';

/** Input as it is understood after mending how it was written, with what was mended. */
export interface Reading {
  text: string;
  corrections: Correction[];
}

export const NO_CORRECTIONS: readonly Correction[] = Object.freeze([]);

export const SPACING: Correction = {
  code: 'SPACING',
  message: 'Spaces, hyphens, quotes or invisible characters were removed.',
};
const FULL_WIDTH: Correction = {
  code: 'FULL_WIDTH',
  message: 'Full-width or styled characters were read as plain ones.',
};
const UPPER_CASE: Correction = { code: 'LETTER_CASE', message: 'Lower-case letters were read as capitals.' };
export const LOWER_CASE: Correction = { code: 'LETTER_CASE', message: 'Capital letters were read as lower-case ones.' };

const CONFUSED: Correction = {
  code: 'CONFUSED_CHARACTER',
  message:
    'Characters that cannot stand there were read as the ones they are mistaken for, such as O for 0 or I for 1.',
};

const INVISIBLE_OR_SPACE = /[\p{Z}\p{Cc}\p{Cf}]+/gu;
/** Dashes of every kind, the minus sign, the katakana length mark and the box line that OCR gives for a dash, and quotes. */
const SEPARATOR = /[\p{Z}\p{Cc}\p{Cf}\p{Pd}\u2212\u30fc\u2500_'"`‘’“”·]+/gu;
const OUTER_SPACE = /^[\p{Z}\p{Cc}\p{Cf}]+|[\p{Z}\p{Cc}\p{Cf}]+$/gu;
const PRINTABLE_ASCII = /^[\x21-\x7e]*$/;

function foldWidth(text: string, corrections: Correction[]): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  const folded = text.normalize('NFKC');
  // Compared without spaces, so that an ideographic space counts as spacing only.
  if (folded.replace(INVISIBLE_OR_SPACE, '') !== text.replace(INVISIBLE_OR_SPACE, '')) corrections.push(FULL_WIDTH);
  return folded;
}

function remove(text: string, pattern: RegExp, corrections: Correction[]): string {
  const left = text.replace(pattern, '');
  if (left === text) return text;
  corrections.push(SPACING);
  // What was parted may now compose, such as a letter and the accent after a space.
  return left.normalize('NFKC');
}

const LABEL = /^\p{Script=Han}{2,14}(?:\([\p{Script=Han}A-Z]{1,8}\))?:?(?=[\dA-Z])/u;
const LABEL_REMOVED: Correction = { code: 'PREFIX', message: 'The label before the value was removed.' };

/** Takes off the name of the field that was copied with its value (统一社会信用代码：9133…). */
export function withoutLabel({ text, corrections }: Reading): Reading {
  const bare = text.replace(LABEL, '');
  return bare === text ? { text, corrections } : { text: bare, corrections: [...corrections, LABEL_REMOVED] };
}

/** Reads a code in which spacing and letter case carry no meaning: half width, no separators, capitals. */
export function readCode(raw: string): Reading {
  const corrections: Correction[] = [];
  const joined = remove(foldWidth(raw, corrections), SEPARATOR, corrections);
  const text = joined.toUpperCase();
  if (text !== joined) corrections.push(UPPER_CASE);
  return { text, corrections };
}

/** Reads text in which no space belongs, but in which hyphens and letter case may matter: half width, no spaces at all. */
export function readUnspaced(raw: string): Reading {
  const corrections: Correction[] = [];
  const text = remove(foldWidth(raw, corrections), INVISIBLE_OR_SPACE, corrections);
  return { text, corrections };
}

/** Reads text whose inner spaces may mean something: half width, outer spaces removed. */
export function readTrimmed(raw: string): Reading {
  const corrections: Correction[] = [];
  const text = remove(foldWidth(raw, corrections), OUTER_SPACE, corrections);
  return { text, corrections };
}

/** Cyrillic and Greek capitals that look like Latin ones, and signs that look like digits or X. */
// biome-ignore format: one row a script
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', У: 'Y', Х: 'X',
  Α: 'A', Β: 'B', Ε: 'E', Η: 'H', Ι: 'I', Κ: 'K', Μ: 'M', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T', Υ: 'Y', Χ: 'X',
  '×': 'X', '〇': '0', '○': '0', '|': '1',
};

/** Letters that no digits-only field holds, and the digit each is mistyped or misread for. */
export const LETTER_FOR_DIGIT: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' };

/**
 * Replaces characters that the field's alphabet lacks by the one they are taken for. `mayStand(character, position)` says
 * which may stay, so that a letter is replaced only where it could not stand and the reading is not a guess.
 */
export function mendConfused(
  reading: Reading,
  mayStand: (character: string, position: number) => boolean,
  confusions: Readonly<Record<string, string>>,
): Reading {
  let text = '';
  let position = 0;
  for (const character of reading.text) {
    text += mendCharacter(character, position, mayStand, confusions);
    position += 1;
  }
  if (text === reading.text) return reading;
  return { text, corrections: [...reading.corrections, CONFUSED] };
}

function mendCharacter(
  character: string,
  position: number,
  mayStand: (character: string, position: number) => boolean,
  confusions: Readonly<Record<string, string>>,
): string {
  if (mayStand(character, position)) return character;
  const latin = LOOK_ALIKE[character] ?? character;
  return mayStand(latin, position) ? latin : (confusions[latin] ?? latin);
}

/** Lower case in a form that folding again leaves as it is. */
export function foldCase(text: string): string {
  return text.toLowerCase().normalize('NFKC');
}
