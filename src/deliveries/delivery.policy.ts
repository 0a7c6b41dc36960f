import type { Viewer } from '../common/context/tenant-context.js';
import { canSee, type Sharing } from '../sharing/sharing.policy.js';
import type { TenantState } from '../tenants/tenant.lifecycle.js';
import { backoffMs, LONGEST_WAIT_MS } from './backoff.js';
import type { EndpointAnswer } from './channels.js';
import { ORDINARY, URGENT } from './delivery.job.js';

/** The tenant that a delivery is for, as it is at the time of sending. */
export interface Recipient extends Viewer {
  readonly state: TenantState;
  readonly scopes: readonly string[];
}

/** SEND it; COLLECT: its receiver fetches it; HOLD it while the tenant is suspended; WITHDRAW it for good, since the tenant may not know of it any more. */
export type Permission =
  | { readonly kind: 'SEND' }
  | { readonly kind: 'COLLECT' }
  | { readonly kind: 'HOLD'; readonly reason: 'TENANT_SUSPENDED' }
  | { readonly kind: 'WITHDRAW'; readonly reason: 'NO_SCOPE' | 'NOT_VISIBLE' };

/** Whether an event may go to a tenant now: asked at every attempt, so that a right withdrawn meanwhile is honoured. */
export function mayReceive(recipient: Recipient, sharing: Sharing): Permission {
  if (recipient.state !== 'ACTIVE') return { kind: 'HOLD', reason: 'TENANT_SUSPENDED' };
  if (!recipient.scopes.includes('events:read')) return { kind: 'WITHDRAW', reason: 'NO_SCOPE' };
  return canSee(recipient, sharing) ? { kind: 'SEND' } : { kind: 'WITHDRAW', reason: 'NOT_VISIBLE' };
}

/** Emergencies go before everything else. */
export const priorityOf = (severity: string | null): number =>
  severity === 'CRITICAL' || severity === 'EMERGENCY' ? URGENT : ORDINARY;

/** What an endpoint did with a message. */
export type Outcome =
  | {
      readonly kind: 'ANSWERED';
      readonly status: number;
      readonly retryAfterMs: number | undefined;
      /** Its content, when it is of a kind that says something. */
      readonly answer?: EndpointAnswer;
      /** Code of what the channel finds wrong with it, whatever its status. */
      readonly problem?: string;
    }
  | { readonly kind: 'FAILED'; readonly error: string }
  /** This process stopped before there was an answer. */
  | { readonly kind: 'INTERRUPTED' };

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { readonly kind: 'DELIVERED' }
  | { readonly kind: 'DEAD'; readonly reason: 'GONE' | 'ATTEMPTS_SPENT' }
  | { readonly kind: 'RETRY'; readonly delayMs: number }
  /** Nothing was learnt: the attempt does not count. */
  | { readonly kind: 'RELEASED' };

export interface RetryRules {
  readonly maxAttempts: number;
  /** One wait for each attempt but the last. */
  readonly waitsMs: readonly number[];
}

const GONE = 410;

/**
 * Judges an attempt. Any 2xx that the channel finds nothing wrong with is success and everything else, redirects included, is failure; 410 says that the endpoint
 * wants no more.
 * @param tries attempts made in this round, this one included
 * @param random a number from 0 to below 1, for the jitter
 */
export function judge(outcome: Outcome, tries: number, rules: RetryRules, random: number): Verdict {
  if (outcome.kind === 'INTERRUPTED') return { kind: 'RELEASED' };
  if (outcome.kind === 'ANSWERED') {
    const { status, problem } = outcome;
    if (status >= 200 && status < 300 && problem === undefined) return { kind: 'DELIVERED' };
    if (status === GONE) return { kind: 'DEAD', reason: 'GONE' };
  }
  if (tries >= rules.maxAttempts) return { kind: 'DEAD', reason: 'ATTEMPTS_SPENT' };
  const askedMs = outcome.kind === 'ANSWERED' ? (outcome.retryAfterMs ?? 0) : 0;
  const delayMs = Math.max(askedMs, backoffMs(tries, rules.waitsMs, random));
  return { kind: 'RETRY', delayMs: Math.min(delayMs, LONGEST_WAIT_MS) };
}
