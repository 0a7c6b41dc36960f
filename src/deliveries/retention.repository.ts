import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';

/** The smallest id that can be made at a moment: UUIDv7 begins with its milliseconds (RFC 9562 §5.7). */
export function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Every SQL of removing what is kept no longer. Rows are walked by primary key, which is their age. */
export class RetentionRepository {
  constructor(private readonly sql: Sql) {}

  /** Settled deliveries made before a moment, after `afterId`; dead letters and those with a receipt are kept. */
  async oldDeliveries(afterId: string, beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT d.id FROM delivery d WHERE d.id > ? AND d.id < ? AND d.state IN ('DELIVERED', 'CANCELLED')
         AND d.settledAtMs < ? AND NOT EXISTS (SELECT 1 FROM delivery_receipt r WHERE r.deliveryId = d.id)
       ORDER BY d.id LIMIT ?`,
      [afterId, firstIdAt(beforeMs), beforeMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  async deleteDeliveries(tx: Tx, ids: readonly string[], beforeMs: number): Promise<number> {
    const list = placeholders(ids.length);
    // One that was re-driven meanwhile is not settled any more.
    const removed = await tx.change(
      `DELETE FROM delivery WHERE id IN (${list}) AND state IN ('DELIVERED', 'CANCELLED') AND settledAtMs < ?`,
      [...ids, beforeMs],
    );
    const kept = await tx.select<{ id: string }>(`SELECT id FROM delivery WHERE id IN (${list})`, ids);
    const keptIds = new Set(kept.map(({ id }) => id));
    const gone = ids.filter((id) => !keptIds.has(id));
    if (gone.length > 0) {
      await tx.change(`DELETE FROM delivery_attempt WHERE deliveryId IN (${placeholders(gone.length)})`, gone);
    }
    return removed;
  }

  /** Events made before a moment, after `afterId`, that have their place and of which no delivery is left. */
  async oldEvents(afterId: string, beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT e.id FROM event e WHERE e.id > ? AND e.id < ? AND e.seq IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.eventId = e.id) ORDER BY e.id LIMIT ?`,
      [afterId, firstIdAt(beforeMs), limit],
    );
    return rows.map(({ id }) => id);
  }

  deleteEvents(tx: Tx, ids: readonly string[]): Promise<number> {
    return tx.change(
      `DELETE FROM event WHERE id IN (${placeholders(ids.length)})
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.eventId = event.id)`,
      ids,
    );
  }
}
