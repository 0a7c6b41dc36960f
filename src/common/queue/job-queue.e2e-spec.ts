import { Queue } from 'bullmq';
import { eventually } from '../../../test/harness/profiles.js';
import { type Servers, startServers } from '../../../test/harness/servers.js';
import { RedisConnections } from '../redis-connections.js';
import { BullJobQueue, QueueAwayError } from './bull-job-queue.js';
import { InProcessJobQueue } from './in-process-job-queue.js';
import type { JobDeclaration, JobQueue } from './job-queue.js';

interface Adapter {
  readonly queue: JobQueue;
  close(): Promise<void>;
}

const openInProcess = async (): Promise<Adapter> => {
  const queue = new InProcessJobQueue();
  return { queue, close: () => queue.close() };
};

async function openBull(servers: Servers, isReachable = () => true): Promise<Adapter> {
  const redis = await RedisConnections.open(servers.redisUrl);
  const prefix = `q${process.pid}-${Math.random().toString(36).slice(2, 10)}`;
  const connection = redis.commands as unknown as ConstructorParameters<typeof BullJobQueue>[1];
  const queues = new Map<string, Queue>();
  const queueOf = (name: string): Queue => {
    const known = queues.get(name) ?? new Queue(name, { connection, prefix });
    queues.set(name, known);
    return known;
  };
  const queue = new BullJobQueue(queueOf, connection, prefix, isReachable, () => redis.renew());
  const close = async () => {
    await queue.close();
    await Promise.all([...queues.values()].map((one) => one.close()));
    await redis.close();
  };
  return { queue, close };
}

describe.each(['in process', 'Bull'])('JobQueue (%s)', (name) => {
  const job: JobDeclaration = { name: 'test-job', concurrency: 2 };
  let servers: Servers | undefined;
  let adapter: Adapter;

  beforeAll(async () => {
    if (name === 'Bull') servers = await startServers();
  });
  beforeEach(async () => {
    adapter = servers ? await openBull(servers) : await openInProcess();
  });
  afterEach(() => adapter.close());
  afterAll(() => servers?.stop());

  it('works every id once, also those that were there before the worker', async () => {
    const worked: string[] = [];
    await adapter.queue.enqueue(job, ['a', 'b']);
    await adapter.queue.work(job, async (id) => {
      worked.push(id);
    });
    await adapter.queue.enqueue(job, ['c']);
    await eventually('three jobs', () => worked.length === 3);
    expect([...worked].sort()).toEqual(['a', 'b', 'c']);
  });

  it('takes an id that is waiting only once, and counts what waits', async () => {
    await adapter.queue.enqueue(job, ['a', 'a', 'b']);
    await adapter.queue.enqueue(job, ['b']);
    expect(await adapter.queue.waiting(job)).toBe(2);
    const worked: string[] = [];
    await adapter.queue.work(job, async (id) => {
      worked.push(id);
    });
    await eventually('the queue is empty', async () => (await adapter.queue.waiting(job)) === 0);
    expect([...worked].sort()).toEqual(['a', 'b']);
  });

  it('works no more jobs at once than the declaration says', async () => {
    let [running, most, done] = [0, 0, 0];
    await adapter.queue.work(job, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      done += 1;
    });
    await adapter.queue.enqueue(
      job,
      Array.from({ length: 20 }, (_, index) => `job-${index}`),
    );
    await eventually('all jobs', () => done === 20);
    expect(most).toBe(2);
  });

  it('brings a delayed job after one that came later without delay', async () => {
    const worked: string[] = [];
    await adapter.queue.work(job, async (id) => {
      worked.push(id);
    });
    await adapter.queue.enqueue(job, ['late'], { delayMs: 300 });
    await adapter.queue.enqueue(job, ['soon']);
    await eventually('both jobs', () => worked.length === 2);
    expect(worked).toEqual(['soon', 'late']);
  });

  it('works a delayed job at once when it is asked for by another turn without delay', async () => {
    const worked: string[] = [];
    await adapter.queue.work(job, async (id) => {
      worked.push(id);
    });
    await adapter.queue.enqueue(job, ['waits'], { delayMs: 3_600_000 });
    await adapter.queue.enqueue(job, ['waits'], { turn: 1 });
    await eventually('the job', () => worked.length === 1);
    expect(worked).toEqual(['waits']);
  });

  it('lets a job in work put itself on the queue again by another turn', async () => {
    let turns = 0;
    await adapter.queue.work(job, async (id) => {
      turns += 1;
      if (turns < 3) await adapter.queue.enqueue(job, [id], { turn: turns, delayMs: 5 });
    });
    await adapter.queue.enqueue(job, ['again']);
    await eventually('three turns', () => turns === 3);
  });

  it('goes on after a job that failed, which can come again', async () => {
    const worked: string[] = [];
    let fails = true;
    await adapter.queue.work(job, async (id) => {
      worked.push(id);
      if (id === 'bad' && fails) throw new Error('for the test');
    });
    await adapter.queue.enqueue(job, ['bad', 'good']);
    await eventually('both jobs', () => worked.length === 2);
    fails = false;
    await eventually('the failed job comes again', async () => {
      await adapter.queue.enqueue(job, ['bad']);
      return worked.length >= 3;
    });
  });

  it('waits for the jobs in work when it closes', async () => {
    let [isStarted, isDone] = [false, false];
    await adapter.queue.work(job, async () => {
      isStarted = true;
      await new Promise((resolve) => setTimeout(resolve, 100));
      isDone = true;
    });
    await adapter.queue.enqueue(job, ['long']);
    await eventually('the job starts', () => isStarted);
    await adapter.queue.close();
    expect(isDone).toBe(true);
  });
});

describe('BullJobQueue', () => {
  it('does not keep its callers waiting when Redis is away', async () => {
    const servers = await startServers();
    const { queue, close } = await openBull(servers, () => false);
    const job: JobDeclaration = { name: 'test-job', concurrency: 1 };
    await expect(queue.enqueue(job, ['a'])).rejects.toBeInstanceOf(QueueAwayError);
    await expect(queue.waiting(job)).rejects.toBeInstanceOf(QueueAwayError);
    await close();
    await servers.stop();
  });
});
