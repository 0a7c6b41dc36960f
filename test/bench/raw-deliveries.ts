// What BullMQ and undici do alone: a job for each message, and a worker that posts it. Nothing is stored or signed.
import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { Agent } from 'undici';

/** What the parent asks for. */
export interface RawOrder {
  readonly redisUrl: string;
  readonly origin: string;
  readonly count: number;
  readonly concurrency: number;
  readonly connections: number;
}

const BULK = 1_000;
const BODY = JSON.stringify({ id: 'x'.repeat(36), type: 'blacklist.published', data: { filler: 'x'.repeat(300) } });

async function run({ redisUrl, origin, count, concurrency, connections }: RawOrder): Promise<void> {
  const client = createClient({ url: redisUrl });
  await client.connect();
  const connection = client as unknown as ConstructorParameters<typeof Queue>[1] extends infer Options
    ? Options extends { connection: infer Connection }
      ? Connection
      : never
    : never;
  const prefix = `raw-${process.pid}`;
  const queue = new Queue('raw', { connection, prefix });
  await queue.waitUntilReady();
  const agent = new Agent({ connections, pipelining: 1, allowH2: false });
  const post = async () => {
    const headers = { 'content-type': 'application/json' };
    const { body } = await agent.request({ origin, path: '/hook', method: 'POST', headers, body: BODY });
    await body.dump();
  };
  const worker = new Worker('raw', post, { connection, prefix, concurrency });
  await worker.waitUntilReady();
  for (let start = 0; start < count; start += BULK) {
    const ids = Array.from({ length: Math.min(BULK, count - start) }, (_, index) => `job-${start + index}`);
    const opts = { removeOnComplete: true, removeOnFail: true };
    await queue.addBulk(ids.map((id) => ({ name: 'raw', data: { id }, opts: { ...opts, jobId: id } })));
  }
  process.once('message', async () => {
    await worker.close();
    await queue.close();
    await agent.destroy();
    await client.close();
    process.exit(0);
  });
}

process.once('message', (order: RawOrder) => {
  process.send?.({ startedAtMs: performance.timeOrigin + performance.now() });
  run(order).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});
