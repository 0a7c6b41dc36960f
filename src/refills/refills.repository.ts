import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import type { QueuedDelivery } from '../deliveries/delivery.job.js';
import type { DeliveryState } from '../deliveries/delivery.lifecycle.js';

export type RefillKind = 'REDRIVE' | 'REPLAY';
export const REFILL_STATES = ['RUNNING', 'DONE', 'CANCELLED'] as const;
export type RefillState = (typeof REFILL_STATES)[number];

/** An order to send much of a subscription again. */
export interface Refill {
  readonly id: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly kind: RefillKind;
  readonly eventTypes: readonly string[];
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly position: number;
  readonly moved: number;
  readonly state: RefillState;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

type RefillRecord = Omit<Refill, 'eventTypes'> & { eventTypes: string };

/** A delivery that was made before. */
export interface EarlierDelivery extends QueuedDelivery {
  readonly eventId: string;
}

/** A delivery with its new number. */
export interface Renumbered {
  readonly id: string;
  readonly seq: number;
}

const COLUMNS =
  'id, tenantId, subscriptionId, kind, eventTypes, sinceMs, untilMs, position, moved, state, createdAtMs, finishedAtMs';

const fromRecord = (row: RefillRecord): Refill => ({
  ...row,
  eventTypes: JSON.parse(row.eventTypes) as string[],
  sinceMs: Number(row.sinceMs),
  untilMs: Number(row.untilMs),
  position: Number(row.position),
  createdAtMs: Number(row.createdAtMs),
  finishedAtMs: row.finishedAtMs === null ? null : Number(row.finishedAtMs),
});

/** Every SQL of the refills. */
export class RefillsRepository {
  constructor(private readonly sql: Sql) {}

  async insert(tx: Tx, refill: Refill): Promise<void> {
    await tx.insert('refill', [{ ...refill, eventTypes: JSON.stringify(refill.eventTypes) }]);
  }

  /** A tenant's own. Index: primary key. */
  async own(tenantId: string, id: string): Promise<Refill | undefined> {
    const [row] = await this.sql.select<RefillRecord>(`SELECT ${COLUMNS} FROM refill WHERE id = ? AND tenantId = ?`, [
      id,
      tenantId,
    ]);
    return row && fromRecord(row);
  }

  /** Locks an order that is still to be worked off. Index: primary key. */
  async lockRunning(tx: Tx, id: string): Promise<Refill | undefined> {
    const [row] = await tx.select<RefillRecord>(
      `SELECT ${COLUMNS} FROM refill WHERE id = ? AND state = 'RUNNING' ${tx.forUpdate}`,
      [id],
    );
    return row && fromRecord(row);
  }

  /** Index: IX_refill_subscription. */
  async isRunningFor(subscriptionId: string): Promise<boolean> {
    const rows = await this.sql.select(`SELECT id FROM refill WHERE subscriptionId = ? AND state = 'RUNNING' LIMIT 1`, [
      subscriptionId,
    ]);
    return rows.length > 0;
  }

  /** Index: IX_refill_state. */
  async running(limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT id FROM refill WHERE state = 'RUNNING' ORDER BY id LIMIT ?`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  async advance(tx: Tx, id: string, position: number, moved: number): Promise<void> {
    await tx.change('UPDATE refill SET position = ?, moved = moved + ? WHERE id = ?', [position, moved, id]);
  }

  async finish(tx: Tx, id: string, state: RefillState, nowMs: number): Promise<void> {
    await tx.change('UPDATE refill SET state = ?, finishedAtMs = ? WHERE id = ?', [state, nowMs, id]);
  }

  /** Dead letters that the order names, after its position. Index: UQ_delivery_seq, event by primary key. */
  deadLetters(tx: Tx, refill: Refill, limit: number): Promise<(QueuedDelivery & { seq: number })[]> {
    const { eventTypes } = refill;
    const types = eventTypes.length > 0 ? `AND e.type IN (${placeholders(eventTypes.length)})` : '';
    return tx.select(
      `SELECT d.id, d.attempts, d.priority, d.seq FROM delivery d JOIN event e ON e.id = d.eventId
       WHERE d.subscriptionId = ? AND d.state = 'DEAD' AND d.seq > ? AND d.settledAtMs <= ?
         AND e.occurredAtMs >= ? AND e.occurredAtMs <= ? ${types} ORDER BY d.seq LIMIT ?`,
      [
        ...[refill.subscriptionId, refill.position, refill.createdAtMs, refill.sinceMs, refill.untilMs],
        ...eventTypes,
        limit,
      ],
    );
  }

  /** Makes settled deliveries due again, with their attempts counted anew. */
  async revive(tx: Tx, ids: readonly string[], state: DeliveryState, dueAtMs: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(
      `UPDATE delivery SET state = ?, attemptsBefore = attempts, nextAttemptAtMs = ?, settledAtMs = NULL
       WHERE id IN (${placeholders(ids.length)}) AND state IN ('DEAD', 'DELIVERED', 'CANCELLED')`,
      [state, dueAtMs, ...ids],
    );
  }

  /** What a subscription has of these events. Index: UQ_delivery_event. */
  async earlier(tx: Tx, subscriptionId: string, eventIds: readonly string[]): Promise<EarlierDelivery[]> {
    if (eventIds.length === 0) return [];
    return tx.select(
      `SELECT id, eventId, attempts, priority FROM delivery
       WHERE eventId IN (${placeholders(eventIds.length)}) AND subscriptionId = ?`,
      [...eventIds, subscriptionId],
    );
  }

  async renumber(tx: Tx, renumbered: readonly Renumbered[]): Promise<void> {
    if (renumbered.length === 0) return;
    const parameters: SqlValue[] = renumbered.flatMap(({ id, seq }) => [id, seq]);
    await tx.change(
      `UPDATE delivery SET seq = CASE id ${renumbered.map(() => 'WHEN ? THEN ?').join(' ')} ELSE seq END
       WHERE id IN (${placeholders(renumbered.length)})`,
      [...parameters, ...renumbered.map(({ id }) => id)],
    );
  }

  /** Locks the place up to which events were fanned out, so that nothing is fanned out meanwhile. Index: primary key. */
  async lockFanOut(tx: Tx): Promise<number> {
    const [row] = await tx.select<{ seq: number }>(
      `SELECT seq FROM sequence_head WHERE name = 'consumer:deliveries' ${tx.forUpdate}`,
    );
    return Number(row?.seq ?? 0);
  }

  /** The place before the first event since a moment; that of the newest when there is none. Index: IX_event_occurred. */
  async placeBefore(sinceMs: number): Promise<number> {
    const [row] = await this.sql.select<{ first: number | null; head: number | null }>(
      `SELECT (SELECT MIN(seq) FROM event WHERE occurredAtMs >= ?) AS first,
         (SELECT seq FROM sequence_head WHERE name = 'consumer:deliveries') AS head`,
      [sinceMs],
    );
    const head = Number(row?.head ?? 0);
    return row?.first === null || row?.first === undefined ? head : Math.min(head, Number(row.first) - 1);
  }

  /** From now on the replay takes events to the subscription, not the fan-out; null gives it back. */
  async setReplay(tx: Tx, subscriptionId: string, afterSeq: number | null): Promise<void> {
    await tx.change('UPDATE subscription SET replayAfterSeq = ? WHERE id = ?', [afterSeq, subscriptionId]);
  }
}
