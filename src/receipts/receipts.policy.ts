import { AGENCY_KINDS, type Viewer } from '../common/context/tenant-context.js';
import type { SqlValue } from '../common/persistence/sql.js';
import type { Sharing } from '../sharing/sharing.policy.js';

/**
 * Whether the tenant that published an event may learn that a receiver subscribed to it and has it (decision 010). An
 * agency publishes with public authority and has to know whom its decision reached. Any other tenant learns only of
 * receivers that it named itself: it must not see which agencies or competitors follow what it reports.
 */
export function mayLearnOf(publisher: Viewer, sharing: Sharing, receiverId: string): boolean {
  if (AGENCY_KINDS.includes(publisher.tenantKind)) return true;
  return sharing.level === 'NAMED' && sharing.memberIds.includes(receiverId);
}

/** The SQL of `mayLearnOf`, for an event's `sharing` row and a receiver's tenant id. */
export function learnsOf(
  publisher: Viewer,
  sharingAlias: string,
  receiverColumn: string,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } {
  if (AGENCY_KINDS.includes(publisher.tenantKind)) return { sql: '1 = 1', parameters: [] };
  return {
    sql: `(${sharingAlias}.level = 'NAMED' AND EXISTS (SELECT 1 FROM sharing_member rm
      WHERE rm.sharingId = ${sharingAlias}.id AND rm.tenantId = ${receiverColumn}))`,
    parameters: [],
  };
}

/** Where a publication stands with a receiver. */
export const RECEIPT_STATES = ['RECEIPTED', 'DELIVERED', 'WAITING', 'FAILED'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** Moments of a receiver's deliveries of an event, in milliseconds since 1970 UTC; null when there is none. */
export interface ReceiverMoments {
  readonly receiptedAtMs: number | null;
  readonly deliveredAtMs: number | null;
  readonly waitingSinceMs: number | null;
  readonly failedAtMs: number | null;
}

/** The best that is known of a receiver with several subscriptions, and since when. */
export function standingOf(moments: ReceiverMoments): { readonly state: ReceiptState; readonly sinceMs: number } {
  const { receiptedAtMs, deliveredAtMs, waitingSinceMs, failedAtMs } = moments;
  if (receiptedAtMs !== null) return { state: 'RECEIPTED', sinceMs: receiptedAtMs };
  if (deliveredAtMs !== null) return { state: 'DELIVERED', sinceMs: deliveredAtMs };
  if (waitingSinceMs !== null) return { state: 'WAITING', sinceMs: waitingSinceMs };
  return { state: 'FAILED', sinceMs: failedAtMs ?? 0 };
}
