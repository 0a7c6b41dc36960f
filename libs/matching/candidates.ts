import type { NameIndex, ResolvedScope } from './name-index.js';
import { bodyLength } from './name-record.js';
import type { QueryKey } from './query-keys.js';

/** Limits that keep every search quick, whatever is asked. */
export interface CandidateLimits {
  /** Most names handed to the scorer. */
  readonly candidates: number;
  /** Most postings read. Rare keys are read first, so what is left out is what tells least. */
  readonly postings: number;
  /** A name that shares a smaller part than this of what the first shares is left out; 0.18 when absent. */
  readonly leastShare?: number;
}

export interface Candidates {
  /** Numbers of names, the likeliest first. */
  readonly names: readonly number[];
  /** Whether names were left out for one of the limits. */
  readonly isTruncated: boolean;
}

/** Marks names by the keys they share with a query. One instance per index, reused from search to search. */
export class CandidateSearch {
  readonly #index: NameIndex;
  #marks = new Uint16Array(1 << 10);
  #touched = new Uint32Array(1 << 10);
  #touchedCount = 0;
  readonly #histogram = new Uint32Array(0x1000);
  #scope: ResolvedScope = { classes: new Uint8Array(0), ranges: new Uint32Array(0), isWhole: true, size: 0 };

  constructor(index: NameIndex) {
    this.#index = index;
  }

  /** Names in the scope that a key would find, never counting others. */
  count(key: number, scope: ResolvedScope): number {
    this.#scope = scope;
    let found = 0;
    this.#eachSpan(key, (start, end) => {
      found += end - start;
    });
    this.#eachGrown(key, () => {
      found++;
    });
    return found;
  }

  /** The names that share most, and rarest, keys with the query; `length` is the query's, to settle ties. */
  find(keys: readonly QueryKey[], scope: ResolvedScope, length: number, limits: CandidateLimits): Candidates {
    this.#scope = scope;
    const { store } = this.#index;
    if (this.#marks.length < store.count) this.#marks = new Uint16Array(Math.ceil(store.count * 1.1));
    if (this.#touched.length < limits.postings) this.#touched = new Uint32Array(limits.postings);
    this.#touchedCount = 0;
    const found = keys.map(({ key, weight }) => ({ key, weight, count: this.count(key, scope) }));
    found.sort((a, b) => a.count - b.count);
    const total = Math.log2(scope.size + 2);
    let left = limits.postings;
    for (const { key, weight, count } of found) {
      if (count === 0) continue;
      if (left <= 0) break;
      const rarity = Math.max(0.5, total - Math.log2(count));
      left = this.#mark(key, Math.max(1, Math.round(weight * rarity * 6)), left);
    }
    const names = this.#select(length, limits);
    const isTruncated = left <= 0 || this.#touchedCount > names.length;
    this.#clear();
    return { names, isTruncated };
  }

  #mark(key: number, gain: number, budget: number): number {
    const { slots } = this.#index.base;
    let left = budget;
    this.#eachGrown(key, (slot) => {
      if (left-- > 0) this.#touch(slot, gain);
    });
    this.#eachSpan(key, (start, end) => {
      const stop = Math.min(end, start + Math.max(0, left));
      for (let at = start; at < stop; at++) this.#touch(slots[at] ?? 0, gain);
      left -= end - start;
    });
    return left;
  }

  #touch(slot: number, gain: number): void {
    const before = this.#marks[slot] ?? 0;
    if (before === 0) this.#touched[this.#touchedCount++] = slot;
    this.#marks[slot] = Math.min(0xfff, before + gain);
  }

  /** Calls back with each stretch of the key's base list that lies in the scope. */
  #eachSpan(key: number, visit: (start: number, end: number) => void): void {
    const { base } = this.#index;
    const row = base.row(key);
    if (row < 0) return;
    const start = base.starts[row] ?? 0;
    const end = base.starts[row + 1] ?? 0;
    const { ranges, isWhole } = this.#scope;
    if (isWhole) {
      visit(start, end);
      return;
    }
    // Whichever of list and ranges is ahead is caught up with by the other, so that neither is walked through.
    let range = 0;
    for (let from = start; from < end; range++) {
      range = firstRangeBehind(ranges, range, base.slots[from] ?? 0);
      if (range * 2 >= ranges.length) return;
      from = firstNotBelow(base.slots, from, end, ranges[range * 2] ?? 0);
      const to = firstNotBelow(base.slots, from, end, ranges[range * 2 + 1] ?? 0);
      if (to > from) visit(from, to);
      from = to;
    }
  }

  #eachGrown(key: number, visit: (slot: number) => void): void {
    const { classes, removed } = this.#index.store;
    this.#index.growing.each(key, (name) => {
      if (this.#scope.classes[classes[name] ?? 0] === 1 && removed[name] === 0) visit(name);
    });
  }

  /** The best marked names that were not removed; among equals those whose length is nearest. */
  #select(length: number, { candidates: most, leastShare = LEAST_SHARE }: CandidateLimits): number[] {
    const { store, nameOf } = this.#index;
    const counts = this.#histogram.fill(0);
    for (let i = 0; i < this.#touchedCount; i++) {
      const mark = this.#marks[this.#touched[i] ?? 0] ?? 0;
      counts[mark] = (counts[mark] ?? 0) + 1;
    }
    let cut = counts.length - 1;
    for (let sum = counts[cut] ?? 0; cut > 1 && sum < most; sum += counts[cut] ?? 0) cut--;
    const chosen: { name: number; rank: number }[] = [];
    let ties = 0;
    for (let i = 0; i < this.#touchedCount; i++) {
      const slot = this.#touched[i] ?? 0;
      const mark = this.#marks[slot] ?? 0;
      if (mark < cut || (mark === cut && ++ties > Math.max(MOST_TIES, most))) continue;
      const name = slot < nameOf.length ? (nameOf[slot] ?? 0) : slot;
      if (store.removed[name]) continue;
      const distance = Math.abs(bodyLength(store.text, store.starts[name] ?? 0) - length);
      chosen.push({ name, rank: mark * 64 - Math.min(63, distance) });
    }
    chosen.sort((a, b) => b.rank - a.rank || a.name - b.name);
    const least = (chosen[0]?.rank ?? 0) * leastShare;
    return chosen.filter(({ rank }, at) => at < most && rank >= least).map(({ name }) => name);
  }

  #clear(): void {
    for (let i = 0; i < this.#touchedCount; i++) this.#marks[this.#touched[i] ?? 0] = 0;
  }
}

/** A name that shares this little, beside what the first shares, cannot score near it. */
const LEAST_SHARE = 0.18;

/** Of names that share the same keys so many are looked at; beyond that nothing tells them apart. */
const MOST_TIES = 2000;

/** The first range, counted from `range` on, that ends behind the slot. */
function firstRangeBehind(ranges: Uint32Array, range: number, slot: number): number {
  let low = range;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle * 2 + 1] ?? 0) <= slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstNotBelow(slots: Uint32Array, from: number, end: number, value: number): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
