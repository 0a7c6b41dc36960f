import { newId } from '../common/ids.js';
import type { Sql, Tx } from '../common/persistence/sql.js';

/** The table, as the sequencer is told of it. */
export const ENTITY_CHANGE_TABLE = 'entity_change';
/** Most entities of one row: 32,000 bytes, within what a blob column holds. */
const ENTITIES_PER_ROW = 2_000;
const ID_BYTES = 16;

/** Entities that changed, in the order of their commits. */
export interface EntityChange {
  readonly id: string;
  readonly seq: number;
  readonly entityIds: readonly string[];
}

interface ChangeRecord {
  readonly id: string;
  readonly seq: number;
  /** A Buffer from MySQL, bytes from SQLite. */
  readonly entityIds: Uint8Array;
}

/**
 * Notes in the transaction of the change that something was stated or withdrawn about these entities, so that every
 * replica's name index reads them again.
 */
export async function noteEntityChanges(tx: Tx, entityIds: Iterable<string>, nowMs: number): Promise<void> {
  const ids = [...new Set(entityIds)];
  for (let start = 0; start < ids.length; start += ENTITIES_PER_ROW) {
    const slice = ids.slice(start, start + ENTITIES_PER_ROW);
    await tx.insert(ENTITY_CHANGE_TABLE, [{ id: newId(), seq: null, entityIds: pack(slice), createdAtMs: nowMs }]);
  }
}

/** Reads the feed of entity changes. Index: UQ_entity_change_seq */
export class EntityChangesRepository {
  constructor(private readonly sql: Sql) {}

  /** Place of the newest change that has one, 0 before the first. */
  async headSeq(): Promise<number> {
    const [row] = await this.sql.select<{ seq: number }>(`SELECT seq FROM sequence_head WHERE name = ?`, [
      ENTITY_CHANGE_TABLE,
    ]);
    return Number(row?.seq ?? 0);
  }

  /** Changes after a place, in order. */
  async after(seq: number, limit: number): Promise<EntityChange[]> {
    const rows = await this.sql.select<ChangeRecord>(
      'SELECT id, seq, entityIds FROM entity_change WHERE seq > ? ORDER BY seq LIMIT ?',
      [seq, limit],
    );
    return rows.map(({ id, seq: place, entityIds }) => ({ id, seq: Number(place), entityIds: unpack(entityIds) }));
  }

  /** Id of the change at a place; undefined when it is not kept any more, or never was. */
  async idAt(seq: number): Promise<string | undefined> {
    const [row] = await this.sql.select<{ id: string }>('SELECT id FROM entity_change WHERE seq = ?', [seq]);
    return row?.id;
  }

  /** Place of the oldest change that is kept and was made since `sinceMs`. */
  async oldestSince(sinceMs: number): Promise<number | undefined> {
    const [row] = await this.sql.select<{ seq: number | null }>(
      'SELECT MIN(seq) AS seq FROM entity_change WHERE createdAtMs >= ?',
      [sinceMs],
    );
    return row?.seq === null || row?.seq === undefined ? undefined : Number(row.seq);
  }

  /** Forgets changes before a place: an index that stands behind it is built anew. */
  forgetBefore(seq: number): Promise<number> {
    return this.sql.change('DELETE FROM entity_change WHERE seq < ?', [seq]);
  }
}

function pack(ids: readonly string[]): Buffer {
  return Buffer.from(ids.map((id) => id.replaceAll('-', '')).join(''), 'hex');
}

function unpack(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes).toString('hex');
  const ids: string[] = [];
  for (let at = 0; at < hex.length; at += ID_BYTES * 2) {
    const id = hex.slice(at, at + ID_BYTES * 2);
    ids.push(`${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`);
  }
  return ids;
}
