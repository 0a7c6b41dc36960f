/** A small seeded generator (mulberry32), so that every run of a bench sees the same data. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** In [0, end). */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  isTrue(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[] | string): T {
    return items[this.below(items.length)] as T;
  }

  /** One of the first items more often than of the last, as brands and places are in registers. */
  skewed<T>(items: readonly T[] | string, power: number): T {
    return items[Math.floor(this.next() ** power * items.length)] as T;
  }
}
