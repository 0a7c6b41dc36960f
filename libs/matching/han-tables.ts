import * as OpenCC from 'opencc-js/t2cn';
import { pinyin } from 'pinyin-pro';

/**
 * Tables over UTF-16 code units that make normalising and reading a name cheap: the two packages that know the answers take
 * microseconds a name, an array access takes nanoseconds. Built once when the module loads (about 0.3 s).
 */

const FIRST_HAN = 0x3400;
const LAST_HAN = 0x9fff;

const converters = (['t', 'hk', 'tw'] as const).map((from) => OpenCC.Converter({ from, to: 'cn' }));

/** The simplified form of one character: OpenCC's standard set first, then the Hong Kong and Taiwan variants. */
function simplified(char: string): string {
  for (const convert of converters) {
    const result = convert(char);
    if (result !== char && result.length === 1) return result;
  }
  return char;
}

function buildSimplified(): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let code = 0; code < table.length; code++) table[code] = code;
  for (let code = FIRST_HAN; code <= LAST_HAN; code++) {
    table[code] = simplified(String.fromCharCode(code)).charCodeAt(0);
  }
  table['〇'.charCodeAt(0)] = '零'.charCodeAt(0);
  return table;
}

/** Code unit → code unit of its simplified form (itself when it has none). */
export const SIMPLIFIED = buildSimplified();

/** One spelling per syllable: lower case, no tone, ü written v as keyboards do. */
export function plainSyllable(syllable: string): string {
  return syllable.replace(/ü/g, 'v');
}

function buildReadings(): Map<number, string[]> {
  const readings = new Map<number, string[]>();
  for (let code = FIRST_HAN; code <= LAST_HAN; code++) {
    const char = String.fromCharCode(code);
    const own = pinyin(char, { multiple: true, toneType: 'none', type: 'array' })
      .map(plainSyllable)
      .filter((syllable) => syllable !== char && /^[a-z]+$/.test(syllable));
    // A traditional character keeps its reading when it is folded: 乾 (qian) becomes 干 (gan), and both must be found.
    const target = SIMPLIFIED[code] ?? code;
    const known = readings.get(target) ?? [];
    const first = target === code ? [...own, ...known] : [...known, ...own];
    readings.set(target, [...new Set(first)]);
  }
  return readings;
}

/** Simplified character's code unit → toneless readings, the most usual first. */
export const READINGS: ReadonlyMap<number, readonly string[]> = buildReadings();

/** Whether a UTF-16 code unit is a Han character of the basic plane. */
export function isHanUnit(code: number): boolean {
  return (code >= FIRST_HAN && code <= LAST_HAN) || (code >= 0xf900 && code <= 0xfaff);
}
