import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { Housekeeping } from './housekeeping.js';

const DAY_MS = 86_400_000;

describeOnEachProfile('housekeeping', (gateway) => {
  const tokens = () =>
    gateway().database.select<{ tokenId: string }>('SELECT tokenId FROM used_token ORDER BY tokenId');
  const keys = () =>
    gateway().database.select<{ idempotencyKey: string }>(
      'SELECT idempotencyKey FROM idempotency_record ORDER BY idempotencyKey',
    );

  it('forgets what no caller can use any more, and nothing else', async () => {
    const { app, clock, database } = gateway();
    const nowMs = clock.now();
    const token = (tokenId: string, expiresAtMs: number) => ({ tenantId: 'tenant', tokenId, expiresAtMs });
    await database.insert('used_token', [token('live', nowMs + 60_000), token('old', nowMs - DAY_MS)]);
    const key = (idempotencyKey: string, createdAtMs: number) => ({
      tenantId: 'tenant',
      operation: 'test',
      idempotencyKey,
      inputDigest: 'digest',
      resultId: 'result',
      createdAtMs,
    });
    await database.insert('idempotency_record', [key('recent', nowMs - DAY_MS), key('old', nowMs - 8 * DAY_MS)]);
    await app.get(Housekeeping).tidy();
    expect(await tokens()).toEqual([{ tokenId: 'live' }]);
    expect(await keys()).toEqual([{ idempotencyKey: 'recent' }]);
  });
});
