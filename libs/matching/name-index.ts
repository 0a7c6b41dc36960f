import { readEntityId } from './entity-ids.js';
import { KeySink, recordKeys } from './name-keys.js';
import { NAME_KINDS, type NameKind, type NameRecord } from './name-record.js';
import { type NameRow, NameStore, type RowRefusal } from './name-store.js';
import { PostingBuilder } from './posting-builder.js';
import { GrowingPostings, PostingLists } from './posting-lists.js';

export type { NameRow, RowRefusal } from './name-store.js';

/** Whose names a search may meet. Names outside are as if they were not there: not found, not counted, not in the way. */
export interface SearchScope {
  /** Kinds to search; all when absent. */
  readonly kinds?: readonly NameKind[];
  /** Asked once per class of names and search, so it should only look up; everything is allowed when absent. */
  readonly allowed?: (group: number) => boolean;
}

/** A scope resolved against one index: which classes are in it, and which slots of the base they fill. */
export interface ResolvedScope {
  /** By class: 1 when it is in the scope. */
  readonly classes: Uint8Array;
  /** Pairs of first slot and end slot, ascending and apart; empty when `isWhole`. */
  readonly ranges: Uint32Array;
  readonly isWhole: boolean;
  /** Names that the scope holds. */
  readonly size: number;
}

/**
 * An index of names held in typed arrays. The base holds the names of the last build, in slots ordered by class, so that what a
 * caller may see is a few ranges of slots; names added later stand in growing lists behind it and are found at once. An index has
 * one writer and is not shared between threads; hand it over as buffers.
 */
export class NameIndex {
  readonly store: NameStore;
  readonly base: PostingLists;
  readonly growing = new GrowingPostings();
  /** Base slot → name number. */
  readonly nameOf: Uint32Array;
  /** By class of the base: its first slot; one more entry for the end. */
  readonly classStarts: Uint32Array;
  readonly #sink = new KeySink();
  readonly #grownByClass: number[] = [];

  constructor(store: NameStore, base: PostingLists, nameOf: Uint32Array, classStarts: Uint32Array) {
    this.store = store;
    this.base = base;
    this.nameOf = nameOf;
    this.classStarts = classStarts;
    for (let name = nameOf.length; name < store.count; name++) this.#post(name, store.record(name));
  }

  /** Names that can be found. */
  get size(): number {
    return this.store.count - this.store.removedCount;
  }

  /** Names added since the base was built; compact when they are more than a few per cent of `size`. */
  get growingSize(): number {
    return this.store.count - this.nameOf.length;
  }

  /** Adds a name, which the next search finds. Returns why not, when the row cannot be taken. */
  add(row: NameRow): RowRefusal | undefined {
    const record = this.store.add(row);
    if (typeof record === 'string') return record;
    this.#post(this.store.count - 1, record);
    return undefined;
  }

  #post(name: number, record: NameRecord): void {
    recordKeys(record, this.#sink);
    this.growing.add(name, this.#sink.keys, this.#sink.length);
    const number = this.store.classes[name] ?? 0;
    while (this.#grownByClass.length <= number) this.#grownByClass.push(0);
    this.#grownByClass[number] = (this.#grownByClass[number] ?? 0) + 1;
  }

  /** Removes every name of an entity and returns how many there were. To change a name or its group, remove and add. */
  remove(entityId: string): number {
    return this.store.remove(entityId);
  }

  /** A new index with the same names, all in its base and none of them removed. Takes about as long as building. */
  compacted(): NameIndex {
    const store = new NameStore();
    const builder = new PostingBuilder();
    for (let name = 0; name < this.store.count; name++) {
      if (this.store.removed[name]) continue;
      recordKeys(store.copyFrom(this.store, name), this.#sink);
      builder.add(this.#sink.keys, this.#sink.length);
    }
    return assemble(store, builder);
  }

  /** Works out which classes and slots a scope holds. Good until a name is added; takes a pass over all classes. */
  resolve(scope: SearchScope): ResolvedScope {
    const { classKinds, classGroups } = this.store;
    const kinds = scope.kinds && new Set(scope.kinds.map((kind) => NAME_KINDS.indexOf(kind)));
    const classes = new Uint8Array(classKinds.length);
    for (let number = 0; number < classes.length; number++) {
      const group = classGroups[number] ?? 0;
      if (kinds && !kinds.has(classKinds[number] ?? -1)) continue;
      classes[number] = (scope.allowed?.(group) ?? true) ? 1 : 0;
    }
    return this.#resolved(classes);
  }

  #resolved(classes: Uint8Array): ResolvedScope {
    const ranges: number[] = [];
    let size = 0;
    for (let number = 0; number + 1 < this.classStarts.length; number++) {
      const start = this.classStarts[number] ?? 0;
      const end = this.classStarts[number + 1] ?? 0;
      if (classes[number] !== 1 || start === end) continue;
      size += end - start;
      if (ranges.at(-1) === start) ranges[ranges.length - 1] = end;
      else ranges.push(start, end);
    }
    const isWhole = size === this.nameOf.length;
    for (const [number, count] of this.#grownByClass.entries()) size += classes[number] === 1 ? count : 0;
    return { classes, ranges: Uint32Array.from(isWhole ? [] : ranges), isWhole, size };
  }

  /** The entity, kind and group of a name. */
  rowOf(name: number): { entityId: string; kind: NameKind; group: number } {
    const number = this.store.classes[name] ?? 0;
    return {
      entityId: readEntityId(this.store.ids, name * 4),
      kind: NAME_KINDS[this.store.classKinds[number] ?? 0] ?? 'MERCHANT',
      group: this.store.classGroups[number] ?? 0,
    };
  }
}

/** Builds an index of many names at once. */
export class NameIndexBuilder {
  readonly #store = new NameStore();
  readonly #builder = new PostingBuilder();
  readonly #sink = new KeySink();

  /** Takes a name. Returns why not, when the row cannot be taken. */
  add(row: NameRow): RowRefusal | undefined {
    const record = this.#store.add(row);
    if (typeof record === 'string') return record;
    recordKeys(record, this.#sink);
    this.#builder.add(this.#sink.keys, this.#sink.length);
    return undefined;
  }

  /** Lays the index out; the builder is spent afterwards. */
  build(): NameIndex {
    return assemble(this.#store, this.#builder);
  }
}

function assemble(store: NameStore, builder: PostingBuilder): NameIndex {
  const classStarts = new Uint32Array(store.classKinds.length + 1);
  for (let name = 0; name < store.count; name++) {
    const next = (store.classes[name] ?? 0) + 1;
    classStarts[next] = (classStarts[next] ?? 0) + 1;
  }
  for (let number = 1; number < classStarts.length; number++) {
    classStarts[number] = (classStarts[number] ?? 0) + (classStarts[number - 1] ?? 0);
  }
  const nameOf = new Uint32Array(store.count);
  const next = classStarts.slice();
  for (let name = 0; name < store.count; name++) {
    const number = store.classes[name] ?? 0;
    const slot = next[number] ?? 0;
    nameOf[slot] = name;
    next[number] = slot + 1;
  }
  return new NameIndex(store, builder.build(nameOf), nameOf, classStarts);
}
