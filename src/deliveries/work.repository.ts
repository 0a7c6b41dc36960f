import type { TenantKind } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import type { ChannelName } from '../subscriptions/subscriptions.repository.js';
import type { TenantState } from '../tenants/tenant.lifecycle.js';
import type { QueuedDelivery } from './delivery.job.js';
import type { DeliveryState } from './delivery.lifecycle.js';

/** A delivery that waits to be sent. */
export interface WaitingDelivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly seq: number;
  readonly attempts: number;
  readonly attemptsBefore: number;
  readonly priority: number;
  /** Number of the earliest waiting delivery of the same subscription and key: its own when it is next. */
  readonly nextSeq: number;
}

/** Whose a subscription is, and which version of it is to be used. */
export interface Addressee {
  readonly subscriptionId: string;
  readonly subscriptionVersion: number;
  readonly tenantId: string;
  readonly channel: ChannelName;
  /** The endpoint's health; nothing in any of them when it works. */
  readonly failures: number | null;
  readonly failingSinceMs: number | null;
  readonly openUntilMs: number | null;
  readonly warnedAtMs: number | null;
}

/** A tenant as it decides on what it may receive. */
export interface RecipientRecord {
  readonly tenantId: string;
  readonly tenantKind: TenantKind;
  readonly jurisdiction: string;
  readonly state: TenantState;
  /** JSON array. */
  readonly scopes: string;
}

/** One try, as the log keeps it. */
export interface AttemptRecord {
  readonly deliveryId: string;
  readonly n: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  /** SHA-256 of what was sent, base64url: receipts are held against it. */
  readonly payloadDigest: string | null;
}

/** A delivery that is overdue. */
export interface OverdueDelivery extends QueuedDelivery {
  readonly nextAttemptAtMs: number;
}

/** No claim is for longer: one that seems to be was made by a clock that was wrong, and does not hold. */
const LONGEST_CLAIM_MS = 600_000;

/** Nobody has it in hand; takes the parameters of {@link atTime}. */
const FREE = '(claimedUntilMs <= ? OR claimedUntilMs > ?)';
const atTime = (nowMs: number): readonly number[] => [nowMs, nowMs + LONGEST_CLAIM_MS];

/** Each delivery `d` with `n`, the next waiting one of its subscription and key. */
const NEXT_OF = `FROM delivery d JOIN delivery n ON n.subscriptionId = d.subscriptionId
  AND n.seq = (SELECT MIN(p.seq) FROM delivery p WHERE p.subscriptionId = d.subscriptionId AND p.state = 'PENDING'
    AND p.orderKey = d.orderKey)`;

