import { newId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import type { Measure, Severity } from './flag-vocabulary.js';

/** A flag of a tenant's own, with what it says was done. */
export interface MeasuredFlag {
  readonly id: string;
  readonly measures: readonly Measure[];
}

/** A flag that a tenant raises by taking a measure, where it had none on the entity. */
export interface FlagByMeasure {
  readonly entityId: string;
  readonly tenantId: string;
  readonly sharingId: string;
  readonly category: string;
  readonly severity: Severity;
  readonly jurisdiction: string;
}

/** What flags say of the measures that their tenants took, changed outside of a report. */
export class FlagMeasures {
  constructor(private readonly tx: Tx) {}

  /** A tenant's active flags on an entity, locked. Index: IX_flag_entity. */
  async ownActive(tenantId: string, entityId: string): Promise<MeasuredFlag[]> {
    return this.read(`entityId = ? AND tenantId = ? AND state = 'ACTIVE' ORDER BY id`, [entityId, tenantId]);
  }

  /** Flags by id, locked. Index: primary key. */
  async byIds(ids: readonly string[]): Promise<MeasuredFlag[]> {
    if (ids.length === 0) return [];
    return this.read(`id IN (${new Array(ids.length).fill('?').join(', ')}) ORDER BY id`, ids);
  }

  /** Raises a flag without a measure yet; gives it. */
  async raise(flag: FlagByMeasure, nowMs: number): Promise<MeasuredFlag> {
    const id = newId();
    const own = { reportId: null, reportLine: null, evidence: null, measures: '[]', state: 'ACTIVE' };
    const moments = { detectedAtMs: nowMs, createdAtMs: nowMs, updatedAtMs: nowMs };
    await this.tx.insert('flag', [{ id, ...flag, ...own, ...moments, version: 1 }]);
    return { id, measures: [] };
  }

  /** Says of a flag, which is locked, what was done. */
  async set(flagId: string, measures: readonly Measure[], nowMs: number): Promise<void> {
    await this.tx.change('UPDATE flag SET measures = ?, updatedAtMs = ?, version = version + 1 WHERE id = ?', [
      JSON.stringify(measures),
      nowMs,
      flagId,
    ]);
  }

  private async read(condition: string, parameters: readonly string[]): Promise<MeasuredFlag[]> {
    const rows = await this.tx.select<{ id: string; measures: string }>(
      `SELECT id, measures FROM flag WHERE ${condition} ${this.tx.forUpdate}`,
      parameters,
    );
    return rows.map(({ id, measures }) => ({ id, measures: JSON.parse(measures) as Measure[] }));
  }
}
