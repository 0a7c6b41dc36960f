import { withRoom } from './growing-arrays.js';

/** Value of a hexadecimal digit by its code, 255 for other characters. */
const HEX = new Uint8Array(128).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}
const HYPHENS = [8, 13, 18, 23];
const HYPHEN = '-'.charCodeAt(0);

/** Whether a text is a UUID in its usual form with hyphens. */
export function isEntityId(text: string): boolean {
  return writeEntityId(text, new Uint32Array(4), 0);
}

/** Writes a UUID as four 32-bit numbers. Returns false, having written something else, when the text is none. */
export function writeEntityId(id: string, into: Uint32Array, at: number): boolean {
  if (id.length !== 36) return false;
  for (const place of HYPHENS) if (id.charCodeAt(place) !== HYPHEN) return false;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < 36; i++) {
    if (i === 8 || i === 13 || i === 18 || i === 23) continue;
    const value = HEX[id.charCodeAt(i)] ?? 255;
    if (value === 255) return false;
    word = (word << 4) | value;
    if (++digits % 8 === 0) into[at + digits / 8 - 1] = word >>> 0;
  }
  return true;
}

/** Reads a UUID back, in lower case. */
export function readEntityId(from: Uint32Array, at: number): string {
  let hex = '';
  for (let i = 0; i < 4; i++) hex += (from[at + i] ?? 0).toString(16).padStart(8, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Finds the numbers of all names of one entity; the ids themselves stay in the caller's array, four words a name. */
export class EntityTable {
  /** Name number + 1, open addressing; 0 is free. */
  table: Uint32Array;
  #count: number;

  constructor(table: Uint32Array = new Uint32Array(1 << 10), count = 0) {
    this.table = table;
    this.#count = count;
  }

  /** Notes that `ids[4 * name …]` is the entity of this name. */
  add(name: number, ids: Uint32Array): void {
    if (++this.#count * 10 > this.table.length * 7) this.#rehash(ids);
    this.#place(name, ids);
  }

  #place(name: number, ids: Uint32Array): void {
    const mask = this.table.length - 1;
    let at = hashOf(ids, name * 4) & mask;
    while (this.table[at] !== 0) at = (at + 1) & mask;
    this.table[at] = name + 1;
  }

  #rehash(ids: Uint32Array): void {
    const old = this.table;
    this.table = withRoom(new Uint32Array(0), old.length * 2);
    for (const entry of old) if (entry > 0) this.#place(entry - 1, ids);
  }

  /** The numbers of the entity's names, in no particular order, those removed included. */
  namesOf(id: string, ids: Uint32Array): number[] {
    const wanted = new Uint32Array(4);
    writeEntityId(id, wanted, 0);
    const mask = this.table.length - 1;
    const found: number[] = [];
    for (let at = hashOf(wanted, 0) & mask; ; at = (at + 1) & mask) {
      const entry = this.table[at] ?? 0;
      if (entry === 0) return found;
      if (isSame(ids, (entry - 1) * 4, wanted)) found.push(entry - 1);
    }
  }
}

function isSame(ids: Uint32Array, at: number, wanted: Uint32Array): boolean {
  return ids[at] === wanted[0] && ids[at + 1] === wanted[1] && ids[at + 2] === wanted[2] && ids[at + 3] === wanted[3];
}

/** Whether two names, by their numbers, are of one entity; no id is written out for it. */
export function isSameEntity(ids: Uint32Array, name: number, other: number): boolean {
  for (let word = 0; word < 4; word++) if (ids[name * 4 + word] !== ids[other * 4 + word]) return false;
  return true;
}

/** UUIDs of version 7 begin with the time, so only their random end spreads well. */
function hashOf(ids: Uint32Array, at: number): number {
  const mixed =
    Math.imul((ids[at + 3] ?? 0) ^ ((ids[at + 2] ?? 0) >>> 3), 0x9e3779b1) ^ Math.imul(ids[at] ?? 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
