import type { TenantKind, Viewer } from '../../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../../common/persistence/sql.js';
import { GENESIS_HASH } from '../../ledger/ledger-chain.js';
import type { MatchDecision } from '../../search/search-vocabulary.js';
import type { StoredHit } from '../hit-changes.js';

/** A list as the watch knows it: whose eyes it sees with, and what was stated, as ciphertext. */
export interface WatchedList extends Viewer {
  readonly id: string;
  readonly least: MatchDecision;
  readonly purpose: string | null;
  readonly caseRef: string | null;
  readonly round: number;
}

/** An item that is to be screened. */
export interface WatchedItem {
  readonly id: string;
  readonly listId: string;
  readonly content: string;
  readonly screenedRound: number;
  readonly version: number;
}

/** An item, and a changed entity that may concern it. */
export interface Concern {
  readonly itemId: string;
  readonly listId: string;
  readonly entityId: string;
}

/** Name of the watch's place in the feed of entity changes, beside those of the sequencer's consumers. */
const POSITION = 'watch:screening-lists';
const KEYS_PER_STATEMENT = 1_000;

/** Every SQL by which the watch finds what is to be screened, whoever owns it. */
export class ListWatchRepository {
  constructor(private readonly sql: Sql) {}

  /** Whether there is anything to watch. Index: IX_screening_list_due */
  async isWatching(): Promise<boolean> {
    const rows = await this.sql.select(`SELECT id FROM screening_list WHERE state = 'WATCHING' LIMIT 1`);
    return rows.length > 0;
  }

  /** Place in the feed up to which changes were looked at; undefined before the first. */
  async position(): Promise<number | undefined> {
    const [row] = await this.sql.select<{ seq: number }>('SELECT seq FROM sequence_head WHERE name = ?', [POSITION]);
    return row && Number(row.seq);
  }

  async setPosition(tx: Tx, seq: number): Promise<void> {
    await tx.insert('sequence_head', [{ name: POSITION, seq, hash: GENESIS_HASH }], { onDuplicate: 'ignore' });
    await tx.change('UPDATE sequence_head SET seq = ? WHERE name = ?', [seq, POSITION]);
  }

  /** The list with due items that has waited longest. Index: IX_screening_list_due */
  async nextDue(): Promise<string | undefined> {
    const [row] = await this.sql.select<{ id: string }>(
      `SELECT id FROM screening_list WHERE state = 'WATCHING' AND isDue = 1 ORDER BY servedAtMs LIMIT 1`,
    );
    return row?.id;
  }

  /** Lists that are watched. Index: primary key */
  async watched(ids: readonly string[]): Promise<WatchedList[]> {
    const found: WatchedList[] = [];
    for (const slice of slices(ids)) {
      const rows = await this.sql.select<WatchedList & { tenantKind: TenantKind }>(
        `SELECT l.id, l.tenantId, l.least, l.purpose, l.caseRef, l.round, t.kind AS tenantKind, t.jurisdiction
         FROM screening_list l JOIN tenant t ON t.id = l.tenantId
         WHERE l.state = 'WATCHING' AND l.id IN (${placeholders(slice.length)})`,
        slice,
      );
      for (const row of rows) found.push(row);
    }
    return found;
  }

  /** Items that wait to be screened. Index: IX_screening_list_item_due */
  dueItems(listId: string, round: number, limit: number): Promise<WatchedItem[]> {
    return this.sql.select(
      `SELECT id, listId, content, screenedRound, version FROM screening_list_item
       WHERE listId = ? AND screenedRound < ? ORDER BY screenedRound, id LIMIT ?`,
      [listId, round, limit],
    );
  }