/** Every SQL of the sending: each statement serves a batch. */
export class WorkRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Those of the deliveries that wait and that nobody has in hand. Index: primary key; IX_delivery_order alone for the
   * order. (One table a statement: on tables that just grew, MariaDB joins them in the wrong order.)
   */
  waiting(ids: readonly string[], nowMs: number): Promise<WaitingDelivery[]> {
    return this.sql.select(
      `SELECT d.id, d.subscriptionId, d.eventId, d.seq, d.attempts, d.attemptsBefore, d.priority,
         (SELECT MIN(p.seq) FROM delivery p WHERE p.subscriptionId = d.subscriptionId AND p.state = 'PENDING'
           AND p.orderKey = d.orderKey) AS nextSeq
       FROM delivery d WHERE d.id IN (${placeholders(ids.length)}) AND d.state = 'PENDING' AND ${FREE}`,
      [...ids, ...atTime(nowMs)],
    );
  }

  /** When the next waiting delivery of each one's subscription and key is due. Index: as for `followers`. */
  blockedUntil(ids: readonly string[]): Promise<{ id: string; untilMs: number }[]> {
    return this.sql.select(
      `SELECT d.id, n.nextAttemptAtMs AS untilMs ${NEXT_OF} WHERE d.id IN (${placeholders(ids.length)})`,
      ids,
    );
  }

  /** Index: primary keys. */
  addressees(subscriptionIds: readonly string[]): Promise<Addressee[]> {
    return this.sql.select(
      `SELECT s.id AS subscriptionId, s.version AS subscriptionVersion, s.tenantId, s.channel, h.failures, h.failingSinceMs,
         h.openUntilMs, h.warnedAtMs
       FROM subscription s LEFT JOIN endpoint_health h ON h.subscriptionId = s.id
       WHERE s.id IN (${placeholders(subscriptionIds.length)})`,
      subscriptionIds,
    );
  }

  /** Whose these subscriptions are, which never changes. Index: primary key. */
  owners(subscriptionIds: readonly string[]): Promise<{ subscriptionId: string; tenantId: string }[]> {
    return this.sql.select(
      `SELECT id AS subscriptionId, tenantId FROM subscription WHERE id IN (${placeholders(subscriptionIds.length)})`,
      subscriptionIds,
    );
  }

  /** Index: primary key. */
  recipients(tenantIds: readonly string[]): Promise<RecipientRecord[]> {
    return this.sql.select(
      `SELECT id AS tenantId, kind AS tenantKind, jurisdiction, state, scopes FROM tenant
       WHERE id IN (${placeholders(tenantIds.length)})`,
      tenantIds,
    );
  }

  /** Takes deliveries in hand; gives the ids of those that nobody took first. */
  async claim(ids: readonly string[], owner: string, nowMs: number, untilMs: number): Promise<ReadonlySet<string>> {
    const claimed = await this.sql.change(
      `UPDATE delivery SET claimedBy = ?, claimedUntilMs = ?
       WHERE id IN (${placeholders(ids.length)}) AND state = 'PENDING' AND ${FREE}`,
      [owner, untilMs, ...ids, ...atTime(nowMs)],
    );
    if (claimed === ids.length) return new Set(ids);
    const ours = await this.sql.select<{ id: string }>(
      `SELECT id FROM delivery WHERE id IN (${placeholders(ids.length)}) AND claimedBy = ? AND claimedUntilMs = ?`,
      [...ids, owner, untilMs],
    );
    return new Set(ours.map(({ id }) => id));
  }

  /** Puts off what cannot go out now, for the sweeper to look at again. */
  async postpone(ids: readonly string[], nowMs: number, untilMs: number): Promise<void> {
    if (ids.length === 0) return;
    await this.sql.change(
      `UPDATE delivery SET nextAttemptAtMs = ?
       WHERE id IN (${placeholders(ids.length)}) AND state = 'PENDING' AND ${FREE}`,
      [untilMs, ...ids, ...atTime(nowMs)],
    );
  }

  /** Locks what this process still has in hand and nobody settled; gives the ids. */
  async lockClaimed(tx: Tx, ids: readonly string[], owner: string): Promise<ReadonlySet<string>> {
    const rows = await tx.select<{ id: string }>(
      `SELECT id FROM delivery WHERE id IN (${placeholders(ids.length)}) AND claimedBy = ?
         AND state IN ('PENDING', 'HELD') ORDER BY id ${tx.forUpdate}`,
      [...ids, owner],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Ends deliveries; `attempts` is what the last try adds. */
  async settle(tx: Tx, ids: readonly string[], state: DeliveryState, attempts: number, nowMs: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(
      `UPDATE delivery SET state = ?, attempts = attempts + ?, settledAtMs = ?, claimedBy = NULL, claimedUntilMs = 0
       WHERE id IN (${placeholders(ids.length)})`,
      [state, attempts, nowMs, ...ids],
    );
  }

  /** Lets deliveries go that failed; each has its own next moment. */
  async retry(tx: Tx, retries: ReadonlyMap<string, number>): Promise<void> {
    if (retries.size === 0) return;
    const ids = [...retries.keys()];
    const moments: SqlValue[] = [...retries].flat();
    await tx.change(
      `UPDATE delivery SET attempts = attempts + 1, claimedBy = NULL, claimedUntilMs = 0,
         nextAttemptAtMs = CASE id ${ids.map(() => 'WHEN ? THEN ?').join(' ')} ELSE nextAttemptAtMs END
       WHERE id IN (${placeholders(ids.length)})`,
      [...moments, ...ids],
    );
  }

  /** Lets deliveries go as if they had not been taken. */
  async release(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(
      `UPDATE delivery SET claimedBy = NULL, claimedUntilMs = 0 WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
  }

  async insertAttempts(tx: Tx, attempts: readonly AttemptRecord[]): Promise<void> {
    await tx.insert(
      'delivery_attempt',
      attempts.map((attempt) => ({ ...attempt })),
    );
  }

  /** The next waiting delivery of each settled one's subscription and key. Index: IX_delivery_order, UQ_delivery_seq. */
  followers(settledIds: readonly string[]): Promise<QueuedDelivery[]> {
    return this.sql.select(
      `SELECT n.id, n.attempts, n.priority ${NEXT_OF} WHERE d.id IN (${placeholders(settledIds.length)})`,
      settledIds,
    );
  }

  /** Waiting deliveries of a priority that were due before `dueMs` and that nobody has in hand. Index: IX_delivery_due. */
  overdue(
    priority: number,
    dueMs: number,
    nowMs: number,
    after: OverdueDelivery | undefined,
    limit: number,
  ): Promise<OverdueDelivery[]> {
    const further = after ? 'AND (nextAttemptAtMs > ? OR (nextAttemptAtMs = ? AND id > ?))' : '';
    return this.sql.select(
      `SELECT id, attempts, priority, nextAttemptAtMs FROM delivery
       WHERE state = 'PENDING' AND priority = ? AND nextAttemptAtMs <= ? AND ${FREE} ${further}
       ORDER BY nextAttemptAtMs, id LIMIT ?`,
      [
        ...[priority, dueMs, ...atTime(nowMs)],
        ...(after ? [after.nextAttemptAtMs, after.nextAttemptAtMs, after.id] : []),
        limit,
      ],
    );
  }
}
