import { LONGEST_WAIT_MS } from './backoff.js';
import type { Outcome } from './delivery.policy.js';

/** How an endpoint that fails is doing; one that works has none. Kept in the database, so that every worker knows. */
export interface EndpointHealth {
  /** Failed attempts in a row, of whatever delivery. */
  readonly failures: number;
  readonly failingSinceMs: number;
  /** Nothing is sent before this moment, and then one delivery to try it. */
  readonly openUntilMs: number;
  /** When its tenant was told. */
  readonly warnedAtMs: number | null;
}

export interface HealthRules {
  /** The first wait of the back-off: the breaker's shortest. */
  readonly shortestMs: number;
  readonly warnAfterMs: number;
  readonly disableAfterMs: number;
}

/** So many failures in a row open the breaker. */
export const BREAKING_FAILURES = 5;
const LONGEST_BREAK_MS = 300_000;
/** Too many requests, or a proxy whose server cannot keep up (Standard Webhooks: throttle). */
const THROTTLING: ReadonlySet<number> = new Set([429, 502, 504]);

/** A working endpoint's health, before its first failure is counted. */
export const healthy = (nowMs: number): EndpointHealth => ({
  failures: 0,
  failingSinceMs: nowMs,
  openUntilMs: 0,
  warnedAtMs: null,
});

/**
 * The health after one more failed attempt.
 * @param trialUntilMs the breaker's moment while this attempt tried the endpoint; it ends with the trial
 */
export function afterFailure(
  health: EndpointHealth,
  outcome: Exclude<Outcome, { kind: 'INTERRUPTED' }>,
  rules: HealthRules,
  nowMs: number,
  trialUntilMs = 0,
): EndpointHealth {
  const failures = health.failures + 1;
  const waitMs = breakMs(failures, outcome, rules.shortestMs);
  const isOver = health.openUntilMs === trialUntilMs;
  return { ...health, failures, openUntilMs: Math.max(isOver ? 0 : health.openUntilMs, waitMs && nowMs + waitMs) };
}

/** How long the whole endpoint is left alone; 0 when it is not. */
function breakMs(failures: number, outcome: Exclude<Outcome, { kind: 'INTERRUPTED' }>, shortestMs: number): number {
  const asksMs = outcome.kind === 'ANSWERED' ? outcome.retryAfterMs : undefined;
  if (asksMs) return asksMs;
  const isThrottling = outcome.kind === 'ANSWERED' && THROTTLING.has(outcome.status);
  if (!isThrottling && failures < BREAKING_FAILURES) return 0;
  const doublings = isThrottling ? failures - 1 : failures - BREAKING_FAILURES;
  return Math.min(LONGEST_BREAK_MS, shortestMs * 2 ** Math.min(doublings, 20));
}

/** What an endpoint's health calls for: nothing, a word to its tenant, or the end; the end never without the word. */
export type Consequence = 'NONE' | 'WARN' | 'DISABLE';

export function consequenceOf(health: EndpointHealth, rules: HealthRules, nowMs: number): Consequence {
  const failingMs = nowMs - health.failingSinceMs;
  if (health.warnedAtMs === null) return failingMs >= rules.warnAfterMs ? 'WARN' : 'NONE';
  return failingMs >= rules.disableAfterMs ? 'DISABLE' : 'NONE';
}

/** OPEN: leave it alone; TRY: let one delivery find out; CLOSED: send. */
export type Breaker = 'CLOSED' | 'OPEN' | 'TRY';

export function breakerOf(health: EndpointHealth | undefined, nowMs: number): Breaker {
  if (!health || health.openUntilMs === 0) return 'CLOSED';
  // A moment further away than anybody can ask for was written by a clock that was wrong.
  const isOpen = health.openUntilMs > nowMs && health.openUntilMs - nowMs <= LONGEST_WAIT_MS;
  return isOpen ? 'OPEN' : 'TRY';
}
