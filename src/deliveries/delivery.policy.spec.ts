import fc from 'fast-check';
import { readSettings } from '../../config/settings.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import { backoffMs, LONGEST_WAIT_MS, retryAfterMs } from './backoff.js';
import { judge, mayReceive, type Outcome, type Permission, type Recipient, type Verdict } from './delivery.policy.js';

describe('backoffMs', () => {
  const waits = readSettings({}).LIAISON_DELIVERY_BACKOFF_MS;
  const hours = (ms: number) => ms / 3_600_000;

  it('makes ten attempts within 75 hours, as Standard Webhooks gives them, a tenth up or down', () => {
    expect(readSettings({}).LIAISON_DELIVERY_MAX_ATTEMPTS).toBe(waits.length + 1);
    const total = (random: number) => waits.reduce((sum, _, n) => sum + backoffMs(n + 1, waits, random), 0);
    expect(hours(total(0.5))).toBeCloseTo(75.58, 1);
    expect(hours(total(0))).toBeCloseTo(68.03, 1);
  });

  it('stays within a tenth of the wait that is given, and repeats the last one', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const list = fc.array(fc.integer({ min: 10, max: LONGEST_WAIT_MS }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), list, random, (tries, waitsMs, drawn) => {
        const givenMs = waitsMs[tries - 1] ?? waitsMs.at(-1) ?? 0;
        const waitMs = backoffMs(tries, waitsMs, drawn);
        expect(Math.abs(waitMs - givenMs)).toBeLessThanOrEqual(givenMs / 10 + 1);
      }),
    );
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
    ['999999999', LONGEST_WAIT_MS],
    ['soon', undefined],
    ['-5x', undefined],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected);
  });
});

describe('judge', () => {
  const rules = { maxAttempts: 3, waitsMs: [500, 1_000] };
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
    expect(judge(outcome, tries, rules, 0.5)).toEqual(expected);
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
