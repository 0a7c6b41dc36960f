import { withRoom } from './growing-arrays.js';
import { homeOf, rehashed } from './key-table.js';
import { isRepeated, PostingLists } from './posting-lists.js';

const PART_BITS = 8;
const PARTS = 1 << PART_BITS;
const CHUNK = 1 << 12;
/**
 * A word of a part's stream: above, how far the name is from that of the word before; below, the key without the part's
 * bits. A step of `LEAP` posts nothing: below stands how far to go, where one word's steps do not reach.
 */
const KEY_BITS = 32 - PART_BITS;
const KEY_MASK = (1 << KEY_BITS) - 1;
const LEAP = (1 << PART_BITS) - 1;

/**
 * Gathers (key, name) pairs in the order of names and lays them out as posting lists. The pairs are put apart by their
 * keys' upper bits as they come; each part is then laid out by itself, in memory that the processor's cache holds, since
 * with millions of keys every access elsewhere waits for main memory.
 */
export class PostingBuilder {
  readonly #parts: Uint32Array[][] = Array.from({ length: PARTS }, () => []);
  /** Of each part: words used of its last chunk, and the name of its last word. */
  readonly #used = new Uint32Array(PARTS).fill(CHUNK);
  readonly #last = new Uint32Array(PARTS);
  #names = 0;
  #postings = 0;

  /** Posts the next name, numbered from 0, under `length` keys. A repeated key counts once. */
  add(keys: Uint32Array, length: number): void {
    const name = this.#names++;
    for (let i = 0; i < length; i++) {
      const key = keys[i] ?? 1;
      if (isRepeated(keys, i, key)) continue;
      const part = key >>> KEY_BITS;
      let step = name - (this.#last[part] ?? 0);
      for (; step >= LEAP; step -= Math.min(step, KEY_MASK)) {
        this.#push(part, ((LEAP << KEY_BITS) | Math.min(step, KEY_MASK)) >>> 0);
      }
      this.#push(part, ((step << KEY_BITS) | (key & KEY_MASK)) >>> 0);
      this.#last[part] = name;
      this.#postings++;
    }
  }

  #push(part: number, word: number): void {
    const chunks = this.#parts[part] as Uint32Array[];
    let used = this.#used[part] ?? 0;
    if (used === CHUNK) {
      chunks.push(new Uint32Array(CHUNK));
      used = 0;
    }
    const chunk = chunks[chunks.length - 1] as Uint32Array;
    chunk[used] = word;
    this.#used[part] = used + 1;
  }

