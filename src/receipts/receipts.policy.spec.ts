import { TENANT_KINDS, type TenantKind } from '../common/context/tenant-context.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import { mayLearnOf, type ReceiverMoments, standingOf } from './receipts.policy.js';

const publisher = (tenantKind: TenantKind) => ({ tenantId: 'publisher', tenantKind, jurisdiction: '330100' });

describe('who learns of receivers', () => {
  const named: Sharing = { ownerId: 'publisher', level: 'NAMED', memberIds: ['named'] };
  const open: Sharing = { ownerId: 'publisher', level: 'PUBLIC' };

  it.each<[TenantKind, boolean]>([
    ['POLICE', true],
    ['MARKET_REGULATOR', true],
    ['PLATFORM', false],
    ['OVERSIGHT', false],
    ['OPERATOR', false],
  ])('%s of receivers that it did not name: %s', (kind, expected) => {
    expect(mayLearnOf(publisher(kind), open, 'stranger')).toBe(expected);
    expect(mayLearnOf(publisher(kind), named, 'stranger')).toBe(expected);
  });

  it.each(TENANT_KINDS)('%s of receivers that it named itself', (kind) => {
    expect(mayLearnOf(publisher(kind), named, 'named')).toBe(true);
  });
});

describe('the standing of a receiver', () => {
  const none: ReceiverMoments = { receiptedAtMs: null, deliveredAtMs: null, waitingSinceMs: null, failedAtMs: null };

  it.each<[Partial<ReceiverMoments>, string, number]>([
    [{ receiptedAtMs: 5, deliveredAtMs: 4, waitingSinceMs: 1, failedAtMs: 2 }, 'RECEIPTED', 5],
    [{ deliveredAtMs: 4, waitingSinceMs: 1, failedAtMs: 2 }, 'DELIVERED', 4],
    [{ waitingSinceMs: 1, failedAtMs: 2 }, 'WAITING', 1],
    [{ failedAtMs: 2 }, 'FAILED', 2],
  ])('%j is %s since %i', (moments, state, sinceMs) => {
    expect(standingOf({ ...none, ...moments })).toEqual({ state, sinceMs });
  });
});
