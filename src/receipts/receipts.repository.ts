import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import { learnsOf, type ReceiverMoments } from './receipts.policy.js';

/** A receipt as it is stored. */
export interface StoredReceipt {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly tenantId: string;
  readonly keyId: string;
  readonly signed: string;
  readonly receivedAtMs: number;
  readonly acceptedAtMs: number;
}

/** A receiver of a publication, as the publisher may know of it. */
export interface Receiver extends ReceiverMoments {
  readonly tenantId: string;
  readonly tenantCode: string;
  readonly tenantName: string;
  /** One of its receipts, when it gave any. */
  readonly receiptOf: string | null;
}

const toNumber = (value: number | null): number | null => (value === null ? null : Number(value));

/** Every SQL of the receipts. */
export class ReceiptsRepository {
  constructor(private readonly sql: Sql) {}

  /** Who a subscription belongs to. Index: primary keys. */
  async receiverOf(subscriptionId: string): Promise<{ tenantId: string; tenantCode: string } | undefined> {
    const [row] = await this.sql.select<{ tenantId: string; tenantCode: string }>(
      `SELECT s.tenantId, t.code AS tenantCode FROM subscription s JOIN tenant t ON t.id = s.tenantId WHERE s.id = ?`,
      [subscriptionId],
    );
    return row;
  }

  /** The tenant's own delivery of an event that carried these bytes. Index: IX_subscription_tenant, UQ_delivery_event. */
  async deliveryOf(tenantId: string, eventId: string, payloadDigest: string): Promise<string | undefined> {
    const deliveries = await this.sql.select<{ id: string }>(
      `SELECT d.id FROM subscription s JOIN delivery d ON d.eventId = ? AND d.subscriptionId = s.id
       WHERE s.tenantId = ? ORDER BY d.id`,
      [eventId, tenantId],
    );
    if (deliveries.length === 0) return undefined;
    const carried = await this.sql.select<{ deliveryId: string }>(
      `SELECT deliveryId FROM delivery_attempt
       WHERE deliveryId IN (${placeholders(deliveries.length)}) AND payloadDigest = ?`,
      [...deliveries.map(({ id }) => id), payloadDigest],
    );
    const ids = new Set(carried.map(({ deliveryId }) => deliveryId));
    return deliveries.find(({ id }) => ids.has(id))?.id;
  }

  /** Index: primary key. */
  async ofDelivery(deliveryId: string): Promise<StoredReceipt | undefined> {
    const [row] = await this.sql.select<StoredReceipt>(
      `SELECT deliveryId, eventId, tenantId, keyId, signed, receivedAtMs, acceptedAtMs FROM delivery_receipt
       WHERE deliveryId = ?`,
      [deliveryId],
    );
    return row && { ...row, receivedAtMs: Number(row.receivedAtMs), acceptedAtMs: Number(row.acceptedAtMs) };
  }

  /** Adds a receipt unless its delivery has one; true when it was added. */
  async insert(tx: Tx, receipt: StoredReceipt): Promise<boolean> {
    return (await tx.insert('delivery_receipt', [{ ...receipt }], { onDuplicate: 'ignore' })) === 1;
  }

  /** The newest event of a subject that the tenant published. Index: IX_event_subject. */
  async newestOf(tenantId: string, subjectId: string): Promise<string | undefined> {
    const [row] = await this.sql.select<{ id: string }>(
      'SELECT id FROM event WHERE subjectId = ? AND tenantId = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1',
      [subjectId, tenantId],
    );
    return row?.id;
  }

  /**
   * The receivers of an event that the viewer published, by tenant, after `afterTenantId`. A delivery that was withdrawn
   * is not told of. Index: UQ_delivery_event, then primary keys.
   */
  async receivers(viewer: Viewer, eventId: string, afterTenantId: string, limit: number): Promise<Receiver[]> {
    const known = learnsOf(viewer, 'sh', 's.tenantId');
    const rows = await this.sql.select<Receiver>(
      `SELECT s.tenantId, t.code AS tenantCode, t.name AS tenantName, MIN(r.deliveryId) AS receiptOf,
         MIN(r.acceptedAtMs) AS receiptedAtMs,
         MIN(CASE WHEN d.state = 'DELIVERED' THEN d.settledAtMs END) AS deliveredAtMs,
         MIN(CASE WHEN d.state IN ('PENDING', 'HELD') THEN d.createdAtMs END) AS waitingSinceMs,
         MIN(CASE WHEN d.state = 'DEAD' THEN d.settledAtMs END) AS failedAtMs
       FROM delivery d JOIN event e ON e.id = d.eventId AND e.tenantId = ? JOIN sharing sh ON sh.id = e.sharingId
         JOIN subscription s ON s.id = d.subscriptionId AND s.tenantId <> e.tenantId
         JOIN tenant t ON t.id = s.tenantId LEFT JOIN delivery_receipt r ON r.deliveryId = d.id
       WHERE d.eventId = ? AND s.tenantId > ? AND (d.state <> 'CANCELLED' OR r.deliveryId IS NOT NULL) AND ${known.sql}
       GROUP BY s.tenantId, t.code, t.name ORDER BY s.tenantId LIMIT ?`,
      [viewer.tenantId, eventId, afterTenantId, ...known.parameters, limit],
    );
    return rows.map((row) => ({
      ...row,
      receiptedAtMs: toNumber(row.receiptedAtMs),
      deliveredAtMs: toNumber(row.deliveredAtMs),
      waitingSinceMs: toNumber(row.waitingSinceMs),
      failedAtMs: toNumber(row.failedAtMs),
    }));
  }

  /** Index: primary key. */
  async byDeliveries(deliveryIds: readonly string[]): Promise<Map<string, string>> {
    if (deliveryIds.length === 0) return new Map();
    const rows = await this.sql.select<{ deliveryId: string; signed: string }>(
      `SELECT deliveryId, signed FROM delivery_receipt WHERE deliveryId IN (${placeholders(deliveryIds.length)})`,
      deliveryIds,
    );
    return new Map(rows.map(({ deliveryId, signed }) => [deliveryId, signed]));
  }
}
