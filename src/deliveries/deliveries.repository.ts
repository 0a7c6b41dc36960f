import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { SubscriptionState } from '../subscriptions/subscription.lifecycle.js';
import type { DeliveryState } from './delivery.lifecycle.js';
import type { AttemptRecord } from './work.repository.js';

/** A delivery as its tenant may see it. */
export interface Delivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly subscriptionState: SubscriptionState;
  readonly eventId: string;
  /** Nothing when the event is hidden from the tenant by now. */
  readonly eventType: string | null;
  readonly seq: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly priority: number;
  readonly nextAttemptAtMs: number;
  readonly createdAtMs: number;
  readonly settledAtMs: number | null;
}

/** Every SQL of the delivery log. Deliveries of other tenants' subscriptions are not there. */
export class DeliveriesRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  async byId(id: string): Promise<Delivery | undefined> {
    const [delivery] = await this.own('d.id = ?', [id], '');
    return delivery;
  }

  /** A subscription's deliveries, newest first, before `beforeSeq`. Index: UQ_delivery_seq, or IX_delivery_order by state. */
  page(
    subscriptionId: string,
    state: DeliveryState | null,
    beforeSeq: number | undefined,
    limit: number,
  ): Promise<Delivery[]> {
    const terms: [string, SqlValue][] = [['d.subscriptionId = ?', subscriptionId]];
    if (state) terms.push(['d.state = ?', state]);
    if (beforeSeq !== undefined) terms.push(['d.seq < ?', beforeSeq]);
    const parameters = terms.map(([, value]) => value);
    return this.own(terms.map(([term]) => term).join(' AND '), [...parameters, limit], 'ORDER BY d.seq DESC LIMIT ?');
  }

  /** Attempts of these deliveries, oldest first. Index: primary key. */
  async attempts(deliveryIds: readonly string[]): Promise<AttemptRecord[]> {
    if (deliveryIds.length === 0) return [];
    return this.sql.select(
      `SELECT deliveryId, n, startedAtMs, durationMs, status, error FROM delivery_attempt
       WHERE deliveryId IN (${placeholders(deliveryIds.length)}) ORDER BY deliveryId, n`,
      deliveryIds,
    );
  }

  /** Sends a dead letter once more, with its attempts counted anew; false when it is not one any more. */
  async redrive(tx: Tx, id: string, state: DeliveryState, nowMs: number): Promise<boolean> {
    const changed = await tx.change(
      `UPDATE delivery SET state = ?, attemptsBefore = attempts, nextAttemptAtMs = ?, settledAtMs = NULL
       WHERE id = ? AND state = 'DEAD'`,
      [state, nowMs, id],
    );
    return changed === 1;
  }

  private own(where: string, parameters: readonly SqlValue[], tail: string): Promise<Delivery[]> {
    const visible = visibleTo(this.viewer, 'sh');
    return this.sql.select(
      `SELECT d.id, d.subscriptionId, s.state AS subscriptionState, d.eventId, d.seq, d.state, d.attempts, d.priority,
         d.nextAttemptAtMs, d.createdAtMs, d.settledAtMs, CASE WHEN sh.id IS NULL THEN NULL ELSE e.type END AS eventType
       FROM delivery d JOIN subscription s ON s.id = d.subscriptionId AND s.tenantId = ?
         JOIN event e ON e.id = d.eventId LEFT JOIN sharing sh ON sh.id = e.sharingId AND ${visible.sql}
       WHERE ${where} ${tail}`,
      [this.viewer.tenantId, ...visible.parameters, ...parameters],
    );
  }
}
