import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { eventually, settingsFor } from '../../test/harness/profiles.js';
import { Program } from '../../test/harness/program.js';
import { type Servers, startServers } from '../../test/harness/servers.js';

describe('health (servers)', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-health-'));
  let servers: Servers;
  let gateway: Program;
  let url: string;

  beforeAll(async () => {
    servers = await startServers({ own: true });
    await configureRedis(servers.redisUrl, 'maxmemory-policy', 'allkeys-lru');
    gateway = await Program.gateway(await settingsFor('servers', dataDir, servers, { LOG_LEVEL: 'warn' }));
    url = await gateway.url();
  });

  afterAll(async () => {
    await gateway?.kill();
    await servers?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ready = async () => {
    const response = await fetch(`${url}/health/ready`);
    return { code: response.status, ...((await response.json()) as Record<string, string>) };
  };
  const becomes = (expected: Awaited<ReturnType<typeof ready>>) =>
    eventually(
      `ready answers ${JSON.stringify(expected)}`,
      async () => {
        const answer = await ready();
        return Object.entries(expected).every(([name, value]) => answer[name as keyof typeof answer] === value);
      },
      30_000,
    );
  const isAlive = async () => (await fetch(`${url}/health/live`)).status === 200;

  it('is ready while database and Redis answer', async () => {
    expect(await ready()).toEqual({ code: 200, status: 'ok', database: 'ok', redis: 'ok' });
  });

  it('warns of a Redis that may throw queued jobs away', async () => {
    await eventually('the warning is logged', () =>
      gateway
        .logged()
        .find(({ level, msg }) => level === 'warn' && String(msg).includes('maxmemory-policy allkeys-lru')),
    );
  });

  it('is not ready without Redis, but alive, and ready again when it is back', async () => {
    await servers.killRedis();
    await becomes({ code: 503, status: 'failed', database: 'ok', redis: 'failed' } as never);
    expect(await isAlive()).toBe(true);
    await servers.startRedis();
    await becomes({ code: 200, status: 'ok', redis: 'ok' } as never);
  });

  it('is not ready without the database, but alive, and ready again when it is back', async () => {
    await servers.killDatabase();
    await becomes({ code: 503, status: 'failed', database: 'failed', redis: 'ok' } as never);
    expect(await isAlive()).toBe(true);
    await servers.startDatabase();
    await becomes({ code: 200, status: 'ok', database: 'ok' } as never);
  });
});

async function configureRedis(url: string, setting: string, value: string): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  await client.configSet(setting, value);
  await client.close();
}
