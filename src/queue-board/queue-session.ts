import type { CursorSealer } from '../../libs/field-encryption/opaque-cursor.js';
import type { TenantContext } from '../common/context/tenant-context.js';

/** Where the dashboard of the queues is, and so the only place that its cookie goes to. */
export const QUEUES_PATH = '/operator/queues';
export const QUEUE_COOKIE = 'liaison_queues';
export const QUEUE_SESSION_MS = 600_000;

const PURPOSE = 'operator-queues';

/** Who looks at the queues: as much of a context as tells whether its tenant and key are still good. */
export type QueueVisitor = Pick<TenantContext, 'tenantId' | 'tenantCode' | 'keyId'> & { readonly untilMs: number };

/** A value for the cookie that nobody else can make and that tells nothing. */
export function sealVisitor(sealer: CursorSealer, context: TenantContext, nowMs: number): string {
  const { tenantId, tenantCode, keyId } = context;
  const visitor: QueueVisitor = { tenantId, tenantCode, keyId, untilMs: nowMs + QUEUE_SESSION_MS };
  return sealer.seal(PURPOSE, JSON.stringify(visitor));
}

/** Who a `Cookie` header says to be; nothing when there is none, it was made up, or its time is over. */
export function readVisitor(sealer: CursorSealer, header: string | undefined, nowMs: number): QueueVisitor | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([name]) => name === QUEUE_COOKIE)?.[1];
  const text = value === undefined ? undefined : sealer.open(PURPOSE, value);
  if (text === undefined) return undefined;
  const visitor = JSON.parse(text) as QueueVisitor;
  return nowMs < visitor.untilMs ? visitor : undefined;
}
