import type { TenantKey } from './tenants.repository.js';

/** Whether a key may verify tokens at this moment: not revoked, and inside its validity window. */
export function isUsable(key: Pick<TenantKey, 'state' | 'notBeforeMs' | 'notAfterMs'>, nowMs: number): boolean {
  if (key.state === 'REVOKED') return false;
  if (nowMs < key.notBeforeMs) return false;
  return key.notAfterMs === null || nowMs < key.notAfterMs;
}
