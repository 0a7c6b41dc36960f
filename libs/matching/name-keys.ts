import type { NameRecord } from './name-record.js';
import { plainNumeral } from './numerals.js';
import { fuzzyReadings, personReadings } from './person-name.js';
import {
  fuzzySyllable,
  initialsOf,
  primaryReading,
  readingsOf,
  type SyllableId,
  segmentPinyin,
  syllableText,
} from './pinyin.js';
import { regionById, regionInitials } from './regions.js';

/**
 * The keys under which a name is posted. Each key is a 32-bit hash of a channel and what it holds; two things that share a hash
 * by chance only cost a candidate that the scorer then refuses. Region, form and words of business have no keys of their own:
 * they are so common that they find nothing.
 */
export const Channel = {
  Pair: 1,
  Sound: 2,
  Whole: 3,
  Shortened: 4,
  Single: 5,
  Place: 6,
  Initials: 7,
  Word: 8,
  Trigram: 9,
  /** Place and the sound of the first two characters. */
  PlaceSound: 10,
  /** Added to the others for persons, whose names are never looked for among companies. */
  Person: 32,
} as const;

/** Receives keys; `recordKeys` is called a million times a minute, so nothing is allocated per name. */
export class KeySink {
  readonly keys = new Uint32Array(1024);
  length = 0;

  add(key: number): void {
    if (this.length < this.keys.length) this.keys[this.length++] = key === 0 ? 1 : key;
  }
}

const LONGEST_SHORTENED = 5;

