import fc from 'fast-check';
import type { Sharing } from '../sharing/sharing.policy.js';
import { backoffMs, MAX_BACKOFF_MS, retryAfterMs } from './backoff.js';
import { judge, mayReceive, type Outcome, type Permission, type Recipient, type Verdict } from './delivery.policy.js';

describe('backoffMs', () => {
  const tries = fc.integer({ min: 1, max: 60 });
  const base = fc.integer({ min: 10, max: 3_600_000 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('stays between half and the whole of the doubled base, and never passes ten hours', () => {
    fc.assert(
      fc.property(tries, base, random, (n, baseMs, drawn) => {
        const fullMs = Math.min(MAX_BACKOFF_MS, baseMs * 2 ** (n - 1));
        const waitMs = backoffMs(n, baseMs, drawn);
        expect(waitMs).toBeGreaterThanOrEqual(Math.floor(fullMs / 2));
        expect(waitMs).toBeLessThanOrEqual(fullMs);
      }),
    );
  });

  it('grows with the attempts and with what is drawn', () => {
    fc.assert(
      fc.property(tries, base, random, (n, baseMs, drawn) => {
        expect(backoffMs(n + 1, baseMs, drawn)).toBeGreaterThanOrEqual(backoffMs(n, baseMs, drawn));
        expect(backoffMs(n, baseMs, drawn)).toBeGreaterThanOrEqual(backoffMs(n, baseMs, 0));
      }),
    );
  });

  it('draws apart those that failed together', () => {
    expect(backoffMs(3, 1_000, 0)).toBe(2_000);
    expect(backoffMs(3, 1_000, 0.5)).toBe(3_000);
  });
});

describe('retryAfterMs', () => {
  const nowMs = Date.parse('2025-06-01T00:00:00Z');
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Jun 2025 00:01:00 GMT', 60_000],
    ['Sat, 31 May 2025 00:00:00 GMT', 0],
    ['999999999', MAX_BACKOFF_MS],
    ['soon', undefined],
    ['-5x', undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected);
  });
});

describe('judge', () => {
  const rules = { maxAttempts: 3, backoffMs: 1_000 };
  const answered = (status: number, askedMs?: number): Outcome => ({
    kind: 'ANSWERED',
    status,
    retryAfterMs: askedMs,
  });
  it.each<[string, Outcome, number, Verdict]>([
    ['takes 200 for delivered', answered(200), 1, { kind: 'DELIVERED' }],
    ['takes 204 for delivered at the last attempt', answered(204), 3, { kind: 'DELIVERED' }],
    ['does not follow a redirect', answered(302), 1, { kind: 'RETRY', delayMs: 500 }],
    ['retries after a 400', answered(400), 2, { kind: 'RETRY', delayMs: 1_000 }],
    ['retries after a 500', answered(500), 1, { kind: 'RETRY', delayMs: 500 }],
    ['waits as long as it is asked to', answered(429, 7_000), 1, { kind: 'RETRY', delayMs: 7_000 }],
    ['waits no less than its back-off', answered(503, 1), 2, { kind: 'RETRY', delayMs: 1_000 }],
    ['takes 410 for the end', answered(410), 1, { kind: 'DEAD', reason: 'GONE' }],
    ['gives up after the last attempt', answered(500), 3, { kind: 'DEAD', reason: 'ATTEMPTS_SPENT' }],
    ['retries when there was no answer', { kind: 'FAILED', error: 'TIMEOUT' }, 1, { kind: 'RETRY', delayMs: 500 }],
    [
      'gives up when there was no answer',
      { kind: 'FAILED', error: 'TIMEOUT' },
      3,
      { kind: 'DEAD', reason: 'ATTEMPTS_SPENT' },
    ],
    ['does not count what it interrupted itself', { kind: 'INTERRUPTED' }, 3, { kind: 'RELEASED' }],
  ])('%s', (_, outcome, tries, expected) => {
    expect(judge(outcome, tries, rules, 0)).toEqual(expected);
  });
});

describe('mayReceive', () => {
  const recipient: Recipient = {
    tenantId: 'a',
    tenantKind: 'PLATFORM',
    jurisdiction: '330100',
    state: 'ACTIVE',
    scopes: ['events:read'],
  };
  const publicly: Sharing = { ownerId: 'b', level: 'PUBLIC' };
  it.each<[string, Partial<Recipient>, Sharing, Permission]>([
    ['sends what the tenant may see', {}, publicly, { kind: 'SEND' }],
    ['holds for a suspended tenant', { state: 'SUSPENDED' }, publicly, { kind: 'HOLD', reason: 'TENANT_SUSPENDED' }],
    ['withdraws when the scope was taken away', { scopes: [] }, publicly, { kind: 'WITHDRAW', reason: 'NO_SCOPE' }],
    ['withdraws what is hidden', {}, { ownerId: 'b', level: 'AGENCIES' }, { kind: 'WITHDRAW', reason: 'NOT_VISIBLE' }],
  ])('%s', (_, change, sharing, expected) => {
    expect(mayReceive({ ...recipient, ...change }, sharing)).toEqual(expected);
  });
});
