import { withRoom } from './growing-arrays.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID in its usual form with hyphens. */
export function isEntityId(text: string): boolean {
  return UUID.test(text);
}

function hexAt(text: string, at: number): number {
  return Number.parseInt(text.slice(at, at + 4), 16);
}

/** Writes a UUID as four 32-bit numbers. */
export function writeEntityId(id: string, into: Uint32Array, at: number): void {
  into[at] = hexAt(id, 0) * 0x10000 + hexAt(id, 4);
  into[at + 1] = hexAt(id, 9) * 0x10000 + hexAt(id, 14);
  into[at + 2] = hexAt(id, 19) * 0x10000 + hexAt(id, 24);
  into[at + 3] = hexAt(id, 28) * 0x10000 + hexAt(id, 32);
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

/** UUIDs of version 7 begin with the time, so only their random end spreads well. */
function hashOf(ids: Uint32Array, at: number): number {
  const mixed =
    Math.imul((ids[at + 3] ?? 0) ^ ((ids[at + 2] ?? 0) >>> 3), 0x9e3779b1) ^ Math.imul(ids[at] ?? 0, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
