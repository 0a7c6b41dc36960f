import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import type { QueuedDelivery } from './delivery.job.js';
import type { EndpointHealth } from './endpoint-health.policy.js';

interface HealthRecord extends EndpointHealth {
  readonly subscriptionId: string;
}

/** How many recalled deliveries are put on the queue at once; the sweeper brings the rest. */
const RECALLED_AT_ONCE = 500;

const COLUMNS = ['failures', 'failingSinceMs', 'openUntilMs', 'warnedAtMs'] as const;

/** Every SQL of the endpoints' health. Index: primary key. */
export class EndpointHealthRepository {
  constructor(private readonly sql: Sql) {}

  /** Puts the breaker's moment on, when nobody did before: who succeeds may send one delivery. */
  async elect(subscriptionId: string, health: EndpointHealth, untilMs: number): Promise<boolean> {
    const changed = await this.sql.change(
      'UPDATE endpoint_health SET openUntilMs = ? WHERE subscriptionId = ? AND openUntilMs = ?',
      [untilMs, subscriptionId, health.openUntilMs],
    );
    return changed === 1;
  }

  /** Locks the health of these endpoints, made where there was none. */
  async lock(tx: Tx, subscriptionIds: readonly string[], fresh: EndpointHealth): Promise<Map<string, EndpointHealth>> {
    const ids = [...new Set(subscriptionIds)].sort();
    await tx.insert(
      'endpoint_health',
      ids.map((subscriptionId) => ({ subscriptionId, ...fresh })),
      { onDuplicate: 'ignore' },
    );
    const rows = await tx.select<HealthRecord>(
      `SELECT subscriptionId, ${COLUMNS.join(', ')} FROM endpoint_health
       WHERE subscriptionId IN (${placeholders(ids.length)}) ORDER BY subscriptionId ${tx.forUpdate}`,
      ids,
    );
    return new Map(
      rows.map(({ subscriptionId, failures, failingSinceMs, openUntilMs, warnedAtMs }) => [
        subscriptionId,
        {
          failures,
          failingSinceMs: Number(failingSinceMs),
          openUntilMs: Number(openUntilMs),
          warnedAtMs: warnedAtMs === null ? null : Number(warnedAtMs),
        },
      ]),
    );
  }

  /** Writes what was locked. */
  async update(tx: Tx, healths: ReadonlyMap<string, EndpointHealth>): Promise<void> {
    const ids = [...healths.keys()];
    const parameters: SqlValue[] = [];
    const sets = COLUMNS.map((column) => {
      for (const [id, health] of healths) parameters.push(id, health[column]);
      return `${column} = CASE subscriptionId ${ids.map(() => 'WHEN ? THEN ?').join(' ')} ELSE ${column} END`;
    });
    await tx.change(
      `UPDATE endpoint_health SET ${sets.join(', ')} WHERE subscriptionId IN (${placeholders(ids.length)})`,
      [...parameters, ...ids],
    );
  }

  /** Makes due what was put off to the breaker's moment; gives the first of it. Index: IX_delivery_order. */
  async recall(subscriptionId: string, openUntilMs: number, nowMs: number): Promise<QueuedDelivery[]> {
    const which = `WHERE subscriptionId = ? AND state = 'PENDING' AND nextAttemptAtMs = ?`;
    const first = await this.sql.select<QueuedDelivery>(
      `SELECT id, attempts, priority FROM delivery ${which} ORDER BY seq LIMIT ?`,
      [subscriptionId, openUntilMs, RECALLED_AT_ONCE],
    );
    if (first.length > 0) {
      await this.sql.change(`UPDATE delivery SET nextAttemptAtMs = ? ${which}`, [nowMs, subscriptionId, openUntilMs]);
    }
    return first;
  }

  /** Puts what was put off to one moment of the breaker off to another. Index: IX_delivery_due. */
  async putOff(subscriptionId: string, fromMs: number, toMs: number): Promise<void> {
    await this.sql.change(
      `UPDATE delivery SET nextAttemptAtMs = ? WHERE subscriptionId = ? AND state = 'PENDING' AND priority IN (0, 1) AND nextAttemptAtMs = ?`,
      [toMs, subscriptionId, fromMs],
    );
  }

  /** These endpoints work again, or are no longer sent to. */
  async forget(tx: Tx, subscriptionIds: readonly string[]): Promise<void> {
    const ids = [...new Set(subscriptionIds)].sort();
    if (ids.length === 0) return;
    await tx.change(`DELETE FROM endpoint_health WHERE subscriptionId IN (${placeholders(ids.length)})`, ids);
  }
}