  /** The lists, with name n standing as slot `slotOf[n]`; the builder is spent afterwards. `nameOf` is the inverse. */
  build(nameOf: Uint32Array): PostingLists {
    const slotOf = new Uint32Array(this.#names);
    for (let slot = 0; slot < nameOf.length; slot++) slotOf[nameOf[slot] ?? 0] = slot;
    const layout = new PostingLayout(slotOf, this.#postings);
    for (const [part, chunks] of this.#parts.entries()) {
      layout.addPart(part, chunks, this.#used[part] ?? 0);
      // What was laid out is let go at once: a large index would not fit twice.
      chunks.length = 0;
    }
    return layout.finish();
  }
}

/** Posting lists while they are laid out, part by part. */
class PostingLayout {
  readonly #slotOf: Uint32Array;
  readonly #slots: Uint32Array;
  /** Key and start of each row so far. */
  #keyOf: Uint32Array = new Uint32Array(1 << 16);
  #starts: Uint32Array = new Uint32Array((1 << 16) + 1);
  #rows = 0;
  #filled = 0;
  /** Of the part in hand: a table of its keys, the row of each entry, how many slots each row has, the row of each posting. */
  #keys: Uint32Array = new Uint32Array(1 << 10);
  #rowOf: Uint32Array = new Uint32Array(1 << 10);
  #counts: Uint32Array = new Uint32Array(1 << 10);
  #postingRows: Uint32Array = new Uint32Array(1 << 10);

  constructor(slotOf: Uint32Array, postings: number) {
    this.#slotOf = slotOf;
    this.#slots = new Uint32Array(postings);
  }

  /** Lays out one part's stream; `used` are the words used of its last chunk. */
  addPart(part: number, chunks: readonly Uint32Array[], used: number): void {
    const words = chunks.length === 0 ? 0 : (chunks.length - 1) * CHUNK + used;
    const rows = this.#countRows(part, chunks, words);
    this.#openRows(rows);
    let name = 0;
    let posting = 0;
    for (let read = 0; read < words; read++) {
      const word = chunks[Math.floor(read / CHUNK)]?.[read % CHUNK] ?? 0;
      const step = word >>> KEY_BITS;
      name += step === LEAP ? word & KEY_MASK : step;
      if (step === LEAP) continue;
      const row = this.#postingRows[posting++] ?? 0;
      const to = this.#counts[row] ?? 0;
      this.#slots[to] = this.#slotOf[name] ?? 0;
      this.#counts[row] = to + 1;
    }
    this.#rows += rows;
    this.#filled += posting;
    this.#sortRows(this.#rows - rows);
  }

  /** The finished lists with the table that finds them. */
  finish(): PostingLists {
    this.#starts[this.#rows] = this.#filled;
    let size = 1 << 4;
    while (this.#rows * 10 > size * 7) size *= 2;
    const keys = new Uint32Array(size);
    const rows = new Uint32Array(size);
    for (let row = 0; row < this.#rows; row++) {
      const key = this.#keyOf[row] ?? 0;
      let at = homeOf(key, size - 1);
      while (keys[at] !== 0) at = (at + 1) & (size - 1);
      keys[at] = key;
      rows[at] = row;
    }
    return new PostingLists(keys, rows, this.#starts.slice(0, this.#rows + 1), this.#slots);
  }

  /** Gives each key of the part a row, numbered from 0, and counts its postings; returns the number of rows. */
  #countRows(part: number, chunks: readonly Uint32Array[], words: number): number {
    if (this.#postingRows.length < words) this.#postingRows = new Uint32Array(words);
    this.#keys.fill(0);
    let rows = 0;
    let posting = 0;
    for (let read = 0; read < words; read++) {
      const word = chunks[Math.floor(read / CHUNK)]?.[read % CHUNK] ?? 0;
      if (word >>> KEY_BITS === LEAP) continue;
      const key = ((part << KEY_BITS) | (word & KEY_MASK)) >>> 0;
      const place = this.#placeOf(key);
      if (this.#keys[place] === 0) {
        this.#keys[place] = key;
        this.#rowOf[place] = rows;
        this.#openRow(rows, key);
        this.#postingRows[posting++] = rows++;
        if (rows * 2 > this.#keys.length) this.#widen();
      } else {
        const row = this.#rowOf[place] ?? 0;
        this.#counts[row] = (this.#counts[row] ?? 0) + 1;
        this.#postingRows[posting++] = row;
      }
    }
    return rows;
  }

  #placeOf(key: number): number {
    const mask = this.#keys.length - 1;
    // The upper bits are the same in all of a part.
    let at = key & mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #openRow(row: number, key: number): void {
    this.#counts = withRoom(this.#counts, row + 1);
    this.#counts[row] = 1;
    this.#keyOf = withRoom(this.#keyOf, this.#rows + row + 1);
    this.#keyOf[this.#rows + row] = key;
  }

  #widen(): void {
    const { keys, rows } = rehashed(this.#keys, this.#rowOf);
    this.#keys = keys;
    this.#rowOf = rows;
  }

  /** Turns the counts of a part's rows into the places where their slots go. */
  #openRows(rows: number): void {
    this.#starts = withRoom(this.#starts, this.#rows + rows + 1);
    let start = this.#filled;
    for (let row = 0; row < rows; row++) {
      const count = this.#counts[row] ?? 0;
      this.#starts[this.#rows + row] = start;
      this.#counts[row] = start;
      start += count;
    }
    this.#starts[this.#rows + rows] = start;
  }

  /** Names come in their own order: where classes differ from it, a list is brought into the order of slots. */
  #sortRows(from: number): void {
    for (let row = from; row < this.#rows; row++) {
      const start = this.#starts[row] ?? 0;
      const end = this.#starts[row + 1] ?? 0;
      for (let at = start + 1; at < end; at++) {
        if ((this.#slots[at] ?? 0) > (this.#slots[at - 1] ?? 0)) continue;
        this.#slots.subarray(start, end).sort();
        break;
      }
    }
  }
}
