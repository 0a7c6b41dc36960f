import { withRoom } from './growing-arrays.js';
import { homeOf, rehashed } from './key-table.js';

/** Posting lists that no longer change: for each key the slots posted under it, ascending, in one array. */
export class PostingLists {
  /**
   * Open-addressing table of keys (0 is free) and, beside it, each key's row in `starts`. A key's place goes by its upper
   * bits, so that keys which are near each other as numbers are so in the table.
   */
  readonly keys: Uint32Array;
  readonly rows: Uint32Array;
  /** Where each row's list begins; one more entry than rows, the last being the end. */
  readonly starts: Uint32Array;
  readonly slots: Uint32Array;

  constructor(keys: Uint32Array, rows: Uint32Array, starts: Uint32Array, slots: Uint32Array) {
    this.keys = keys;
    this.rows = rows;
    this.starts = starts;
    this.slots = slots;
  }

  /** The key's row, or -1 when nothing is posted under it. */
  row(key: number): number {
    const mask = this.keys.length - 1;
    for (let at = homeOf(key, mask); ; at = (at + 1) & mask) {
      const found = this.keys[at];
      if (found === key) return this.rows[at] ?? -1;
      if (found === 0) return -1;
    }
  }
}

/** Whether a key stands before `at` already. */
export function isRepeated(keys: Uint32Array, at: number, key: number): boolean {
  for (let i = 0; i < at; i++) if (keys[i] === key) return true;
  return false;
}

/** Posting lists that grow by one name at a time; for the names added since the last compaction. */
export class GrowingPostings {
  #keys: Uint32Array = new Uint32Array(1 << 10);
  /** Beside each key: the last link of its chain. */
  #heads: Uint32Array = new Uint32Array(1 << 10);
  #distinct = 0;
  /** Links of the chains: a slot, and the link before it (0 for none). */
  #slots: Uint32Array = new Uint32Array(1 << 12);
  #before: Uint32Array = new Uint32Array(1 << 12);
  #links = 1;

  /** Posts a slot under `length` keys. */
  add(slot: number, keys: Uint32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const key = keys[i] ?? 1;
      if (isRepeated(keys, i, key)) continue;
      if (this.#links === this.#slots.length) {
        this.#slots = withRoom(this.#slots, this.#slots.length + 1);
        this.#before = withRoom(this.#before, this.#before.length + 1);
      }
      const at = this.#place(key);
      this.#slots[this.#links] = slot;
      this.#before[this.#links] = this.#heads[at] ?? 0;
      this.#heads[at] = this.#links++;
    }
  }

  /** Calls back with every slot posted under the key, the latest first. */
  each(key: number, visit: (slot: number) => void): void {
    const mask = this.#keys.length - 1;
    let at = key & mask;
    while (this.#keys[at] !== key) {
      if (this.#keys[at] === 0) return;
      at = (at + 1) & mask;
    }
    for (let link = this.#heads[at] ?? 0; link > 0; link = this.#before[link] ?? 0) visit(this.#slots[link] ?? 0);
  }

  #place(key: number): number {
    if (this.#distinct * 10 > this.#keys.length * 6) {
      const { keys, rows } = rehashed(this.#keys, this.#heads);
      this.#keys = keys;
      this.#heads = rows;
    }
    const mask = this.#keys.length - 1;
    let at = key & mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    if (this.#keys[at] === 0) {
      this.#keys[at] = key;
      this.#distinct++;
    }
    return at;
  }
}
