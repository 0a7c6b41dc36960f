import { FORM_TEXTS } from './company-forms.js';
import { EntityTable } from './entity-ids.js';
import { NameIndex } from './name-index.js';
import { textKey } from './name-keys.js';
import { NAME_KINDS } from './name-record.js';
import { NameStore } from './name-store.js';
import { NORMALISER_VERSION } from './normalise.js';
import { PostingLists } from './posting-lists.js';
import { REGIONS } from './region-table.js';
import { REGION_NUMBERS } from './regions.js';

/** Version of the layout below, of the record's, and of the way keys are made. */
const LAYOUT_VERSION = 3;

/** Print of the tables whose numbers stand in records. */
const TABLES = textKey(REGION_NUMBERS, REGIONS + FORM_TEXTS + NAME_KINDS.join());

/** Why buffers are not a snapshot of this version; build the index from its rows instead. */
export type SnapshotRefusal = 'NOT_A_SNAPSHOT' | 'OTHER_VERSION';

interface Head {
  layout: number;
  tables: number;
  normaliser: number;
  count: number;
  textLength: number;
  removedCount: number;
  classKinds: number[];
  classGroups: number[];
}

/**
 * The index as plain buffers: written to a file one after another with their lengths, or transferred to another thread. The
 * buffers are copies, so the index can be used on. Names added since the last build are posted again when the snapshot is read.
 */
export function toBuffers(index: NameIndex): ArrayBuffer[] {
  const { store, base } = index;
  const { count, textLength, removedCount, classKinds, classGroups } = store;
  const head: Head = {
    layout: LAYOUT_VERSION,
    tables: TABLES,
    normaliser: NORMALISER_VERSION,
    count,
    textLength,
    removedCount,
    classKinds,
    classGroups,
  };
  return [
    new TextEncoder().encode(JSON.stringify(head)),
    store.text.subarray(0, textLength),
    store.starts.subarray(0, count),
    store.ids.subarray(0, count * 4),
    store.classes.subarray(0, count),
    store.removed.subarray(0, count),
    store.entities.table,
    base.keys,
    base.rows,
    base.starts,
    base.slots,
    index.nameOf,
    index.classStarts,
  ].map((part) => part.slice().buffer as ArrayBuffer);
}

/** The index that `toBuffers` wrote. It works on the buffers themselves, so nothing else may write to them. */
export function fromBuffers(buffers: readonly ArrayBuffer[]): NameIndex | SnapshotRefusal {
  const head = readHead(buffers[0]);
  if (!head || buffers.length !== 13) return 'NOT_A_SNAPSHOT';
  const isCurrent = head.layout === LAYOUT_VERSION && head.tables === TABLES && head.normaliser === NORMALISER_VERSION;
  if (!isCurrent) return 'OTHER_VERSION';
  const bytes = (at: number) => buffers[at] ?? new ArrayBuffer(0);
  const words = (at: number) => new Uint32Array(bytes(at));
  const store = new NameStore();
  store.count = head.count;
  store.textLength = head.textLength;
  store.removedCount = head.removedCount;
  store.text = new Uint16Array(bytes(1));
  store.starts = words(2);
  store.ids = words(3);
  store.classes = words(4);
  store.removed = new Uint8Array(bytes(5));
  store.entities = new EntityTable(words(6), head.count);
  for (const [at, kind] of head.classKinds.entries()) store.classOf(kind, head.classGroups[at] ?? 0);
  return new NameIndex(store, new PostingLists(words(7), words(8), words(9), words(10)), words(11), words(12));
}

function readHead(buffer: ArrayBuffer | undefined): Head | undefined {
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(buffer));
    return typeof head === 'object' && head !== null && 'layout' in head ? (head as Head) : undefined;
  } catch {
    return undefined;
  }
}
