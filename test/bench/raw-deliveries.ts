// What BullMQ and undici do alone: a job for each message, and a worker that posts it. Nothing is stored or signed.
import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { Agent } from 'undici';

/** What the parent asks for first. */
export interface RawSettings {
  readonly redisUrl: string;
  readonly origin: string;
  readonly concurrency: number;
  readonly connections: number;
}

/** What it asks for then, as often as it likes. */
export interface RawOrder {
  readonly count: number;
}

export type RawReport = 'ready' | { readonly startedAtMs: number };

const BULK = 1_000;
const BODY = JSON.stringify({ id: 'x'.repeat(36), type: 'blacklist.published', data: { filler: 'x'.repeat(300) } });

async function run({ redisUrl, origin, concurrency, connections }: RawSettings): Promise<void> {
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
  const post = async ({ id = '' }: { id?: string }) => {
    const headers = { 'content-type': 'application/json' };
    const path = `/hook/${id.slice(id.lastIndexOf('-') + 1)}`;
    const { body } = await agent.request({ origin, path, method: 'POST', headers, body: BODY });
    await body.dump();
  };
  const worker = new Worker('raw', post, { connection, prefix, concurrency });
  await worker.waitUntilReady();
  let burst = 0;
  const send = async ({ count }: RawOrder) => {
    burst += 1;
    process.send?.({ startedAtMs: performance.timeOrigin + performance.now() } satisfies RawReport);
    for (let start = 0; start < count; start += BULK) {
      const ids = Array.from({ length: Math.min(BULK, count - start) }, (_, n) => `job-${burst}-${start + n}`);
      const opts = { removeOnComplete: true, removeOnFail: true };
      await queue.addBulk(ids.map((id) => ({ name: 'raw', data: { id }, opts: { ...opts, jobId: id } })));
    }
  };
  process.on('message', (order: RawOrder) => {
    send(order).catch(fail);
  });
  process.send?.('ready' satisfies RawReport);
}

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}

process.once('message', (settings: RawSettings) => {
  run(settings).catch(fail);
});
process.on('disconnect', () => process.exit(0));