function scramble(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Key of two numbers in a channel. */
export function pairKey(channel: number, a: number, b: number): number {
  return scramble(Math.imul(Math.imul(channel, 0x9e3779b1) + a, 0x85ebca6b) + b);
}

/** Key of a text in a channel, leaving out the character at `without` (none when it is negative). */
export function textKey(channel: number, text: string, without = -1): number {
  let hash = Math.imul(channel, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) {
    if (i !== without) hash = Math.imul(hash ^ plainNumeral(text.charCodeAt(i)), 0x01000193) + 0x7ed55d16;
  }
  return scramble(hash);
}

/** Key of a sequence of syllable classes. */
export function soundKey(channel: number, classes: readonly number[]): number {
  let hash = Math.imul(channel, 0x9e3779b1);
  for (const syllable of classes) hash = Math.imul(hash ^ syllable, 0x01000193) + 0x7ed55d16;
  return scramble(hash);
}

/** Whether a text is posted with one character left out. */
export function isShortenable(text: string): boolean {
  return text.length >= 3 && text.length <= LONGEST_SHORTENED;
}

/** Keys of the text itself and, for short ones, of what is left when one character is lost. */
function addWhole(sink: KeySink, text: string, base: number): void {
  sink.add(textKey(base + Channel.Whole, text));
  if (text.length === 2) {
    sink.add(pairKey(base + Channel.Single, 0, text.charCodeAt(0)));
    sink.add(pairKey(base + Channel.Single, 1, text.charCodeAt(1)));
  }
  if (!isShortenable(text)) return;
  for (let i = 0; i < text.length; i++) {
    if (i > 0 && text.charCodeAt(i) === text.charCodeAt(i - 1)) continue;
    sink.add(textKey(base + Channel.Shortened, text, i));
  }
}

function addPairs(sink: KeySink, text: string, next: string, base: number): void {
  for (let i = 0; i < text.length; i++) {
    const following = i + 1 < text.length ? text.charCodeAt(i + 1) : next.charCodeAt(0);
    if (!Number.isNaN(following)) {
      sink.add(pairKey(base + Channel.Pair, plainNumeral(text.charCodeAt(i)), plainNumeral(following)));
    }
  }
}

/** Pairs of syllable classes, with a second reading of each character where there is one. */
function addSounds(sink: KeySink, brand: string): void {
  for (let i = 0; i + 1 < brand.length; i++) {
    const left = readingsOf(brand.charCodeAt(i));
    const right = readingsOf(brand.charCodeAt(i + 1));
    for (let a = 0; a < left.length && a < 2; a++) {
      for (let b = 0; b < right.length && b < 2; b++) {
        sink.add(pairKey(Channel.Sound, fuzzySyllable(left[a] ?? 0), fuzzySyllable(right[b] ?? 0)));
      }
    }
  }
}

const placeNumbers: (readonly number[])[] = [];

/** One number for a city and all its districts, so that 余杭 and 杭州 meet; several for an ambiguous name, none without a region. */
export function placesOf(regionId: number): readonly number[] {
  const known = placeNumbers[regionId];
  if (known !== undefined) return known;
  const codes = (regionById(regionId)?.codes ?? []).filter((code) => code !== '');
  const places = [...new Set(codes.map((code) => Number(code.slice(0, /^(?:11|12|31|50|81|82)/.test(code) ? 2 : 4))))];
  placeNumbers[regionId] = places;
  return places;
}

/** Key of a place and the syllables that a brand begins with there. */
export function placeSoundKey(place: number, first: SyllableId, second: SyllableId): number {
  return pairKey(Channel.PlaceSound, place * 1024 + fuzzySyllable(first), fuzzySyllable(second));
}

function addPlace(sink: KeySink, record: NameRecord): void {
  const { brand } = record;
  for (const place of placesOf(record.region)) {
    for (let i = 0; i < brand.length && i < 2; i++) {
      if (i === 0 || brand.length === 2) sink.add(pairKey(Channel.Place, place * 2 + i, brand.charCodeAt(i)));
    }
    if (brand.length < 2) continue;
    const left = readingsOf(brand.charCodeAt(0));
    const right = readingsOf(brand.charCodeAt(1));
    for (let a = 0; a < left.length && a < 2; a++) {
      for (let b = 0; b < right.length && b < 2; b++) sink.add(placeSoundKey(place, left[a] ?? 0, right[b] ?? 0));
    }
  }
}

function addInitials(sink: KeySink, record: NameRecord): void {
  const brand = initialsOf(record.brand);
  const body = record.trade ? brand + initialsOf(record.trade) : '';
  if (brand.length >= 3) sink.add(textKey(Channel.Initials, brand));
  if (body.length >= 3) sink.add(textKey(Channel.Initials, body));
  if (record.region) sink.add(textKey(Channel.Initials, regionInitials(record.region) + (body || brand)));
}

function addWords(sink: KeySink, text: string, base: number): void {
  for (const word of text.split(' ')) {
    sink.add(textKey(base + Channel.Word, word));
    if (word.length < 4) continue;
    for (let i = 0; i + 3 <= word.length; i++) sink.add(textKey(base + Channel.Trigram, word.slice(i, i + 3)));
  }
}

/** Collects the keys under which a name is posted. */
export function recordKeys(record: NameRecord, sink: KeySink): void {
  sink.length = 0;
  if (record.isPerson) addPersonKeys(sink, record);
  else if (record.isLatin) addLatinCompanyKeys(sink, record);
  else {
    addPairs(sink, record.brand, record.trade, 0);
    addWhole(sink, record.brand, 0);
    addPlace(sink, record);
    addSounds(sink, record.brand);
    addInitials(sink, record);
  }
}

function addLatinCompanyKeys(sink: KeySink, record: NameRecord): void {
  addWords(sink, record.brand, 0);
  sink.add(textKey(Channel.Whole, record.brand.replace(/ /g, '')));
  const cut = record.brand.split(' ').map((word) => segmentPinyin(word)[0]);
  const syllables = cut.every((part) => part !== undefined) ? cut.flat() : [];
  for (let i = 0; i + 1 < syllables.length; i++) {
    sink.add(pairKey(Channel.Sound, fuzzySyllable(syllables[i] ?? 0), fuzzySyllable(syllables[i + 1] ?? 0)));
  }
}

function addPersonKeys(sink: KeySink, record: NameRecord): void {
  if (record.isLatin) {
    addWords(sink, record.brand, Channel.Person);
    const words = record.brand.split(' ');
    sink.add(textKey(Channel.Person + Channel.Whole, words.join('')));
    const cut = words.map((word) => segmentPinyin(word)[0]);
    if (cut.every((part) => part !== undefined)) addSoundSequence(sink, cut.flat().map(fuzzySyllable));
    return;
  }
  const text = record.brand + record.trade;
  addWhole(sink, text, Channel.Person);
  if (text.length >= 5) addPairs(sink, text, '', Channel.Person);
  const name = { surname: record.brand, given: record.trade };
  if (text.length <= 6) for (const sequence of fuzzyReadings(name)) addSoundSequence(sink, sequence);
  const [first] = personReadings(name);
  const initial = syllableText(first?.[0] ?? primaryReading(text.charCodeAt(0))).charAt(0);
  sink.add(textKey(Channel.Person + Channel.Initials, initial + initialsOf(text.slice(1))));
}

function addSoundSequence(sink: KeySink, sequence: readonly number[]): void {
  sink.add(soundKey(Channel.Person + Channel.Sound, sequence));
}
