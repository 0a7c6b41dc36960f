import { Conflict, InvalidInput } from '../common/graphql/user-error.graphql.js';
import type { TenantKey } from './tenants.repository.js';

/** Most keys of a tenant that are not revoked. */
export const MAX_KEYS_PER_TENANT = 20;
/** Longest time that a retiring key may go on, in seconds: 90 days. */
export const MAX_RETIREMENT_SECONDS = 90 * 86_400;

/** Whether a key may verify tokens at this moment: not revoked, and inside its validity window. */
export function isUsable(key: Pick<TenantKey, 'state' | 'notBeforeMs' | 'notAfterMs'>, nowMs: number): boolean {
  if (key.state === 'REVOKED') return false;
  if (nowMs < key.notBeforeMs) return false;
  return key.notAfterMs === null || nowMs < key.notAfterMs;
}

/** Why a tenant with these keys may not have one more with this id. */
export function newKeyRefusal(keys: readonly TenantKey[], keyId: string): Conflict | undefined {
  if (keys.some((key) => key.keyId === keyId)) {
    return Conflict.of('publicJwk.kid', 'The tenant has a key with this id already, maybe a revoked one.');
  }
  return keys.filter(({ state }) => state !== 'REVOKED').length < MAX_KEYS_PER_TENANT
    ? undefined
    : Conflict.of('publicJwk', `A tenant has at most ${MAX_KEYS_PER_TENANT} keys that are not revoked.`);
}

/** What is wrong with a validity window, in milliseconds since 1970 UTC. */
export function windowProblem(notBeforeMs: number, notAfterMs: number | undefined): InvalidInput | undefined {
  return notAfterMs !== undefined && notAfterMs <= notBeforeMs
    ? InvalidInput.at('notAfter', 'The key would never be valid: notAfter is not after notBefore.')
    : undefined;
}

/** What is wrong with the time that a retiring key is to go on. */
export function retirementProblem(lastsSeconds: number): InvalidInput | undefined {
  return Number.isInteger(lastsSeconds) && lastsSeconds >= 0 && lastsSeconds <= MAX_RETIREMENT_SECONDS
    ? undefined
    : InvalidInput.at('lastsSeconds', `A retiring key goes on for 0 to ${MAX_RETIREMENT_SECONDS} seconds.`);
}

/** What is to become of a key. */
export type KeyChange =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly refusal: Conflict }
  | { readonly kind: 'change'; readonly notAfterMs: number };

/**
 * A retirement or revocation of a key: an end that was set before is only ever brought forward, and a revoked key stays
 * revoked.
 */
export function keyChange(key: TenantKey, to: 'RETIRING' | 'REVOKED', endMs: number): KeyChange {
  if (key.state === 'REVOKED') {
    return to === 'REVOKED'
      ? { kind: 'nothing' }
      : { kind: 'refused', refusal: Conflict.of('keyId', 'The key is revoked; that is final.', 'KEY_REVOKED') };
  }
  const notAfterMs = key.notAfterMs === null ? endMs : Math.min(key.notAfterMs, endMs);
  if (key.state === to && key.notAfterMs === notAfterMs) return { kind: 'nothing' };
  return { kind: 'change', notAfterMs };
}
