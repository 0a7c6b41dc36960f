import { tradeStart } from './company-trades.js';
import { lookalikesOf } from './confusables.js';
import type { LatinCompany } from './latin-company.js';
import { Channel, isShortenable, pairKey, placeSoundKey, placesOf, soundKey, textKey } from './name-keys.js';
import type { NameRecord } from './name-record.js';
import { plainNumeral } from './numerals.js';
import { fuzzyReadings, type PinyinName, reversedOrder } from './person-name.js';
import { fuzzySyllable, readingsOf, type SyllableId } from './pinyin.js';
import { leadingRegion } from './regions.js';

/** A key to look up and how much a name that is posted under it gains, beside the key's rarity. */
export interface QueryKey {
  readonly key: number;
  readonly weight: number;
}

/** The keys of one query, without repetition: of one key the greatest weight stays. */
export class QueryKeys {
  readonly #weights = new Map<number, number>();

  add(key: number, weight: number): void {
    const known = this.#weights.get(key) ?? 0;
    if (weight > known) this.#weights.set(key === 0 ? 1 : key, weight);
  }

  list(): QueryKey[] {
    return [...this.#weights].map(([key, weight]) => ({ key, weight }));
  }
}

/**
 * Keys for a text against the texts that equal it, that are longer by one character, shorter by one, or differ in one. A lost,
 * doubled, exchanged or wrong character leaves at least one of them.
 */
function addWhole(keys: QueryKeys, text: string, base: number): void {
  keys.add(textKey(base + Channel.Whole, text), 1.6);
  keys.add(textKey(base + Channel.Shortened, text), 0.9);
  if (text.length === 1) {
    keys.add(pairKey(base + Channel.Single, 0, text.charCodeAt(0)), 0.4);
    keys.add(pairKey(base + Channel.Single, 1, text.charCodeAt(0)), 0.4);
  }
  if (text.length === 2) {
    keys.add(pairKey(base + Channel.Single, 0, text.charCodeAt(0)), 0.4);
    keys.add(pairKey(base + Channel.Single, 1, text.charCodeAt(1)), 0.4);
    keys.add(textKey(base + Channel.Whole, text.charAt(1) + text.charAt(0)), 0.8);
  }
  for (let i = 0; i < text.length && text.length <= 6; i++) {
    if (text.length >= 3) keys.add(textKey(base + Channel.Whole, text, i), 0.9);
    if (isShortenable(text)) keys.add(textKey(base + Channel.Shortened, text, i), 0.7);
  }
}

function addPairs(keys: QueryKeys, text: string, base: number): void {
  for (let i = 0; i + 1 < text.length; i++) {
    const left = plainNumeral(text.charCodeAt(i));
    const right = plainNumeral(text.charCodeAt(i + 1));
    keys.add(pairKey(base + Channel.Pair, left, right), 1);
    // What stood side by side before two characters were exchanged, or one came in between.
    keys.add(pairKey(base + Channel.Pair, right, left), 0.45);
    if (i + 2 < text.length) {
      keys.add(pairKey(base + Channel.Pair, left, plainNumeral(text.charCodeAt(i + 2))), 0.45);
    }
  }
}

function addSyllablePairs(keys: QueryKeys, syllables: readonly SyllableId[], weight: number): void {
  for (let i = 0; i + 1 < syllables.length; i++) {
    const left = fuzzySyllable(syllables[i] ?? 0);
    const right = fuzzySyllable(syllables[i + 1] ?? 0);
    if (left && right) keys.add(pairKey(Channel.Sound, left, right), weight);
  }
}

/** Keys for a company's name in Chinese. */
export function companyKeys(keys: QueryKeys, record: NameRecord): void {
  const { brand, trade } = record;
  addPairs(keys, brand + trade.slice(0, 2), 0);
  addWhole(keys, brand, 0);
  for (const place of placesOf(record.region)) {
    for (let i = 0; i < Math.min(2, brand.length); i++) {
      keys.add(pairKey(Channel.Place, place * 2 + i, brand.charCodeAt(i)), 0.7);
    }
  }
  addLoneCharacter(keys, record);
  for (let i = 0; i + 1 < brand.length; i++) {
    for (const a of readingsOf(brand.charCodeAt(i)).subarray(0, 2)) {
      for (const b of readingsOf(brand.charCodeAt(i + 1)).subarray(0, 2)) addSyllablePairs(keys, [a, b], 0.7);
    }
  }
}

/** Place and one character are all that is left to go by. */
const LONE = 1.3;

/**
 * A brand of two characters that lost one: what is left may have been taken for one brand with the words of business behind it
 * (克科技) or with the place before it (临沂芯).
 */
function addLoneCharacter(keys: QueryKeys, { brand, region }: NameRecord): void {
  const place = region === 0 ? leadingRegion(brand) : undefined;
  const own = place ? brand.slice(place.end) : brand;
  const lone = own.length > 1 ? own.slice(0, tradeStart(own, 1)) : own;
  if (lone.length !== 1) return;
  const code = lone.charCodeAt(0);
  for (const number of placesOf(place?.region.id ?? region)) {
    keys.add(pairKey(Channel.Place, number * 2, code), LONE);
    keys.add(pairKey(Channel.Place, number * 2 + 1, code), LONE);
  }
}

/** Keys for a company's name in Latin letters: its words as they are, as pinyin, and as initials. */
export function latinCompanyKeys(keys: QueryKeys, company: LatinCompany): void {
  addWords(keys, company.words, 0);
  keys.add(textKey(Channel.Whole, company.words.join('')), 1.6);
  for (const syllables of company.syllables) {
    addSyllablePairs(keys, syllables, 1);
    for (const place of placesOf(company.region?.id ?? 0)) {
      if (syllables.length >= 2) keys.add(placeSoundKey(place, syllables[0] ?? 0, syllables[1] ?? 0), 1.2);
    }
  }
  if (company.initials) keys.add(textKey(Channel.Initials, company.initials), 1.2);
}

function addWords(keys: QueryKeys, words: readonly string[], base: number): void {
  for (const word of words) {
    keys.add(textKey(base + Channel.Word, word), 1.2);
    for (let i = 0; i + 3 <= word.length && word.length >= 4; i++) {
      keys.add(textKey(base + Channel.Trigram, word.slice(i, i + 3)), 0.5);
    }
  }
}

/** Keys for a person's name in Chinese. */
export function personKeys(keys: QueryKeys, record: NameRecord): void {
  const text = record.brand + record.trade;
  const person = Channel.Person;
  addWhole(keys, text, person);
  // Names of other peoples are long, and often asked for by their first part.
  if (text.length >= 3) addPairs(keys, text, person);
  const other = reversedOrder(text);
  if (other) keys.add(textKey(person + Channel.Whole, other), 1.4);
  if (text.length > 6) return;
  for (const sequence of fuzzyReadings({ surname: record.brand, given: record.trade })) {
    keys.add(soundKey(person + Channel.Sound, sequence), 1);
  }
  // Two characters leave no rare part when one is wrong, so its look-alikes are asked for by name.
  for (let at = 0; text.length === 2 && at < 2; at++) {
    for (const alike of lookalikesOf(text.charCodeAt(at))) {
      keys.add(textKey(person + Channel.Whole, at === 0 ? alike + text.charAt(1) : text.charAt(0) + alike), 1);
    }
  }
}

/** Keys for a person's name in Latin letters: as it is, read as pinyin in either order, as initials. */
export function latinPersonKeys(
  keys: QueryKeys,
  words: readonly string[],
  readings: readonly PinyinName[],
  initials: string,
): void {
  const person = Channel.Person;
  addWords(keys, words, person);
  keys.add(textKey(person + Channel.Whole, words.join('')), 1.6);
  for (const { syllables } of readings) {
    keys.add(soundKey(person + Channel.Sound, syllables.map(fuzzySyllable)), 1.2);
  }
  if (initials) keys.add(textKey(person + Channel.Initials, initials), 1);
}
