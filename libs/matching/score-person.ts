import { alignTexts, type EditKind } from './alignment.js';
import type { NameRecord } from './name-record.js';
import { type PersonName, type PinyinName, personReadings, readLatinPerson, reversedOrder } from './person-name.js';
import { fuzzySyllable, initialsOf, type SyllableId, syllableText } from './pinyin.js';
import { BELOW_MATCH, type Score, scoreOf } from './score.js';

/** A sound is shared by many names: 王伟 and 王玮, 王炜, 汪伟. */
const PINYIN_EXACT = 0.75;
const PINYIN_REVERSED = 0.73;
const PINYIN_NEAR = 0.68;
const INITIALS = 0.45;
const REVERSED = 0.9;
const FIRST_PART = 0.66;

/** The score of two names that differ by one edit, by how it may have come about. */
const ONE_EDIT: Record<EditKind, number> = {
  double: 0.8,
  shape: 0.76,
  sound: 0.74,
  swap: 0.7,
  'near-sound': 0.7,
  missing: 0.64,
  extra: 0.64,
  other: 0.62,
  number: 0.5,
};
/** Of two characters, one that is neither heard nor seen alike is half the name. */
const UNLIKE_IN_SHORT = 0.5;
const SECOND_EDIT = 0.22;

function named(value: number, query: string, candidate: string, edits: readonly EditKind[] = []): Score {
  const verdict = value >= 0.95 ? 'same' : value >= 0.6 ? 'similar' : 'different';
  return scoreOf([{ part: 'name', verdict, penalty: 1 - value, query, candidate, edits }]);
}

/** Compares two persons' names in Chinese characters, both normalised: simplified and traditional forms are one here. */
export function scorePerson(query: NameRecord, candidate: NameRecord): Score {
  const a = query.brand + query.trade;
  const b = candidate.brand + candidate.trade;
  if (a === b) return named(1, a, b);
  if (reversedOrder(a) === b || reversedOrder(b) === a) return named(REVERSED, a, b);
  if (isFirstPart(a, b) || isFirstPart(b, a)) return named(FIRST_PART, a, b, ['missing']);
  const edits = alignTexts(a, b).map(({ kind }) => kind);
  const worst = Math.min(...edits.map((kind) => editScore(kind, Math.max(a.length, b.length))));
  return named(Math.max(0, Math.min(BELOW_MATCH, worst - (edits.length - 1) * SECOND_EDIT)), a, b, edits);
}

/** 迪丽热巴 of 迪丽热巴·迪力木拉提: the name without the father's. */
function isFirstPart(part: string, whole: string): boolean {
  return part.length >= 3 && whole.length >= part.length + 2 && whole.length >= 6 && whole.startsWith(part);
}

function editScore(kind: EditKind, length: number): number {
  const isUnlike = kind === 'other' || kind === 'missing' || kind === 'extra';
  if (isUnlike && length <= 2) return UNLIKE_IN_SHORT;
  return length >= 5 ? Math.min(BELOW_MATCH, ONE_EDIT[kind] + 0.08) : ONE_EDIT[kind];
}

/** Compares a person's name in Latin letters with one in Chinese characters: never a match, for the sound alone is no name. */
export function scorePersonAcrossScripts(
  words: readonly string[],
  readings: readonly PinyinName[],
  initials: string,
  candidate: NameRecord,
): Score {
  const name = { surname: candidate.brand, given: candidate.trade };
  const text = candidate.brand + candidate.trade;
  let best = initials && initials === initialsOfPerson(name) ? INITIALS : 0;
  if (readings.length > 0) {
    const spoken = personReadings(name);
    for (const { syllables, isReversed } of readings) {
      const value = spokenAs(syllables, spoken);
      best = Math.max(best, value === PINYIN_EXACT && isReversed ? PINYIN_REVERSED : value);
    }
  }
  return named(best, words.join(' '), text);
}

function initialsOfPerson(name: PersonName): string {
  const first = personReadings(name)[0]?.[0] ?? 0;
  return syllableText(first).charAt(0) + initialsOf((name.surname + name.given).slice(1));
}

function spokenAs(syllables: readonly SyllableId[], spoken: readonly SyllableId[][]): number {
  if (syllables.length !== spoken.length) return 0;
  let near = 0;
  let wrong = 0;
  for (const [at, readings] of spoken.entries()) {
    const syllable = syllables[at] ?? 0;
    if (readings.includes(syllable)) continue;
    if (readings.some((reading) => fuzzySyllable(reading) === fuzzySyllable(syllable))) near++;
    else wrong++;
  }
  if (wrong > 0) return wrong === 1 && spoken.length >= 3 ? 0.4 : 0;
  return near === 0 ? PINYIN_EXACT : PINYIN_NEAR - 0.03 * (near - 1);
}

/**
 * Compares two persons' names in Latin letters, in either order of words. Two equal names in pinyin are still only one sound;
 * two equal names of another language are one name.
 */
export function scoreLatinPersons(query: readonly string[], candidate: string): Score {
  const words = candidate.split(' ');
  const text = query.join(' ');
  const isPinyin = readLatinPerson(query).length > 0;
  const top = isPinyin ? 0.8 : 1;
  if (text === candidate) return named(top, text, candidate);
  if ([...query].sort().join(' ') === [...words].sort().join(' ')) return named(top - 0.03, text, candidate);
  if (query.join('') === words.join('')) return named(top - 0.02, text, candidate);
  const straight = alignTexts([...query].sort().join(' '), [...words].sort().join(' ')).map(({ kind }) => kind);
  const length = Math.max(text.length, candidate.length);
  const value = 0.9 - (straight.length * 2.2) / length;
  return named(Math.max(0, Math.min(isPinyin ? 0.7 : BELOW_MATCH, value)), text, candidate, straight);
}
