import { withoutEmptyBrackets, withoutPlainReadings, withoutTonedReadings } from './brackets.js';
import { isHanUnit, SIMPLIFIED } from './han-tables.js';

/**
 * The version of the rules below. An index or a stored key made by another version must be rebuilt: two versions may write one
 * name in two ways.
 */
export const NORMALISER_VERSION = 1;

/** Longest text, in UTF-16 code units before normalising, that is taken for a name. */
export const MAX_NAME_LENGTH = 256;

const DROP = 0;
const SEPARATE = 1;
const OPEN = '('.charCodeAt(0);
const CLOSE = ')'.charCodeAt(0);
const SPACE = 0x20;

/** What becomes of each code unit after NFKC: dropped, a separator, or one lower-case, simplified, undiacritical character. */
function buildFold(): Uint16Array {
  const fold = new Uint16Array(0x10000);
  const kept = /[\p{L}\p{N}]/u;
  for (let code = 0x20; code < 0xd800; code++) fold[code] = foldUnit(String.fromCharCode(code), kept);
  for (let code = 0xf900; code < 0xffff; code++) fold[code] = foldUnit(String.fromCharCode(code), kept);
  for (const char of '([{（［｛【〔〖「『〈《<') fold[char.charCodeAt(0)] = OPEN;
  for (const char of ')]}）］｝】〕〗」』〉》>') fold[char.charCodeAt(0)] = CLOSE;
  // An apostrophe joins syllables or letters (xi'an, o'neill); other punctuation parts words.
  for (const char of '\'’‘`´ʼ"“”＂\u00ad') fold[char.charCodeAt(0)] = DROP;
  return fold;
}

function foldUnit(char: string, kept: RegExp): number {
  const code = char.charCodeAt(0);
  if (isHanUnit(code) || char === '〇') return SIMPLIFIED[code] ?? code;
  if (/[\p{Cf}\p{M}]/u.test(char)) return DROP;
  if (!kept.test(char)) return SEPARATE;
  const lower = char.toLowerCase();
  const bare = lower.normalize('NFD');
  if (bare.startsWith('u\u0308')) return 'v'.charCodeAt(0);
  const base = bare.charCodeAt(0);
  return base < 0x80 ? base : lower.charCodeAt(0);
}

const FOLD = buildFold();

const NEEDS_NFKC = /[^\u0020-\u007e\u3007\u4e00-\u9fff]/;
function isLatinUnit(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0xc0 && code < 0x2e80);
}

const HAN_BEYOND = /^\p{Script=Han}$/u;
const units = new Uint16Array(MAX_NAME_LENGTH * 20);

/**
 * The one spelling under which names are compared: NFKC, invisible and bidirectional marks removed, readings in brackets
 * removed, traditional characters simplified, lower case, diacritics removed (ü as v), punctuation removed. Brackets stay, all
 * as `(` and `)`, because a region or a legal form may stand in them; a single space stays between Latin words only.
 * Text beyond `MAX_NAME_LENGTH` is cut off. Applying it twice changes nothing.
 */
export function normaliseName(raw: string): string {
  let text = raw.length > MAX_NAME_LENGTH ? raw.slice(0, MAX_NAME_LENGTH) : raw;
  if (NEEDS_NFKC.test(text)) text = text.normalize('NFKC');
  text = withoutTonedReadings(text);
  let length = 0;
  let pending = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xe000) {
      const point = text.codePointAt(i) ?? 0;
      if (point > 0xffff) {
        i++;
        if (HAN_BEYOND.test(String.fromCodePoint(point))) {
          units[length++] = code;
          units[length++] = text.charCodeAt(i);
          pending = false;
        }
      }
      continue;
    }
    const folded = FOLD[code] ?? DROP;
    if (folded === DROP) continue;
    if (folded === SEPARATE) {
      pending = true;
      continue;
    }
    if (pending && length > 0 && isLatinUnit(folded) && isLatinUnit(units[length - 1] ?? 0)) units[length++] = SPACE;
    pending = false;
    units[length++] = folded;
    if (length >= units.length - 3) break;
  }
  return withoutPlainReadings(withoutEmptyBrackets(String.fromCharCode(...units.subarray(0, length))));
}
