import { newId } from '../common/ids.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { Ciphers } from '../common/tokens.js';
import { type PreparedItem, sealItem } from './list-items.js';
import type { ItemMoves, ScreeningList } from './screening-lists.repository.js';

/** An item as it rests. */
export interface StoredItem {
  readonly id: string;
  readonly content: string;
  readonly screenedRound: number;
  readonly problem: string | null;
  readonly updatedAtMs: number;
  readonly version: number;
}

interface KnownItem {
  readonly id: string;
  readonly refKey: string;
  readonly digest: string;
  readonly screenedRound: number;
  readonly uploadId: string | null;
}

/** What putting items did. */
export interface PutItems extends ItemMoves {
  /** Places of the items, in those given, that did not fit into the list. */
  readonly refused: readonly number[];
}

const COLUMNS = 'id, content, screenedRound, problem, updatedAtMs, version';
const IDS_PER_STATEMENT = 1_000;

/** Every SQL of the items of lists. The list is the caller's own, and its row is locked where something is changed. */
export class ListItemsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly ciphers: Ciphers,
  ) {}

  /** Up to one more than the page, in the order of their coming. Index: IX_screening_list_item_list */
  page(listId: string, after: string | undefined, limit: number): Promise<StoredItem[]> {
    return this.rows('i.listId = ? AND i.id > ? ORDER BY i.id LIMIT ?', [listId, after ?? '', limit + 1]);
  }

  /** Index: primary key */
  async byIds(ids: readonly string[]): Promise<StoredItem[]> {
    if (ids.length === 0) return [];
    return this.rows(`i.id IN (${placeholders(ids.length)})`, ids);
  }

  /**
   * Adds items, or changes those whose reference the list has. What is put again unchanged stays as it is.
   * @param mark the upload that puts them, if one does
   */
  async put(
    tx: Tx,
    list: ScreeningList,
    items: readonly PreparedItem[],
    { mark, nowMs, most }: { readonly mark: string | null; readonly nowMs: number; readonly most: number },
  ): Promise<PutItems> {
    const known = await this.known(
      tx,
      list.id,
      items.map(({ refKey }) => refKey),
    );
    const added: { id: string; item: PreparedItem }[] = [];
    const changed: { id: string; item: PreparedItem }[] = [];
    const kept: string[] = [];
    const refused: number[] = [];
    let dueItems = 0;
    for (const [at, item] of items.entries()) {
      const earlier = known.get(item.refKey);
      if (!earlier && list.itemCount + added.length >= most) {
        refused.push(at);
      } else if (!earlier) {
        added.push({ id: newId(), item });
        dueItems += 1;
      } else if (earlier.digest === item.digest) {
        kept.push(earlier.id);
      } else {
        changed.push({ id: earlier.id, item });
        if (earlier.screenedRound >= list.round) dueItems += 1;
      }
    }
    // A call goes in whole or not at all; of a file the rows that fit go in.
    if (mark === null && refused.length > 0) return { itemCount: 0, dueItems: 0, refused };
    await this.insert(tx, list.id, added, mark, nowMs);
    await this.change(tx, list.id, changed, mark, nowMs);
    if (mark !== null) await this.mark(tx, kept, mark);
    return { itemCount: added.length, dueItems, refused };
  }

  /** Says that an upload names these items, which stay as they are. */
  async mark(tx: Tx, ids: readonly string[], uploadId: string): Promise<void> {
    for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
      const slice = ids.slice(start, start + IDS_PER_STATEMENT);
      await tx.change(`UPDATE screening_list_item SET uploadId = ? WHERE id IN (${placeholders(slice.length)})`, [
        uploadId,
        ...slice,
      ]);
    }
  }

  /** Items by the blind index of their reference. Index: UQ_screening_list_item_ref */
  async known(tx: Tx, listId: string, refKeys: readonly string[]): Promise<Map<string, KnownItem>> {
    const known = new Map<string, KnownItem>();
    for (let start = 0; start < refKeys.length; start += IDS_PER_STATEMENT) {
      const slice = refKeys.slice(start, start + IDS_PER_STATEMENT);
      const rows = await tx.select<KnownItem>(
        `SELECT id, refKey, digest, screenedRound, uploadId FROM screening_list_item
         WHERE listId = ? AND refKey IN (${placeholders(slice.length)}) ${tx.forUpdate}`,
        [listId, ...slice],
      );
      for (const row of rows) known.set(row.refKey, row);
    }
    return known;
  }

  /** Up to `limit` items that an upload did not name. Index: IX_screening_list_item_list */
  async notNamedBy(tx: Tx, listId: string, uploadId: string, limit: number): Promise<KnownItem[]> {
    return tx.select<KnownItem>(
      `SELECT id, refKey, digest, screenedRound, uploadId FROM screening_list_item
       WHERE listId = ? AND (uploadId IS NULL OR uploadId <> ?) ORDER BY id LIMIT ? ${tx.forUpdate}`,
      [listId, uploadId, limit],
    );
  }

  /** Removes items with their hits and keys. */
  async remove(tx: Tx, list: ScreeningList, items: readonly KnownItem[]): Promise<ItemMoves> {
    const ids = items.map(({ id }) => id);
    await this.removeRows(tx, ids);
    const due = items.filter(({ screenedRound }) => screenedRound < list.round).length;
    return { itemCount: -ids.length, dueItems: -due };
  }

  /** Indexes: UQ_screening_list_hit_pair, IX_screening_list_key_item, primary key */
  async removeRows(tx: Tx, ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
      const slice = ids.slice(start, start + IDS_PER_STATEMENT);
      const marks = placeholders(slice.length);
      await tx.change(`DELETE FROM screening_list_hit WHERE itemId IN (${marks})`, slice);
      await tx.change(`DELETE FROM screening_list_key WHERE itemId IN (${marks})`, slice);
      await tx.change(`DELETE FROM screening_list_item WHERE id IN (${marks})`, slice);
    }
  }

  private async rows(condition: string, parameters: readonly (string | number)[]): Promise<StoredItem[]> {
    const columns = COLUMNS.split(', ').map((column) => `i.${column}`);
    const rows = await this.sql.select<StoredItem>(
      `SELECT ${columns.join(', ')} FROM screening_list_item i WHERE ${condition}`,
      parameters,
    );
    return rows.map((row) => ({ ...row, updatedAtMs: Number(row.updatedAtMs) }));
  }

  private async insert(
    tx: Tx,
    listId: string,
    added: readonly { id: string; item: PreparedItem }[],
    mark: string | null,
    nowMs: number,
  ): Promise<void> {
    const rows = added.map(({ id, item: { refKey, digest, content } }) => ({
      ...{ id, listId, refKey, digest, content: sealItem(this.ciphers, id, content) },
      ...{ screenedRound: 0, problem: null, uploadId: mark, updatedAtMs: nowMs, version: 1 },
    }));
    await tx.insert('screening_list_item', rows);
    await this.insertKeys(tx, listId, added);
  }

  private async change(
    tx: Tx,
    listId: string,
    changed: readonly { id: string; item: PreparedItem }[],
    mark: string | null,
    nowMs: number,
  ): Promise<void> {
    if (changed.length === 0) return;
    for (const { id, item } of changed) {
      await tx.change(
        `UPDATE screening_list_item SET content = ?, digest = ?, screenedRound = 0, problem = NULL,
           uploadId = COALESCE(?, uploadId), updatedAtMs = ?, version = version + 1 WHERE id = ?`,
        [sealItem(this.ciphers, id, item.content), item.digest, mark, nowMs, id],
      );
    }
    const ids = changed.map(({ id }) => id);
    await tx.change(`DELETE FROM screening_list_key WHERE itemId IN (${placeholders(ids.length)})`, ids);
    await this.insertKeys(tx, listId, changed);
  }

  private async insertKeys(tx: Tx, listId: string, items: readonly { id: string; item: PreparedItem }[]) {
    const keys = items.flatMap(({ id, item }) =>
      item.lookupKeys.map((lookupKey) => ({ lookupKey, itemId: id, listId })),
    );
    await tx.insert('screening_list_key', keys);
  }
}
