import type { Tx } from '../common/persistence/sql.js';
import type { QueuedDelivery } from './delivery.job.js';

/** How many released deliveries are put on the queue at once; the sweeper brings the rest. */
const RELEASED_AT_ONCE = 1_000;

/** What happens to a subscription's unsettled deliveries when the subscription changes. Index: IX_delivery_order. */
export class BacklogRepository {
  constructor(private readonly tx: Tx) {}

  /** The subscription stopped sending. */
  hold(subscriptionId: string): Promise<number> {
    return this.tx.change(`UPDATE delivery SET state = 'HELD' WHERE subscriptionId = ? AND state = 'PENDING'`, [
      subscriptionId,
    ]);
  }

  /** The subscription sends again: gives the first deliveries, for the queue. */
  async release(subscriptionId: string): Promise<QueuedDelivery[]> {
    await this.tx.change(`UPDATE delivery SET state = 'PENDING' WHERE subscriptionId = ? AND state = 'HELD'`, [
      subscriptionId,
    ]);
    return this.tx.select(
      `SELECT id, attempts, priority FROM delivery WHERE subscriptionId = ? AND state = 'PENDING' ORDER BY seq LIMIT ?`,
      [subscriptionId, RELEASED_AT_ONCE],
    );
  }

  /** The subscription is gone. */
  cancel(subscriptionId: string, nowMs: number): Promise<number> {
    return this.tx.change(
      `UPDATE delivery SET state = 'CANCELLED', settledAtMs = ?
       WHERE subscriptionId = ? AND state IN ('PENDING', 'HELD')`,
      [nowMs, subscriptionId],
    );
  }
}
