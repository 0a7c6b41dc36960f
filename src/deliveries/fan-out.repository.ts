import { placeholders, type Tx } from '../common/persistence/sql.js';
import type { SubscriptionState } from '../subscriptions/subscription.lifecycle.js';
import type { ChannelName } from '../subscriptions/subscriptions.repository.js';
import { type QueuedDelivery, URGENT } from './delivery.job.js';
import type { DeliveryState } from './delivery.lifecycle.js';

/** A subscription as the fan-out locks it. */
export interface CollectingSubscription {
  readonly id: string;
  readonly state: SubscriptionState;
  readonly channel: ChannelName;
  readonly lastSeq: number;
  /** Not null while a replay takes events to it. */
  readonly replayAfterSeq: number | null;
}

/** A delivery before its first attempt. */
export interface NewDelivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly seq: number;
  readonly orderKey: string;
  readonly priority: number;
  readonly state: DeliveryState;
  /** Milliseconds since 1970 UTC. */
  readonly nextAttemptAtMs: number;
}

/** SQLite binds at most 32,766 values a statement. */
const IDS_PER_STATEMENT = 5_000;

/** Every SQL of the fan-out; each writes sets of rows. */
export class FanOutRepository {
  constructor(private readonly tx: Tx) {}

  /** Locks the subscriptions, so that each event gets its number in them before any other change. Index: primary key. */
  async lock(ids: readonly string[]): Promise<CollectingSubscription[]> {
    const locked: CollectingSubscription[] = [];
    for (const some of chunks([...ids].sort())) {
      const rows = await this.tx.select<CollectingSubscription>(
        `SELECT id, state, channel, lastSeq, replayAfterSeq FROM subscription WHERE id IN (${placeholders(some.length)}) ORDER BY id ${this.tx.forUpdate}`,
        some,
      );
      locked.push(...rows);
    }
    return locked;
  }

  /** Subscriptions that have their delivery of an event. Index: UQ_delivery_event. */
  async takers(eventId: string): Promise<ReadonlySet<string>> {
    const rows = await this.tx.select<{ subscriptionId: string }>(
      'SELECT subscriptionId FROM delivery WHERE eventId = ?',
      [eventId],
    );
    return new Set(rows.map(({ subscriptionId }) => subscriptionId));
  }

  async insert(deliveries: readonly NewDelivery[], nowMs: number): Promise<void> {
    await this.tx.insert(
      'delivery',
      deliveries.map((delivery) => ({
        ...delivery,
        attempts: 0,
        attemptsBefore: 0,
        claimedBy: null,
        claimedUntilMs: 0,
        createdAtMs: nowMs,
        settledAtMs: null,
      })),
    );
  }

  /**
   * Makes what waits before an urgent delivery as urgent, since it must go first; gives it for the queue. The
   * subscriptions are locked, so nothing is added meanwhile. Index: IX_delivery_order.
   */
  async hurry(subscriptionIds: readonly string[], orderKey: string): Promise<QueuedDelivery[]> {
    const hurried: QueuedDelivery[] = [];
    for (const some of chunks(subscriptionIds)) {
      const before = await this.tx.select<QueuedDelivery>(
        `SELECT id, attempts, priority FROM delivery
         WHERE subscriptionId IN (${placeholders(some.length)}) AND state = 'PENDING' AND orderKey = ? AND priority <> ?`,
        [...some, orderKey, URGENT],
      );
      hurried.push(...before.map((delivery) => ({ ...delivery, priority: URGENT })));
    }
    for (const some of chunks(hurried.map(({ id }) => id))) {
      await this.tx.change(`UPDATE delivery SET priority = ? WHERE id IN (${placeholders(some.length)})`, [
        URGENT,
        ...some,
      ]);
    }
    return hurried;
  }

  /** Moves the counters of these subscriptions on by the same number. */
  async advance(ids: readonly string[], by: number): Promise<void> {
    for (const some of chunks(ids)) {
      await this.tx.change(`UPDATE subscription SET lastSeq = lastSeq + ? WHERE id IN (${placeholders(some.length)})`, [
        by,
        ...some,
      ]);
    }
  }
}

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) yield ids.slice(start, start + IDS_PER_STATEMENT);
}
