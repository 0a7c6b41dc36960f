import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import { COLLECTED_MS } from '../deliveries/collecting.js';
import { URGENT } from '../deliveries/delivery.job.js';

/** A delivery that its receiver may collect. */
export interface Collectable {
  readonly id: string;
  readonly eventId: string;
  readonly seq: number;
  readonly attempts: number;
}

/** A delivery that a receiver answers for. */
export type Answered = Collectable & { readonly orderKey: string };

/** What a receiver was given in an answer. */
export interface Handed extends Collectable {
  /** SHA-256 of the token, base64url. */
  readonly payloadDigest: string;
}

/** Nothing of the same key waits before it. */
const IS_NEXT = `NOT EXISTS (SELECT 1 FROM delivery p WHERE p.subscriptionId = d.subscriptionId AND p.state = 'PENDING'
  AND p.orderKey = d.orderKey AND p.seq < d.seq)`;

/** Every SQL of the collecting of tokens; what is not of the stream is not there. */
export class PollRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Waiting deliveries that nobody has in hand and before which nothing of the same key waits; urgent ones before all
   * others, however many wait.
   */
  async collectable(streamId: string, nowMs: number, limit: number): Promise<Collectable[]> {
    const urgent = await this.urgent(streamId, nowMs, limit);
    if (urgent.length === limit) return urgent;
    const known = new Set(urgent.map(({ id }) => id));
    const others = await this.next(streamId, nowMs, limit);
    return [...urgent, ...others.filter(({ id }) => !known.has(id))].slice(0, limit);
  }

  /** Index: IX_delivery_due, where few urgent deliveries wait to be collected. */
  private urgent(streamId: string, nowMs: number, limit: number): Promise<Collectable[]> {
    return this.sql.select(
      `SELECT d.id, d.eventId, d.seq, d.attempts FROM delivery d
       WHERE d.state = 'PENDING' AND d.priority = ? AND d.nextAttemptAtMs = ? AND d.subscriptionId = ?
         AND d.claimedUntilMs <= ? AND ${IS_NEXT} ORDER BY d.seq LIMIT ?`,
      [URGENT, COLLECTED_MS, streamId, nowMs, limit],
    );
  }

  /** Index: IX_delivery_order alone, for both sides. */
  private next(streamId: string, nowMs: number, limit: number): Promise<Collectable[]> {
    return this.sql.select(
      `SELECT d.id, d.eventId, d.seq, d.attempts FROM delivery d
       WHERE d.subscriptionId = ? AND d.state = 'PENDING' AND d.claimedUntilMs <= ? AND ${IS_NEXT}
       ORDER BY d.orderKey, d.seq LIMIT ?`,
      [streamId, nowMs, limit],
    );
  }

  /** Unsettled deliveries with these numbers, locked. Index: UQ_delivery_seq. */
  unsettled(tx: Tx, streamId: string, seqs: readonly number[]): Promise<Answered[]> {
    return tx.select(
      `SELECT id, eventId, seq, attempts, orderKey FROM delivery
       WHERE subscriptionId = ? AND seq IN (${placeholders(seqs.length)}) AND state IN ('PENDING', 'HELD')
       ORDER BY id ${tx.forUpdate}`,
      [streamId, ...seqs],
    );
  }

  /** Counts what was handed out as attempts. */
  async countAttempts(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(`UPDATE delivery SET attempts = attempts + 1 WHERE id IN (${placeholders(ids.length)})`, ids);
  }
}
