import { OpenStreams } from './open-streams.js';
import type { TenantContext } from './tenant-context.js';

const caller = (tenantCode: string): TenantContext => ({
  tenantId: tenantCode,
  tenantCode,
  tenantKind: 'POLICE',
  jurisdiction: '330100',
  actor: 'officer-1',
  scopes: new Set(),
  requestId: 'request',
  tokenId: 'token',
  keyId: 'key',
  tokenExpiresAtMs: 0,
});

const LIMITS = { perTenant: 20, total: 30 };

/** Gives 1, then waits until the signal aborts. */
async function* patient(signal: AbortSignal, onEnd: () => void = () => undefined): AsyncGenerator<number> {
  try {
    yield 1;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
  } finally {
    onEnd();
  }
}

describe('an open stream', () => {
  const revoked = new Set<string>();
  let asked = 0;
  let streams: OpenStreams;

  beforeEach(() => {
    revoked.clear();
    asked = 0;
    streams = new OpenStreams(async ({ tenantCode }) => {
      asked += 1;
      return !revoked.has(tenantCode);
    }, LIMITS);
  });

  afterEach(() => streams.close());

  it('ends at once when its consumer stops while it waits', async () => {
    let hasEnded = false;
    const stream = streams.open(caller('police'), (signal) => patient(signal, () => (hasEnded = true)));
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    const waiting = stream.next();
    await stream.return?.();
    expect((await waiting).done).toBe(true);
    expect(hasEnded).toBe(true);
    expect(streams.count).toBe(0);
  });

  it('ends when its consumer stops before it began', async () => {
    const stream = streams.open(caller('police'), patient);
    await stream.return?.();
    expect((await stream.next()).done).toBe(true);
    expect(streams.count).toBe(0);
  });

  it('ends with an error when its caller is revoked while it waits', async () => {
    const stream = streams.open(caller('police'), patient);
    await stream.next();
    const waiting = stream.next();
    revoked.add('police');
    await streams.recheck();
    await expect(waiting).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(streams.count).toBe(0);
  });

  it('gives nothing more to a caller that was revoked while it did not look', async () => {
    const stream = streams.open(caller('police'), patient);
    revoked.add('police');
    await streams.recheck();
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  it('leaves the streams of others open, and asks once for each caller', async () => {
    const ours = Array.from({ length: 10 }, () => streams.open(caller('police'), patient));
    const other = streams.open(caller('market'), patient);
    revoked.add('police');
    await streams.recheck();
    expect(asked).toBe(2);
    expect(streams.count).toBe(1);
    expect(await other.next()).toEqual({ done: false, value: 1 });
    for (const stream of ours) await expect(stream.next()).rejects.toThrow();
  });

  it('stays open while nobody can tell whether its caller is good', async () => {
    const unsure = new OpenStreams(() => Promise.reject(new Error('database away')), LIMITS);
    const stream = unsure.open(caller('police'), patient);
    await unsure.recheck();
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    unsure.close();
  });

  it('is forgotten when its source fails', async () => {
    const stream = streams.open(caller('police'), async function* (): AsyncGenerator<number> {
      yield* [];
      throw new Error('source failed');
    });
    await expect(stream.next()).rejects.toThrow('source failed');
    expect(streams.count).toBe(0);
  });

  it('is forgotten when its source ends', async () => {
    const stream = streams.open(caller('police'), async function* () {
      yield 1;
    });
    expect([(await stream.next()).value, (await stream.next()).done]).toEqual([1, true]);
    expect(streams.count).toBe(0);
  });

  it('ends when the gateway closes', async () => {
    const stream = streams.open(caller('police'), patient);
    await stream.next();
    const waiting = stream.next();
    streams.close();
    expect((await waiting).done).toBe(true);
  });

  it('is refused when its tenant has as many as it may, until one of them ends', async () => {
    const ours = Array.from({ length: 20 }, () => streams.open(caller('police'), patient));
    expect(() => streams.open(caller('police'), patient)).toThrow(
      expect.objectContaining({ extensions: { code: 'TOO_MANY_STREAMS' } }),
    );
    expect(await streams.open(caller('market'), patient).next()).toEqual({ done: false, value: 1 });
    await ours[0]?.return?.();
    await ours[0]?.return?.();
    streams.open(caller('police'), patient);
    expect(() => streams.open(caller('police'), patient)).toThrow();
  });

  it('is refused when all together have as many as they may, until one of them ends', async () => {
    const ours = Array.from({ length: 30 }, (_, n) => streams.open(caller(`tenant-${n % 15}`), patient));
    expect(() => streams.open(caller('police'), patient)).toThrow(
      expect.objectContaining({ extensions: { code: 'TOO_MANY_STREAMS' } }),
    );
    await ours[0]?.return?.();
    streams.open(caller('police'), patient);
    expect(() => streams.open(caller('police'), patient)).toThrow();
  });
});
