/**
 * Reproducible pseudo-random numbers: mulberry32 (Tommy Ettinger, public domain), started from a hash of whatever names
 * the stream. Any row's numbers can be had from its index alone, so nothing about earlier rows needs keeping. Not for secrets.
 */
export class SeededRandom {
  #state: number;

  /** @param key integers that name the stream; the same key always gives the same numbers */
  constructor(...key: readonly number[]) {
    this.#state = mix(key);
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An integer in [0, bound) of which the low ones come up more often, as the common names of a register do. */
  lowBelow(bound: number): number {
    const uniform = this.next();
    // uniform^1.5 by way of the square root, which IEEE 754 rounds alike everywhere; powers differ between engines.
    return Math.floor(uniform * Math.sqrt(uniform) * bound);
  }

  /** One of the choices, each as likely as the others. */
  pick<T>(choices: readonly T[]): T {
    return present(choices[this.below(choices.length)]);
  }

  /** One of the choices, the early ones more often. */
  pickCommon<T>(choices: readonly T[]): T {
    return present(choices[this.lowBelow(choices.length)]);
  }

  /** `count` digits, the first of which may be zero. */
  digits(count: number): string {
    return count > 0 ? String(this.below(10 ** count)).padStart(count, '0') : '';
  }
}

function present<T>(chosen: T | undefined): T {
  if (chosen === undefined) throw new RangeError('there is nothing to pick from');
  return chosen;
}

/** Folds integers into 32 bits with the finaliser of MurmurHash3 between them. */
function mix(key: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of key) {
    hash = Math.imul(hash ^ part ^ Math.floor(part / 4_294_967_296), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash;
}

/** A 32-bit number for a text (FNV-1a over its UTF-16 units), to use as part of a key. */
export function textKey(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * The index-th member of [0, span), each exactly once before any repeats, in an order that looks random.
 * Unique identifiers are made of it without remembering those given out. `index` up to 10⁷ stays exact.
 * @param offset where the order starts, so that seeds differ
 */
export function scatter(index: number, span: number, offset: number): number {
  // A prime that divides no span in use, small enough for index × prime to stay below 2^53.
  return (index * 612_746_383 + (offset % span)) % span;
}
