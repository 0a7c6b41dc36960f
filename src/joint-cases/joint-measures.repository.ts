import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Tx } from '../common/persistence/sql.js';
import type { Measure } from '../flags/flag-vocabulary.js';
import { visibleTo } from '../sharing/sharing.policy.js';

/** A measure in force that keeps a code on a flag. */
export interface MeasureHold {
  readonly measureId: string;
  readonly flagId: string;
  readonly code: Measure;
  /** 1 when the platform had said it itself before any measure of a case. */
  readonly isOwn: number;
}

/** Which measures in force stand on which flags. */
export class JointMeasuresRepository {
  constructor(private readonly tx: Tx) {}

  /** The entity that a platform itself has named by an identifier. Index: primary key of entity_identifier. */
  async ownEntity(tenantId: string, lookupKey: string | null): Promise<string | undefined> {
    if (lookupKey === null) return undefined;
    const [row] = await this.tx.select<{ entityId: string }>(
      `SELECT entityId FROM entity_identifier WHERE lookupKey = ? AND tenantId = ? AND role = 'ANCHOR' ORDER BY entityId LIMIT 1`,
      [lookupKey, tenantId],
    );
    return row?.entityId;
  }

  /** Index: IX_joint_measure_hold_flag. */
  async holdsOf(flagIds: readonly string[], code: Measure): Promise<MeasureHold[]> {
    if (flagIds.length === 0) return [];
    return this.tx.select(
      `SELECT measureId, flagId, code, isOwn FROM joint_measure_hold
       WHERE flagId IN (${placeholders(flagIds.length)}) AND code = ?`,
      [...flagIds, code],
    );
  }

  /** Index: primary key. */
  holdsBy(measureId: string): Promise<MeasureHold[]> {
    return this.tx.select(
      'SELECT measureId, flagId, code, isOwn FROM joint_measure_hold WHERE measureId = ? ORDER BY flagId',
      [measureId],
    );
  }

  /** How many flags that the viewer may see say so of one of these measures. Index: primary keys. */
  async countFlags(viewer: Viewer, measureIds: readonly string[]): Promise<number> {
    if (measureIds.length === 0) return 0;
    const visible = visibleTo(viewer, 's');
    const [row] = await this.tx.select<{ n: number }>(
      `SELECT COUNT(DISTINCT h.flagId) AS n FROM joint_measure_hold h
       JOIN flag f ON f.id = h.flagId JOIN sharing s ON s.id = f.sharingId
       WHERE h.measureId IN (${placeholders(measureIds.length)}) AND ${visible.sql}`,
      [...measureIds, ...visible.parameters],
    );
    return Number(row?.n ?? 0);
  }

  async hold(tx: Tx, hold: MeasureHold): Promise<void> {
    await tx.insert('joint_measure_hold', [{ ...hold }]);
  }

  async release(tx: Tx, measureId: string): Promise<void> {
    await tx.change('DELETE FROM joint_measure_hold WHERE measureId = ?', [measureId]);
  }
}
