import type { Page } from '../common/pagination.js';
import type { Sql, SqlRow, Tx } from '../common/persistence/sql.js';
import type { MatchDecision } from '../search/search-vocabulary.js';
import type { ListState } from './screening-list.lifecycle.js';

/** A saved screening list; name, purpose and case as ciphertext. */
export interface ScreeningList {
  readonly id: string;
  readonly name: string;
  readonly state: ListState;
  readonly least: MatchDecision;
  readonly purpose: string | null;
  readonly caseRef: string | null;
  readonly round: number;
  readonly itemCount: number;
  /** Items that wait to be screened. */
  readonly dueItems: number;
  /** The upload whose rows are going in. */
  readonly uploadId: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly screenedAtMs: number | null;
  readonly version: number;
}

/** How the numbers of a list move with a change to its items. */
export interface ItemMoves {
  readonly itemCount: number;
  readonly dueItems: number;
}

const COLUMNS = `id, name, state, least, purpose, caseRef, round, itemCount, dueItems, uploadId, createdAtMs, updatedAtMs,
  screenedAtMs, version`;

/** Lists as their own tenant reads and changes them: every statement is bound to that tenant. */
export class ScreeningListsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly tenantId: string,
  ) {}

  async insert(tx: Tx, row: SqlRow): Promise<void> {
    await tx.insert('screening_list', [{ ...row, tenantId: this.tenantId }]);
  }

  /** Undefined for one that is deleted, or another tenant's. */
  async byId(id: string, forUpdate: '' | 'FOR UPDATE' = ''): Promise<ScreeningList | undefined> {
    const [row] = await this.sql.select<ScreeningList>(
      `SELECT ${COLUMNS} FROM screening_list WHERE id = ? AND tenantId = ? AND state <> 'DELETED' ${forUpdate}`,
      [id, this.tenantId],
    );
    return row && withNumbers(row);
  }

  /** Also one that is deleted: the answer to whoever deleted it. */
  async withDeleted(id: string): Promise<ScreeningList | undefined> {
    const [row] = await this.sql.select<ScreeningList>(
      `SELECT ${COLUMNS} FROM screening_list WHERE id = ? AND tenantId = ?`,
      [id, this.tenantId],
    );
    return row && withNumbers(row);
  }

  /** Up to one more than the page, newest first. Index: IX_screening_list_tenant */
  async list(page: Page): Promise<ScreeningList[]> {
    const before = page.after === undefined ? [] : [page.after];
    const rows = await this.sql.select<ScreeningList>(
      `SELECT ${COLUMNS} FROM screening_list WHERE tenantId = ? AND state <> 'DELETED' ${before.length > 0 ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ?`,
      [this.tenantId, ...before, page.limit + 1],
    );
    return rows.map(withNumbers);
  }

  /** Lists that the tenant has. Its own row is locked, so that two saves cannot both be the last. */
  async count(tx: Tx): Promise<number> {
    await tx.select(`SELECT id FROM tenant WHERE id = ? ${tx.forUpdate}`, [this.tenantId]);
    const [row] = await tx.select<{ n: number }>(
      `SELECT COUNT(*) AS n FROM screening_list WHERE tenantId = ? AND state <> 'DELETED'`,
      [this.tenantId],
    );
    return Number(row?.n);
  }

  /** Sets columns of a list, and moves its version on. */
  async set(tx: Tx, id: string, values: SqlRow): Promise<void> {
    const columns = Object.keys(values);
    await tx.change(
      `UPDATE screening_list SET ${columns.map((column) => `${column} = ?`).join(', ')}, version = version + 1
       WHERE id = ? AND tenantId = ?`,
      [...Object.values(values), id, this.tenantId],
    );
  }

  /** Makes every item due again. */
  async renew(tx: Tx, id: string): Promise<void> {
    await tx.change(
      `UPDATE screening_list SET round = round + 1, dueItems = itemCount,
         isDue = CASE WHEN itemCount > 0 THEN 1 ELSE 0 END WHERE id = ? AND tenantId = ?`,
      [id, this.tenantId],
    );
  }

  /** Moves the numbers of a list whose items changed; its row is locked. */
  async moveCounts(tx: Tx, list: ScreeningList, moves: ItemMoves): Promise<void> {
    const dueItems = list.dueItems + moves.dueItems;
    await tx.change('UPDATE screening_list SET itemCount = ?, dueItems = ?, isDue = ? WHERE id = ? AND tenantId = ?', [
      list.itemCount + moves.itemCount,
      dueItems,
      dueItems > 0 ? 1 : 0,
      list.id,
      this.tenantId,
    ]);
  }
}

/** MySQL gives large integers as text. */
function withNumbers(row: ScreeningList): ScreeningList {
  return {
    ...row,
    itemCount: Number(row.itemCount),
    dueItems: Number(row.dueItems),
    createdAtMs: Number(row.createdAtMs),
    updatedAtMs: Number(row.updatedAtMs),
    screenedAtMs: row.screenedAtMs === null ? null : Number(row.screenedAtMs),
  };
}
