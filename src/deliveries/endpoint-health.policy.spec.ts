import type { Outcome } from './delivery.policy.js';
import {
  afterFailure,
  BREAKING_FAILURES,
  breakerOf,
  consequenceOf,
  type EndpointHealth,
  healthy,
} from './endpoint-health.policy.js';

type Attempted = Exclude<Outcome, { kind: 'INTERRUPTED' }>;

const HOUR_MS = 3_600_000;
const rules = { shortestMs: 1_000, warnAfterMs: 24 * HOUR_MS, disableAfterMs: 120 * HOUR_MS };
const answered = (status: number, askedMs?: number): Attempted => ({ kind: 'ANSWERED', status, retryAfterMs: askedMs });
const timedOut: Attempted = { kind: 'FAILED', error: 'TIMEOUT' };
const healthAfter = (outcomes: readonly Attempted[], nowMs = 0): EndpointHealth =>
  outcomes.reduce((health, outcome) => afterFailure(health, outcome, rules, nowMs), healthy(nowMs));
const times = (count: number, outcome: Attempted) => new Array<Attempted>(count).fill(outcome);

describe('the breaker of an endpoint', () => {
  it.each<[string, readonly Attempted[], number]>([
    ['stays closed after a few failures', times(BREAKING_FAILURES - 1, answered(500)), 0],
    ['opens after so many in a row', times(BREAKING_FAILURES, timedOut), 1_000],
    ['opens longer with each failure after', times(BREAKING_FAILURES + 3, answered(500)), 8_000],
    ['opens for five minutes at most', times(BREAKING_FAILURES + 30, answered(500)), 300_000],
    ['opens at once for 429', [answered(429)], 1_000],
    ['opens at once for 502', [answered(502)], 1_000],
    ['opens longer when 504 repeats', times(3, answered(504)), 4_000],
    ['opens as long as Retry-After asks', [answered(503, 42_000)], 42_000],
    ['does not open for a Retry-After of nothing', [answered(503, 0)], 0],
  ])('%s', (_, outcomes, expectedMs) => {
    expect(healthAfter(outcomes).openUntilMs).toBe(expectedMs);
  });

  it('opens as long as the failures call for when a trial fails, and no longer for the time that the trial had', () => {
    const open = healthAfter(times(BREAKING_FAILURES, timedOut));
    const tried = { ...open, openUntilMs: 21_000 };
    expect(afterFailure(tried, answered(500), rules, 1_500, 21_000)).toMatchObject({ openUntilMs: 3_500 });
    // One that was under way before does not end the trial.
    expect(afterFailure(tried, answered(500), rules, 1_500, 1_000)).toMatchObject({ openUntilMs: 21_000 });
    expect(afterFailure(tried, answered(500), rules, 1_500)).toMatchObject({ openUntilMs: 21_000 });
  });

  it('lets one through to try when its time is over, and when its time cannot be true', () => {
    const open = healthAfter(times(BREAKING_FAILURES, timedOut));
    expect(breakerOf(undefined, 0)).toBe('CLOSED');
    expect(breakerOf(healthAfter([timedOut]), 0)).toBe('CLOSED');
    expect(breakerOf(open, 999)).toBe('OPEN');
    expect(breakerOf(open, 1_000)).toBe('TRY');
    expect(breakerOf({ ...open, openUntilMs: 48 * HOUR_MS }, 0)).toBe('TRY');
  });
});

describe('an endpoint that goes on failing', () => {
  it.each<[string, number, number | null, ReturnType<typeof consequenceOf>]>([
    ['is left alone for a day', 23 * HOUR_MS, null, 'NONE'],
    ['is told of after a day', 24 * HOUR_MS, null, 'WARN'],
    ['is told of once', 50 * HOUR_MS, 24 * HOUR_MS, 'NONE'],
    ['is disabled after five days', 120 * HOUR_MS, 24 * HOUR_MS, 'DISABLE'],
    ['is not disabled before its tenant was told', 300 * HOUR_MS, null, 'WARN'],
  ])('%s', (_, nowMs, warnedAtMs, expected) => {
    expect(consequenceOf({ ...healthy(0), failures: 9, warnedAtMs }, rules, nowMs)).toBe(expected);
  });
});
