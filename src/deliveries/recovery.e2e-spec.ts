import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import { eventually, settingsFor, TestGateway } from '../../test/harness/profiles.js';
import { type Servers, startServers } from '../../test/harness/servers.js';
import { Subscriber } from '../../test/harness/subscriptions.js';

const FAST = {
  LIAISON_DELIVERY_BACKOFF_MS: '500',
  LIAISON_SWEEP_INTERVAL_MS: '100',
  LIAISON_WEBHOOK_TIMEOUT_MS: '1000',
};

const dataDirs: string[] = [];
const newDataDir = (): string => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-recovery-'));
  dataDirs.push(dataDir);
  return dataDir;
};

afterAll(() => {
  for (const dataDir of dataDirs) rmSync(dataDir, { recursive: true, force: true });
});

describe('deliveries when Redis fails', () => {
  let servers: Servers;
  let gateway: TestGateway;

  beforeAll(async () => {
    servers = await startServers({ own: true });
    const { DATABASE_URL = '', REDIS_URL = '' } = await settingsFor('servers', newDataDir(), servers);
    gateway = await TestGateway.start('servers', { ...FAST, DATABASE_URL, REDIS_URL });
  });

  afterAll(async () => {
    await gateway.stop();
    await servers.stop();
  });

  it('brings retries back that a Redis without its data no longer knows', async () => {
    const reader = await Subscriber.of(gateway, 'loses-queue');
    reader.receiver.answer = () => 503;
    const told = await reader.tell({}, {}, {}, {}, {});
    await eventually('every first attempt', async () => {
      const lines = await reader.log();
      return lines.length === 5 && lines.every(({ attempts }) => attempts.length > 0);
    });
    await servers.restartRedis({ flush: true });
    reader.receiver.answer = () => 200;
    await reader.settled(5);
    expect(new Set(reader.receiver.subjects)).toEqual(new Set(told));
    await reader.receiver.stop();
  });

  it('takes changes and numbers events while Redis is away, and sends them when it is back', async () => {
    const reader = await Subscriber.of(gateway, 'waits-for-redis');
    await servers.killRedis();
    const told = await reader.tell({}, {}, {});
    await reader.settled(3, 'PENDING');
    expect(reader.receiver.received).toEqual([]);
    await servers.startRedis();
    await reader.settled(3);
    expect([...reader.receiver.subjects].sort()).toEqual([...told].sort());
    await reader.receiver.stop();
  });
});

describe('deliveries when the process fails', () => {
  it('are sent by the next process over the same data folder', async () => {
    const shared = {
      ...FAST,
      LIAISON_DATA_DIR: newDataDir(),
      LIAISON_MASTER_KEY: Buffer.alloc(32, 'recovery').toString('base64'),
    };
    const first = await TestGateway.start('embedded', shared);
    const reader = await Subscriber.of(first, 'outlives');
    reader.receiver.answer = () => ({ status: 503, headers: { 'retry-after': '2' } });
    const told = await reader.tell({}, {}, {});
    await eventually('every first attempt', async () => {
      const lines = await reader.log();
      return lines.length === 3 && lines.every(({ attempts }) => attempts.length > 0);
    });
    await first.stop();
    reader.receiver.answer = () => 200;
    const before = reader.receiver.received.length;
    const second = await TestGateway.start('embedded', shared);
    await eventually('all three again', () => reader.receiver.received.length >= before + 3);
    expect(new Set(reader.receiver.subjects.slice(before))).toEqual(new Set(told));
    await second.stop();
    await reader.receiver.stop();
  });

  it('reach every endpoint, in order and under the same id, when a process is killed in their midst', async () => {
    const servers = await startServers();
    const settings = await settingsFor('servers', newDataDir(), servers, FAST);
    const gateway = await TestGateway.start('servers', {
      ...FAST,
      LIAISON_WORK_JOBS: 'false',
      DATABASE_URL: String(settings.DATABASE_URL),
      LIAISON_REDIS_PREFIX: settings.LIAISON_REDIS_PREFIX,
      LIAISON_MASTER_KEY: String(settings.LIAISON_MASTER_KEY),
    });
    const reader = await Subscriber.of(gateway, 'survives');
    const orderKeys = ['a', 'b', 'c', 'd', 'e'];
    const told = await reader.tell(...Array.from({ length: 200 }, (_, n) => ({ orderKey: orderKeys[n % 5] })));
    let worker = await GatewayProcess.start(settings, { LIAISON_DELIVERY_CONCURRENCY: '8' });
    await reader.gets(40);
    await worker.kill();
    worker = await GatewayProcess.start(settings, { LIAISON_DELIVERY_CONCURRENCY: '8' });
    try {
      await eventually('every event has come', () => new Set(reader.receiver.subjects).size === 200, 45_000);
      await eventually('all are settled', async () => {
        const rows = await gateway.database.select(`SELECT id FROM delivery WHERE state = 'DELIVERED'`);
        return rows.length === 200;
      });
      const firstTimes = [...new Set(reader.receiver.subjects)];
      for (const key of [0, 1, 2, 3, 4]) {
        const owed = told.filter((_, n) => n % 5 === key);
        expect(firstTimes.filter((subject) => owed.includes(subject))).toEqual(owed);
      }
      const ids = new Set(reader.receiver.received.map(({ headers }) => headers['webhook-id']));
      expect(ids.size).toBe(200);
    } finally {
      await worker.kill();
      await gateway.stop();
      await servers.stop();
      await reader.receiver.stop();
    }
  }, 120_000);
});
