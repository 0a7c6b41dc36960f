import { READINGS } from './han-tables.js';
import { SURNAME_READINGS } from './surnames.js';

/** A toneless syllable's number; 0 means none. */
export type SyllableId = number;

const names: string[] = [''];
const ids = new Map<string, SyllableId>();
for (const readings of READINGS.values()) {
  for (const syllable of readings) {
    // Interjections without a vowel (ng, hm) would make every abbreviation look like pinyin.
    if (!ids.has(syllable) && /[aeiouv]/.test(syllable)) {
      ids.set(syllable, names.length);
      names.push(syllable);
    }
  }
}
const spelled = [...ids];
for (const [syllable, id] of spelled) {
  if (!syllable.includes('v')) continue;
  // Passports write ü as yu; many keyboards and signs write u where no other syllable claims it.
  for (const alias of [syllable.replace('v', 'yu'), syllable.replace('v', 'u'), syllable.replace('v', 'ue')]) {
    if (!ids.has(alias)) ids.set(alias, id);
  }
}

/** How a southern speaker, or a hurried one, may write it: zh/z, ch/c, sh/s and final ng/n are one. */
function fuzzySpelling(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/ng$/, 'n')
    .replace(/^([ln])v/, '$1u');
}

const fuzzyNumbers = new Map<string, number>();
const fuzzyTable = new Uint16Array(names.length);
for (let id = 1; id < names.length; id++) {
  const spelling = fuzzySpelling(names[id] ?? '');
  const number = fuzzyNumbers.get(spelling) ?? fuzzyNumbers.size + 1;
  fuzzyNumbers.set(spelling, number);
  fuzzyTable[id] = number;
}

const primary = new Uint16Array(0x10000);
const several = new Map<number, Uint16Array>();
for (const [code, readings] of READINGS) {
  const list = readings.map((syllable) => ids.get(syllable) ?? 0).filter((id) => id > 0);
  primary[code] = list[0] ?? 0;
  if (list.length > 1) several.set(code, Uint16Array.from(list));
}

const surnameReadings = new Map<string, SyllableId[][]>();
for (const [surname, spellings] of SURNAME_READINGS) {
  const readings = spellings.map((spelling) => spelling.split(' ').map((syllable) => ids.get(syllable) ?? 0));
  surnameReadings.set(surname, readings);
}

/** The syllable's number, also for the spellings lyu/lu for lü; 0 when it is none. */
export function syllableId(spelling: string): SyllableId {
  return ids.get(spelling) ?? 0;
}

/** The syllable as written without tone (ü as v). */
export function syllableText(id: SyllableId): string {
  return names[id] ?? '';
}

/** The class of syllables that are easily taken for one another (zh/z, ch/c, sh/s, ng/n). */
export function fuzzySyllable(id: SyllableId): number {
  return fuzzyTable[id] ?? 0;
}

/** The most usual reading of a character (UTF-16 code unit); 0 when it is not read in Mandarin. */
export function primaryReading(code: number): SyllableId {
  return primary[code] ?? 0;
}

const NONE = new Uint16Array(0);
const single = new Map<number, Uint16Array>();

/** All readings of a character, the most usual first. */
export function readingsOf(code: number): Uint16Array {
  const found = several.get(code) ?? single.get(code);
  if (found) return found;
  const only = primary[code] ?? 0;
  if (only === 0) return NONE;
  const list = Uint16Array.of(only);
  single.set(code, list);
  return list;
}

/** Readings that a surname has as a surname (单 shan, 尉迟 yu chi), or undefined when it has none of its own. */
export function readingsOfSurname(surname: string): SyllableId[][] | undefined {
  return surnameReadings.get(surname);
}

/** Whether two characters can sound alike: 2 in some reading exactly, 1 only when zh/z, ch/c, sh/s, ng/n are taken as one, 0 not. */
export function soundLikeness(a: number, b: number): 0 | 1 | 2 {
  const firstA = primary[a] ?? 0;
  const firstB = primary[b] ?? 0;
  if (firstA === 0 || firstB === 0) return 0;
  if (firstA === firstB) return 2;
  if (!several.has(a) && !several.has(b)) return fuzzyTable[firstA] === fuzzyTable[firstB] ? 1 : 0;
  let best: 0 | 1 = 0;
  for (const x of readingsOf(a)) {
    for (const y of readingsOf(b)) {
      if (x === y) return 2;
      if (fuzzyTable[x] === fuzzyTable[y]) best = 1;
    }
  }
  return best;
}

/** First letters of the usual readings; Latin letters and digits stand for themselves. */
export function initialsOf(text: string): string {
  let initials = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const syllable = names[primary[code] ?? 0] ?? '';
    if (syllable) initials += syllable.charAt(0);
    else if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) initials += text.charAt(i);
  }
  return initials;
}

const MAX_SEGMENTATIONS = 6;

/**
 * Cuts letters written together into syllables: `xian` is `xian` and `xi an`. Returns the cuts with the fewest syllables first,
 * at most six; none when the letters are no pinyin. A tone digit after a syllable is taken with it.
 */
export function segmentPinyin(letters: string): SyllableId[][] {
  if (letters.length > 60) return [];
  const fewest = fewestFrom(letters);
  const total = fewest[0] ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(total)) return [];
  const found: SyllableId[][] = [];
  for (let extra = 0; extra <= 1 && found.length < MAX_SEGMENTATIONS; extra++) {
    collect(letters, 0, total + extra, fewest, [], found);
  }
  return found;
}

/** Fewest syllables that cover the letters from each position on; infinite when none do. */
function fewestFrom(letters: string): number[] {
  const fewest = new Array<number>(letters.length + 1).fill(Number.POSITIVE_INFINITY);
  fewest[letters.length] = 0;
  for (let start = letters.length - 1; start >= 0; start--) {
    for (let size = 1; size <= 6 && start + size <= letters.length; size++) {
      if (!ids.has(letters.slice(start, start + size))) continue;
      const rest = fewest[afterTone(letters, start + size)] ?? Number.POSITIVE_INFINITY;
      fewest[start] = Math.min(fewest[start] ?? Number.POSITIVE_INFINITY, rest + 1);
    }
  }
  return fewest;
}

function afterTone(letters: string, at: number): number {
  const code = letters.charCodeAt(at);
  return code >= 0x31 && code <= 0x35 ? at + 1 : at;
}

function collect(
  letters: string,
  start: number,
  left: number,
  fewest: readonly number[],
  soFar: SyllableId[],
  found: SyllableId[][],
): void {
  if (found.length >= MAX_SEGMENTATIONS) return;
  if (start === letters.length) {
    if (left === 0) found.push([...soFar]);
    return;
  }
  for (let size = Math.min(6, letters.length - start); size >= 1; size--) {
    const id = ids.get(letters.slice(start, start + size));
    const next = afterTone(letters, start + size);
    if (id === undefined || (fewest[next] ?? Number.POSITIVE_INFINITY) > left - 1) continue;
    soFar.push(id);
    collect(letters, next, left - 1, fewest, soFar, found);
    soFar.pop();
  }
}
