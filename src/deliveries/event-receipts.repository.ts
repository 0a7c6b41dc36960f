import type { Sql } from '../common/persistence/sql.js';
import type { DeliveryState } from './delivery.lifecycle.js';

/** How far a later event has come to a subscription that an earlier one had reached. */
export interface EventReceipt {
  readonly subscriptionId: string;
  readonly tenantCode: string;
  readonly tenantName: string;
  readonly toldAtMs: number | null;
  /** Null when the later event was not for it any more. */
  readonly state: DeliveryState | null;
  readonly attempts: number;
  readonly takenInAtMs: number | null;
}

export interface ReceiptCounts {
  readonly told: number;
  readonly takenIn: number;
}

// Whoever was sent something may have it, also when the answer was lost.
const REACHED = `p.eventId = ? AND (p.state = 'DELIVERED' OR p.attempts > 0)`;

/**
 * Tells the author of two events who has received the first, and of them who has acknowledged the second. It looks over
 * all tenants: who asks must be the one whose events they are.
 */
export class EventReceiptsRepository {
  constructor(private readonly sql: Sql) {}

  /** In the order of subscriptions, after one of them. Index: UQ_delivery_event */
  async page(
    toldEventId: string,
    laterEventId: string,
    afterSubscriptionId: string | undefined,
    limit: number,
  ): Promise<EventReceipt[]> {
    const rows = await this.sql.select<EventReceipt>(
      `SELECT p.subscriptionId, t.code AS tenantCode, t.name AS tenantName, p.settledAtMs AS toldAtMs,
         c.state, COALESCE(c.attempts, 0) AS attempts, CASE WHEN c.state = 'DELIVERED' THEN c.settledAtMs END AS takenInAtMs
       FROM delivery p JOIN subscription s ON s.id = p.subscriptionId JOIN tenant t ON t.id = s.tenantId
         LEFT JOIN delivery c ON c.eventId = ? AND c.subscriptionId = p.subscriptionId
       WHERE ${REACHED} AND p.subscriptionId > ? ORDER BY p.subscriptionId LIMIT ?`,
      [laterEventId, toldEventId, afterSubscriptionId ?? '', limit],
    );
    return rows.map((row) => ({ ...row, attempts: Number(row.attempts) }));
  }

  /** Index: UQ_delivery_event */
  async counts(toldEventId: string, laterEventId: string): Promise<ReceiptCounts> {
    const [row] = await this.sql.select<ReceiptCounts>(
      `SELECT COUNT(*) AS told, COALESCE(SUM(CASE WHEN c.state = 'DELIVERED' THEN 1 ELSE 0 END), 0) AS takenIn
       FROM delivery p LEFT JOIN delivery c ON c.eventId = ? AND c.subscriptionId = p.subscriptionId
       WHERE ${REACHED}`,
      [laterEventId, toldEventId],
    );
    return { told: Number(row?.told ?? 0), takenIn: Number(row?.takenIn ?? 0) };
  }
}
