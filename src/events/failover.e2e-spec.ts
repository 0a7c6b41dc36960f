import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishEvents } from '../../test/harness/events.js';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import { eventually, settingsFor, TestGateway } from '../../test/harness/profiles.js';
import { type Servers, startServers } from '../../test/harness/servers.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { checkChain } from '../ledger/ledger-chain.js';
import type { Lease } from './lease.repository.js';

describe('two gateways over one database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-failover-'));
  let servers: Servers;
  let leader: GatewayProcess;
  let gateway: TestGateway;

  beforeAll(async () => {
    servers = await startServers();
    const settings = await settingsFor('servers', dataDir, servers, { LIAISON_LEASE_MS: '1000' });
    leader = await GatewayProcess.start(settings);
    gateway = await TestGateway.start('servers', {
      LIAISON_LEASE_MS: '1000',
      DATABASE_URL: String(settings.DATABASE_URL),
      LIAISON_REDIS_PREFIX: settings.LIAISON_REDIS_PREFIX,
      LIAISON_MASTER_KEY: String(settings.LIAISON_MASTER_KEY),
    });
  });

  afterAll(async () => {
    await leader.kill();
    await gateway.stop();
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const lease = async (): Promise<Lease> => {
    const [row] = await gateway.database.select<Lease>(`SELECT * FROM lease WHERE name = 'sequencer'`);
    if (!row) throw new Error('nobody has the lease');
    return row;
  };

  /** Writes one event after the other until told to stop, and gives how many. */
  function writeOn(ownerId: string): { stop(): Promise<number> } {
    let isGoingOn = true;
    const writing = (async () => {
      let written = 0;
      for (; isGoingOn; written++) await publishEvents(gateway, { ownerId, level: 'PUBLIC' }, [{}]);
      return written;
    })();
    return {
      stop: () => {
        isGoingOn = false;
        return writing;
      },
    };
  }

  const places = async (count: number): Promise<number[]> =>
    eventually(
      `${count} events have their place`,
      async () => {
        const rows = await gateway.database.select<{ seq: number }>('SELECT seq FROM event WHERE seq IS NOT NULL');
        return rows.length === count && rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b);
      },
      20_000,
    );

  it('have one leader, and the other takes over without a gap when the leader is killed', async () => {
    const { id } = await gateway.tenant({ code: 'failing-over', kind: 'MARKET_REGULATOR' });
    const first = await lease();
    const before = writeOn(id);
    await eventually('the leader sequences', async () => {
      const rows = await gateway.database.select('SELECT id FROM event WHERE seq > 20');
      return rows.length > 0;
    });
    expect(await lease()).toMatchObject({ holder: first.holder, token: first.token });

    await leader.kill();
    await eventually('the other takes over', async () => (await lease()).token === Number(first.token) + 1);
    const written = await before.stop();
    expect((await lease()).holder).not.toBe(first.holder);
    expect(await places(written)).toEqual(Array.from({ length: written }, (_, index) => index + 1));

    const entries = await new LedgerRepository(gateway.database).sealed(0, 1_000);
    const sealed = entries.map((entry) => ({
      ...entry,
      seq: Number(entry.seq),
      occurredAtMs: Number(entry.occurredAtMs),
    }));
    expect(sealed.length).toBeGreaterThan(0);
    expect(checkChain(sealed).problem).toBeUndefined();
  });
});
