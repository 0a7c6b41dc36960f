import { fuzzySyllable, readingsOf, readingsOfSurname, type SyllableId, segmentPinyin } from './pinyin.js';
import { COMPOUND_SURNAMES, SURNAMES } from './surnames.js';

/** A person's name in Chinese characters, cut into surname and given name. */
export interface PersonName {
  readonly surname: string;
  readonly given: string;
}

/** One way to read a name written in Latin letters as a Chinese one, surname first. */
export interface PinyinName {
  readonly syllables: readonly SyllableId[];
  /** Whether the letters gave the given name first, as in `Xiaoming Wang`. */
  readonly isReversed: boolean;
}

const LONGEST_HAN_NAME = 20;
const MAX_READINGS = 8;
const HAN = /\p{Script=Han}/u;

/** Whether a normalised text could be a person's name in Chinese characters. */
export function isHanPersonName(normalised: string): boolean {
  const text = withoutBrackets(normalised);
  return text.length >= 2 && text.length <= LONGEST_HAN_NAME && [...text].every((char) => HAN.test(char));
}

/**
 * Cuts a normalised name into surname and given name. A compound surname is taken when a given name is left. Names that begin
 * with no known surname (of other peoples, or transcribed) are cut after their first character all the same.
 */
export function parsePersonName(normalised: string): PersonName {
  const text = withoutBrackets(normalised);
  const size = text.length >= 3 && COMPOUND_SURNAMES.has(text.slice(0, 2)) ? 2 : 1;
  return { surname: text.slice(0, size), given: text.slice(size) };
}

/** What forms and lists write beside a person's name. */
const REMARK =
  /\((?:男|女|先生|女士|小姐|已?故|法人|法定代表人|负责人|经营者|本人|(?:曾用名|原名|又名|别名|身份证).*?)\)/g;
const TITLE = /^(.{2,4})(?:先生|女士|小姐)$/;

function withoutBrackets(text: string): string {
  const bare = text.includes('(') ? text.replace(REMARK, '').replace(/[()]/g, '') : text;
  const titled = TITLE.exec(bare)?.[1];
  return titled && beginsWithSurname(titled) ? titled : bare;
}

/** Whether the text begins with a surname. */
export function beginsWithSurname(text: string): boolean {
  return SURNAMES.has(text.charAt(0)) || COMPOUND_SURNAMES.has(text.slice(0, 2));
}

/** The name with its last one or two characters first, when those are a surname and the first ones are not (小明王 → 王小明). */
export function reversedOrder(text: string): string | undefined {
  if (text.length < 2 || text.length > 4 || beginsWithSurname(text)) return undefined;
  const compound = text.slice(-2);
  if (text.length > 2 && COMPOUND_SURNAMES.has(compound)) return compound + text.slice(0, -2);
  const last = text.slice(-1);
  return SURNAMES.has(last) ? last + text.slice(0, -1) : undefined;
}

/** The readings of each surname character as it is read in the surname, then of each given-name character. */
export function personReadings({ surname, given }: PersonName): SyllableId[][] {
  const known = readingsOfSurname(surname);
  const of = (char: string) => [...readingsOf(char.charCodeAt(0))];
  const first = [...surname].map((char, at) => {
    const own = known?.map((reading) => reading[at] ?? 0).filter((id) => id > 0) ?? [];
    // Strangers to a rare surname read its characters as usual, and so are looked for.
    return [...new Set([...own, ...of(char)])];
  });
  return [...first, ...[...given].map(of)];
}

/** Sequences of syllable classes under which a name is found by its sound; at most eight, the usual readings first. */
export function fuzzyReadings(name: PersonName): number[][] {
  let sequences: number[][] = [[]];
  for (const readings of personReadings(name)) {
    const classes = [...new Set(readings.slice(0, 3).map(fuzzySyllable))];
    if (classes.length === 0) return [];
    sequences = sequences
      .flatMap((sequence) => classes.map((syllable) => [...sequence, syllable]))
      .slice(0, MAX_READINGS);
  }
  return sequences;
}

/** Reads words of Latin letters as a Chinese person's name, in both orders. Empty when they are no pinyin. */
export function readLatinPerson(words: readonly string[]): PinyinName[] {
  if (words.length === 0 || words.length > 6) return [];
  let sequences: SyllableId[][][] = [[]];
  for (const word of words) {
    const cuts = segmentPinyin(word).slice(0, 3);
    if (cuts.length === 0) return [];
    sequences = sequences.flatMap((sequence) => cuts.map((cut) => [...sequence, cut])).slice(0, MAX_READINGS);
  }
  const found: PinyinName[] = [];
  for (const sequence of sequences) {
    const syllables = sequence.flat();
    if (syllables.length < 2 || syllables.length > 6) continue;
    found.push({ syllables, isReversed: false });
    for (const size of surnameSizes(sequence)) {
      found.push({ syllables: [...syllables.slice(-size), ...syllables.slice(0, -size)], isReversed: true });
    }
  }
  return found;
}

/** How many syllables at the end may be the surname: the last word's, or one and two when all is one word. */
function surnameSizes(sequence: readonly SyllableId[][]): number[] {
  const total = sequence.flat().length;
  const last = sequence.at(-1)?.length ?? 0;
  const sizes = sequence.length > 1 && last <= 2 ? [last] : [1];
  if (total >= 3 && !sizes.includes(2)) sizes.push(2);
  return sizes.filter((size) => size < total);
}

/** First letters of the words when they are given as letters (`w x m`, `wang x m`, `wxm`), surname first; empty otherwise. */
export function personInitials(words: readonly string[]): string {
  if (words.length === 1) {
    const word = words[0] ?? '';
    return /^[b-df-hj-np-twxyz]{2,4}$/.test(word) || /^[a-z]{2,3}$/.test(word) ? word : '';
  }
  if (!words.some((word) => word.length === 1)) return '';
  const letters = words.map((word) => (word.length <= 2 ? word : word.charAt(0))).join('');
  return /^[a-z]{2,5}$/.test(letters) ? letters : '';
}
