import { READINGS } from './han-tables.js';

const TONED_SYLLABLE = /(\p{Script=Han})[\s_]*[([{（［【〔<]?\s*([\p{Script=Latin}\p{M}]{1,24})\s*[)\]}）］】〕>]?/gu;
const TONE_MARK = /[\u0300\u0301\u0304\u030c]/;
const HAS_TONED_LATIN = /[\u00c0-\u01dc]|\p{M}/u;
const PLAIN_LETTERS = /([\u3400-\u9fff]{1,6})\(([a-z]{1,24})[1-5]?\)/g;

/** Removes a reading that was written after its character with its tone, as in 報(bào)告. Works on text before folding. */
export function withoutTonedReadings(text: string): string {
  if (!HAS_TONED_LATIN.test(text)) return text;
  return text.replace(TONED_SYLLABLE, (whole, char: string, inner: string) =>
    TONE_MARK.test(inner.normalize('NFD')) ? char : whole,
  );
}

/**
 * Removes a toneless reading in brackets from normalised text, but only after characters that are read so: brackets also hold
 * real parts of a name, as in 中意(china).
 */
export function withoutPlainReadings(text: string): string {
  if (text.indexOf('(') < 0) return text;
  const shorter = text.replace(PLAIN_LETTERS, (whole, chars: string, letters: string) =>
    endsWithReading(chars, letters) ? chars : whole,
  );
  return shorter === text ? text : withoutPlainReadings(shorter);
}

function endsWithReading(chars: string, letters: string): boolean {
  if (letters === '') return true;
  const readings = READINGS.get(chars.charCodeAt(chars.length - 1)) ?? [];
  return readings.some(
    (reading) => letters.endsWith(reading) && endsWithReading(chars.slice(0, -1), letters.slice(0, -reading.length)),
  );
}

/** Removes brackets that hold nothing or have no partner. */
export function withoutEmptyBrackets(text: string): string {
  if (text.indexOf('(') < 0 && text.indexOf(')') < 0) return text;
  const kept: string[] = [];
  const open: number[] = [];
  for (const char of text) {
    if (char === ')' && open.length === 0) continue;
    if (char === '(') open.push(kept.length);
    kept.push(char);
    if (char !== ')') continue;
    const start = open.pop() ?? 0;
    if (start === kept.length - 2) kept.length = start;
  }
  return kept.filter((_, at) => !open.includes(at)).join('');
}
