import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import type { DisclosureUse } from '../disclosures/disclosure.policy.js';
import type { Handling } from '../disclosures/disclosure-vocabulary.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { UseState } from './disclosure-use.lifecycle.js';

/** A use as it is stored; what was said is sealed. */
export interface StoredUse {
  readonly id: string;
  readonly requestId: string;
  readonly agencyId: string;
  readonly platformId: string;
  readonly sharingId: string;
  readonly kind: DisclosureUse;
  readonly handling: Handling;
  readonly state: UseState;
  readonly words: string;
  readonly answer: string | null;
  readonly declaredBy: string;
  readonly answeredBy: string | null;
  readonly declaredAtMs: number;
  readonly answeredAtMs: number | null;
  readonly version: number;
}

/** How many uses of one disclosure are kept. */
export const MAX_USES = 200;

/** Uses of disclosures as one viewer may see them. */
export class DisclosureUsesRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  async byId(id: string): Promise<StoredUse | undefined> {
    const [use] = await this.visible('u.id = ?', id);
    return use;
  }

  /** In their order. Index: IX_disclosure_use_request. */
  ofRequest(requestId: string): Promise<StoredUse[]> {
    return this.visible('u.requestId = ?', requestId);
  }

  /** Uses of a disclosure. Its request is locked, so that two cannot both be the last. Index: IX_disclosure_use_request. */
  async count(tx: Tx, requestId: string): Promise<number> {
    await tx.select(`SELECT id FROM disclosure_request WHERE id = ? ${tx.forUpdate}`, [requestId]);
    const [row] = await tx.select<{ n: number }>('SELECT COUNT(*) AS n FROM disclosure_use WHERE requestId = ?', [
      requestId,
    ]);
    return Number(row?.n);
  }

  private async visible(condition: string, value: string): Promise<StoredUse[]> {
    const visible = visibleTo(this.viewer, 's');
    const rows = await this.sql.select<StoredUse>(
      `SELECT u.* FROM disclosure_use u JOIN sharing s ON s.id = u.sharingId
       WHERE ${condition} AND ${visible.sql} ORDER BY u.id LIMIT ?`,
      [value, ...visible.parameters, MAX_USES],
    );
    return rows.map((row) => ({
      ...row,
      declaredAtMs: Number(row.declaredAtMs),
      answeredAtMs: row.answeredAtMs === null ? null : Number(row.answeredAtMs),
    }));
  }

  async insert(tx: Tx, use: StoredUse): Promise<void> {
    await tx.insert('disclosure_use', [{ ...use }]);
  }

  /** Compare-and-set; false when somebody else answered first. */
  async answer(
    tx: Tx,
    { id, version }: StoredUse,
    change: Pick<StoredUse, 'state' | 'answer' | 'answeredBy' | 'answeredAtMs'>,
  ): Promise<boolean> {
    const columns = Object.entries(change);
    const changed = await tx.change(
      `UPDATE disclosure_use SET ${columns.map(([name]) => `${name} = ?`).join(', ')}, version = version + 1
       WHERE id = ? AND version = ?`,
      [...columns.map(([, value]) => value), id, version],
    );
    return changed === 1;
  }
}
