import { EntityTable, isEntityId, writeEntityId } from './entity-ids.js';
import { withRoom } from './growing-arrays.js';
import {
  NAME_KINDS,
  type NameKind,
  type NameRecord,
  readRecord,
  recordOf,
  recordSize,
  writeRecord,
} from './name-record.js';

/** One name of one entity, as the caller has it. An entity may have several. */
export interface NameRow {
  /** UUID of the entity. */
  readonly entityId: string;
  readonly name: string;
  readonly kind: NameKind;
  /** The caller's visibility class, 0 to `MAX_GROUP`: names of one group are seen by the same callers. */
  readonly group: number;
}

/** Why a row was not taken. */
export type RowRefusal =
  | 'ENTITY_ID_NOT_UUID'
  | 'GROUP_OUT_OF_RANGE'
  | 'KIND_UNKNOWN'
  | 'NAME_EMPTY'
  | 'TOO_MANY_CLASSES';

/** The highest number of a group. */
export const MAX_GROUP = 0xff_ffff;
const MAX_CLASSES = 0xff_ffff;

/** All names of an index in the order of their arrival, numbered from 0, each cut up and belonging to a class (kind and group). */
export class NameStore {
  text = new Uint16Array(1 << 14);
  textLength = 0;
  /** Where each name's record begins in `text`. */
  starts = new Uint32Array(1 << 10);
  /** Four words of the entity's UUID a name. */
  ids = new Uint32Array(1 << 12);
  classes = new Uint32Array(1 << 10);
  /** 1 for a removed name. */
  removed = new Uint8Array(1 << 10);
  removedCount = 0;
  count = 0;
  entities = new EntityTable();
  /** For each class its kind (place in `NAME_KINDS`) and group. */
  classKinds: number[] = [];
  classGroups: number[] = [];
  readonly #classNumbers = new Map<number, number>();

  /** Takes a row and returns its record, or the reason why not. */
  add(row: NameRow): NameRecord | RowRefusal {
    const kind = NAME_KINDS.indexOf(row.kind);
    if (kind < 0) return 'KIND_UNKNOWN';
    if (!Number.isInteger(row.group) || row.group < 0 || row.group > MAX_GROUP) return 'GROUP_OUT_OF_RANGE';
    this.#reserve(0);
    if (!writeEntityId(row.entityId, this.ids, this.count * 4)) return 'ENTITY_ID_NOT_UUID';
    const record = recordOf(row.name, row.kind);
    if (!record || record.brand === '') return record ? this.#takeNameless(row, kind, record) : 'NAME_EMPTY';
    return this.#take(row, kind, record);
  }

  /** A name of nothing but a form or a place is kept under these words: a register may hold it, and only an equal one finds it. */
  #takeNameless(row: NameRow, kind: number, record: NameRecord): NameRecord | RowRefusal {
    const text = row.name.trim();
    return text === '' ? 'NAME_EMPTY' : this.#take(row, kind, { ...record, brand: record.branch || text.slice(0, 20) });
  }

  #take(row: NameRow, kind: number, record: NameRecord): NameRecord | RowRefusal {
    const number = this.classOf(kind, row.group);
    if (number > MAX_CLASSES) return 'TOO_MANY_CLASSES';
    this.#reserve(recordSize(record));
    this.append(record, number);
    return record;
  }

  #reserve(size: number): void {
    this.text = withRoom(this.text, this.textLength + size);
    this.starts = withRoom(this.starts, this.count + 1);
    this.ids = withRoom(this.ids, (this.count + 1) * 4);
    this.classes = withRoom(this.classes, this.count + 1);
    this.removed = withRoom(this.removed, this.count + 1);
  }

  private append(record: NameRecord, number: number): void {
    writeRecord(record, this.text, this.textLength);
    this.starts[this.count] = this.textLength;
    this.classes[this.count] = number;
    this.textLength += recordSize(record);
    this.entities.add(this.count, this.ids);
    this.count++;
  }

  /** Copies a name of another store into this one. */
  copyFrom(other: NameStore, name: number): NameRecord {
    const record = other.record(name);
    const from = other.classes[name] ?? 0;
    this.#reserve(recordSize(record));
    this.ids.set(other.ids.subarray(name * 4, name * 4 + 4), this.count * 4);
    this.append(record, this.classOf(other.classKinds[from] ?? 0, other.classGroups[from] ?? 0));
    return record;
  }

  record(name: number): NameRecord {
    return readRecord(this.text, this.starts[name] ?? 0);
  }

  /** The number of a class, new when it was not known. */
  classOf(kind: number, group: number): number {
    const key = kind * (MAX_GROUP + 1) + group;
    const known = this.#classNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.classKinds.length;
    if (number <= MAX_CLASSES) {
      this.#classNumbers.set(key, number);
      this.classKinds.push(kind);
      this.classGroups.push(group);
    }
    return number;
  }

  /** Marks every name of an entity as removed and returns how many there were. */
  remove(entityId: string): number {
    if (!isEntityId(entityId)) return 0;
    let removed = 0;
    for (const name of this.entities.namesOf(entityId, this.ids)) {
      if (this.removed[name]) continue;
      this.removed[name] = 1;
      removed++;
    }
    this.removedCount += removed;
    return removed;
  }
}
