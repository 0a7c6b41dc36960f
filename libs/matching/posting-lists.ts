import { withRoom } from './growing-arrays.js';

/** Posting lists that no longer change: for each key the slots posted under it, ascending, in one array. */
export class PostingLists {
  /** Open-addressing table of keys (0 is free) and, beside it, each key's row in `starts`. */
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
    for (let at = key & mask; ; at = (at + 1) & mask) {
      const found = this.keys[at];
      if (found === key) return this.rows[at] ?? -1;
      if (found === 0) return -1;
    }
  }
}

const CHUNK = 1 << 16;

/** Gathers (key, name) pairs in the order of names and lays them out as posting lists. */
export class PostingBuilder {
  #keys: Uint32Array = new Uint32Array(1 << 16);
  #rows: Uint32Array = new Uint32Array(1 << 16);
  #counts: Uint32Array = new Uint32Array(1 << 15);
  #distinct = 0;
  /** The rows of all names one after another; a chunk is never copied when there are more. */
  readonly #stream: Uint32Array[] = [];
  #used = CHUNK;
  #perName = new Uint16Array(1 << 16);
  #names = 0;

  /** Posts the next name, numbered from 0, under `length` keys. A repeated key counts once. */
  add(keys: Uint32Array, length: number): void {
    if (this.#names === this.#perName.length) this.#perName = withRoom(this.#perName, this.#perName.length + 1);
    let posted = 0;
    for (let i = 0; i < length; i++) {
      const key = keys[i] ?? 1;
      if (isRepeated(keys, i, key)) continue;
      const row = this.#rowOf(key);
      this.#counts[row] = (this.#counts[row] ?? 0) + 1;
      this.#push(row);
      posted++;
    }
    this.#perName[this.#names++] = posted;
  }

  #push(row: number): void {
    if (this.#used === CHUNK) {
      this.#stream.push(new Uint32Array(CHUNK));
      this.#used = 0;
    }
    const chunk = this.#stream[this.#stream.length - 1];
    if (chunk) chunk[this.#used++] = row;
  }

  #rowOf(key: number): number {
    const mask = this.#keys.length - 1;
    let at = key & mask;
    for (; ; at = (at + 1) & mask) {
      const found = this.#keys[at];
      if (found === key) return this.#rows[at] ?? 0;
      if (found === 0) break;
    }
    const row = this.#distinct++;
    this.#keys[at] = key;
    this.#rows[at] = row;
    if (row === this.#counts.length) this.#counts = withRoom(this.#counts, this.#counts.length + 1);
    if (this.#distinct * 10 > this.#keys.length * 7) this.#rehash();
    return row;
  }

  #rehash(): void {
    const { keys, rows } = rehashed(this.#keys, this.#rows);
    this.#keys = keys;
    this.#rows = rows;
  }

  /** The lists, with name n standing as slot `slotOf[n]`; the builder is spent afterwards. `nameOf` is the inverse. */
  build(nameOf: Uint32Array): PostingLists {
    const starts = new Uint32Array(this.#distinct + 1);
    for (let row = 0; row < this.#distinct; row++) starts[row + 1] = (starts[row] ?? 0) + (this.#counts[row] ?? 0);
    const offsets = new Float64Array(this.#names + 1);
    for (let name = 0; name < this.#names; name++) {
      offsets[name + 1] = (offsets[name] ?? 0) + (this.#perName[name] ?? 0);
    }
    const slots = new Uint32Array(starts[this.#distinct] ?? 0);
    const next = this.#counts;
    next.set(starts.subarray(0, this.#distinct));
    // Names are taken in slot order, so each list comes out ascending without a sort.
    for (let slot = 0; slot < nameOf.length; slot++) {
      const name = nameOf[slot] ?? 0;
      const end = offsets[name + 1] ?? 0;
      for (let at = offsets[name] ?? 0; at < end; at++) {
        const row = this.#stream[Math.floor(at / CHUNK)]?.[at % CHUNK] ?? 0;
        const to = next[row] ?? 0;
        slots[to] = slot;
        next[row] = to + 1;
      }
    }
    this.#stream.length = 0;
    return new PostingLists(this.#keys, this.#rows, starts, slots);
  }
}

function isRepeated(keys: Uint32Array, at: number, key: number): boolean {
  for (let i = 0; i < at; i++) if (keys[i] === key) return true;
  return false;
}

function rehashed(oldKeys: Uint32Array, oldRows: Uint32Array): { keys: Uint32Array; rows: Uint32Array } {
  const keys = new Uint32Array(oldKeys.length * 2);
  const rows = new Uint32Array(keys.length);
  const mask = keys.length - 1;
  for (let i = 0; i < oldKeys.length; i++) {
    const key = oldKeys[i] ?? 0;
    if (key === 0) continue;
    let at = key & mask;
    while (keys[at] !== 0) at = (at + 1) & mask;
    keys[at] = key;
    rows[at] = oldRows[i] ?? 0;
  }
  return { keys, rows };
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
