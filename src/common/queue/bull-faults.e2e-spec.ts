import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { eventually } from '../../../test/harness/profiles.js';
import { type Servers, startServers } from '../../../test/harness/servers.js';
import { TcpProxy } from '../../../test/harness/tcp-proxy.js';
import { RedisConnections } from '../redis-connections.js';
import { BullJobQueue } from './bull-job-queue.js';
import type { JobDeclaration } from './job-queue.js';

const JOB: JobDeclaration = { name: 'fault-job', concurrency: 4 };
const PREFIX = 'faults';

interface Opened {
  readonly queue: BullJobQueue;
  readonly redis: RedisConnections;
  readonly worked: string[];
  startWorking(): Promise<void>;
  close(): Promise<void>;
}

async function open(url: string, { isWorking = true } = {}): Promise<Opened> {
  const redis = await RedisConnections.open(url);
  const connection = redis.commands as unknown as ConstructorParameters<typeof BullJobQueue>[1];
  const bull = new Queue(JOB.name, { connection, prefix: PREFIX });
  bull.on('error', () => undefined);
  const queue = new BullJobQueue(
    () => bull,
    connection,
    PREFIX,
    () => redis.commands.isReady,
    () => redis.renew(),
    { intervalMs: 200, patienceMs: 600 },
    { lockMs: 1_000, lookMs: 200 },
  );
  const worked: string[] = [];
  const startWorking = () =>
    queue.work(JOB, async (id) => {
      worked.push(id);
    });
  if (isWorking) await startWorking();
  const close = async () => {
    await queue.close();
    await bull.close();
    await redis.close();
  };
  return { queue, redis, worked, startWorking, close };
}

describe('Bull, when Redis fails', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await startServers({ own: true });
  });
  afterAll(() => servers.stop());

  const send = async (...command: string[]): Promise<unknown> => {
    const client = createClient({ url: servers.redisUrl });
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };

  it('works again after everything in Redis was flushed', async () => {
    const opened = await open(servers.redisUrl);
    await opened.queue.enqueue(JOB, ['before']);
    await eventually('the first', () => opened.worked.includes('before'));
    await send('FLUSHALL');
    await eventually('the next', async () => {
      await opened.queue.enqueue(JOB, ['after']);
      return opened.worked.includes('after');
    });
    await opened.close();
  });

  it('goes on when keys of its jobs were evicted', async () => {
    const opened = await open(servers.redisUrl);
    await opened.queue.enqueue(JOB, ['delayed'], { delayMs: 300 });
    await send('DEL', `${PREFIX}:${JOB.name}:delayed.0`);
    await opened.queue.enqueue(JOB, ['whole']);
    await eventually('the one that is whole', () => opened.worked.includes('whole'));
    await eventually('the evicted one, once the sweeper asks for it', async () => {
      await opened.queue.enqueue(JOB, ['delayed'], { turn: 1 });
      return opened.worked.includes('delayed');
    });
    await opened.close();
  });

  it('brings back what a process had in work when it ended, and works it once', async () => {
    await send('FLUSHALL');
    const opened = await open(servers.redisUrl, { isWorking: false });
    const dead = await RedisConnections.open(servers.redisUrl);
    const connection = dead.commands as unknown as ConstructorParameters<typeof BullJobQueue>[1];
    const worker = new Worker(JOB.name, null, { connection, prefix: PREFIX, lockDuration: 1_000, autorun: false });
    await opened.queue.enqueue(JOB, ['left-behind']);
    const taken = await eventually('the job is in work', () => worker.getNextJob('of-the-dead'));
    expect(taken.data).toEqual({ ids: ['left-behind'] });
    await worker.close(true);
    await dead.close();
    await opened.startWorking();
    await eventually('it is worked by another', () => opened.worked.includes('left-behind'));
    await eventually('nothing is left', async () => (await opened.queue.waiting(JOB)) === 0);
    expect(opened.worked).toEqual(['left-behind']);
    await opened.close();
  });

  it('goes on after a pause of Redis', async () => {
    const opened = await open(servers.redisUrl);
    await send('CLIENT', 'PAUSE', '1500', 'ALL');
    const enqueued = opened.queue.enqueue(JOB, ['paused']).catch(() => undefined);
    await eventually('it is worked on after the pause', async () => {
      await opened.queue.enqueue(JOB, ['paused']).catch(() => undefined);
      return opened.worked.includes('paused');
    });
    await enqueued;
    await opened.close();
  });

  it('replaces connections and workers that hang without an error', async () => {
    const url = new URL(servers.redisUrl);
    const proxy = await TcpProxy.start(Number(url.port));
    url.port = String(proxy.port);
    const opened = await open(url.href);
    await opened.queue.enqueue(JOB, ['before']);
    await eventually('the first', () => opened.worked.includes('before'));
    proxy.strand();
    const direct = await RedisConnections.open(servers.redisUrl);
    const outside = new Queue(JOB.name, {
      connection: direct.commands as unknown as ConstructorParameters<typeof BullJobQueue>[1],
      prefix: PREFIX,
    });
    await outside.add(JOB.name, { ids: ['from-outside'] });
    await eventually('the job of another process', () => opened.worked.includes('from-outside'), 20_000);
    await opened.queue.enqueue(JOB, ['own']);
    await eventually('a job of its own', () => opened.worked.includes('own'));
    await outside.close();
    await direct.close();
    await opened.close();
    await proxy.stop();
  }, 40_000);
});