  /** Index: primary key */
  async items(ids: readonly string[]): Promise<WatchedItem[]> {
    if (ids.length === 0) return [];
    return this.sql.select(
      `SELECT id, listId, content, screenedRound, version FROM screening_list_item WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
  }

  /** Items of all lists in the order of ids. Index: primary key */
  allItems(afterId: string, limit: number): Promise<WatchedItem[]> {
    return this.sql.select(
      `SELECT id, listId, content, screenedRound, version FROM screening_list_item WHERE id > ? ORDER BY id LIMIT ?`,
      [afterId, limit],
    );
  }

  /** Items that share an identifier with the entities. Indexes: IX_entity_identifier_entity, primary key of screening_list_key */
  byIdentifier(entityIds: readonly string[]): Promise<Concern[]> {
    return this.sql.select(
      `SELECT DISTINCT k.itemId, k.listId, i.entityId FROM entity_identifier i
       JOIN screening_list_key k ON k.lookupKey = i.lookupKey WHERE i.entityId IN (${placeholders(entityIds.length)})`,
      entityIds,
    );
  }

  /** Items that have one of these names, by the key of the name. Index: primary key of screening_list_key */
  async byName(keys: readonly string[]): Promise<{ itemId: string; listId: string; lookupKey: string }[]> {
    const found: { itemId: string; listId: string; lookupKey: string }[] = [];
    for (const slice of slices(keys)) {
      const rows = await this.sql.select<{ itemId: string; listId: string; lookupKey: string }>(
        `SELECT itemId, listId, lookupKey FROM screening_list_key WHERE lookupKey IN (${placeholders(slice.length)})`,
        slice,
      );
      for (const row of rows) found.push(row);
    }
    return found;
  }

  /** Items that have the entities as hits. Index: IX_screening_list_hit_entity */
  byHit(entityIds: readonly string[]): Promise<Concern[]> {
    return this.sql.select(
      `SELECT itemId, listId, entityId FROM screening_list_hit WHERE entityId IN (${placeholders(entityIds.length)})`,
      entityIds,
    );
  }

  /** All hits of some items. Index: UQ_screening_list_hit_pair */
  async hitsOf(itemIds: readonly string[]): Promise<StoredHit[]> {
    const rows = await this.sql.select<StoredHit & { isIdentified: number | boolean }>(
      `SELECT id, itemId, entityId, score, isIdentified, queryKey, revision, alertedRevision, state
       FROM screening_list_hit WHERE itemId IN (${placeholders(itemIds.length)})`,
      itemIds,
    );
    return rows.map((row) => ({ ...row, isIdentified: Number(row.isIdentified) === 1 }));
  }

  /** Counts the due items of a list anew. Index: IX_screening_list_item_due */
  async recount(tx: Tx, listId: string): Promise<void> {
    const [list] = await tx.select<{ round: number }>(`SELECT round FROM screening_list WHERE id = ? ${tx.forUpdate}`, [
      listId,
    ]);
    if (!list) return;
    const [due] = await tx.select<{ n: number }>(
      'SELECT COUNT(*) AS n FROM screening_list_item WHERE listId = ? AND screenedRound < ?',
      [listId, list.round],
    );
    const dueItems = Number(due?.n);
    const isDue = dueItems > 0 ? 1 : 0;
    await tx.change('UPDATE screening_list SET dueItems = ?, isDue = ? WHERE id = ?', [dueItems, isDue, listId]);
  }

  /** Makes lists due as a whole that nobody has screened since then. Index: IX_screening_list_due */
  async renewOlder(beforeMs: number): Promise<void> {
    const old = `state = 'WATCHING' AND isDue = 0 AND servedAtMs < ? AND itemCount > 0`;
    const rows = await this.sql.select(`SELECT id FROM screening_list WHERE ${old} LIMIT 1`, [beforeMs]);
    if (rows.length === 0) return;
    await this.sql.change(`UPDATE screening_list SET round = round + 1, dueItems = itemCount, isDue = 1 WHERE ${old}`, [
      beforeMs,
    ]);
  }

  /** Makes every item of every list due, since changes were missed. Hits are kept and held against what is found. */
  async renewAll(tx: Tx): Promise<void> {
    await tx.change(
      `UPDATE screening_list SET round = round + 1, dueItems = itemCount,
         isDue = CASE WHEN itemCount > 0 THEN 1 ELSE 0 END WHERE state = 'WATCHING'`,
    );
  }

  /** Ids of items of lists that were deleted. Index: IX_screening_list_item_list */
  async leftovers(limit: number): Promise<{ listId: string; itemIds: string[] } | undefined> {
    const [list] = await this.sql.select<{ id: string }>(
      `SELECT id FROM screening_list WHERE state = 'DELETED' AND isDue = 1 LIMIT 1`,
    );
    if (!list) return undefined;
    const rows = await this.sql.select<{ id: string }>(
      'SELECT id FROM screening_list_item WHERE listId = ? ORDER BY id LIMIT ?',
      [list.id, limit],
    );
    return { listId: list.id, itemIds: rows.map(({ id }) => id) };
  }
}

function* slices(all: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < all.length; start += KEYS_PER_STATEMENT)
    yield all.slice(start, start + KEYS_PER_STATEMENT);
}
