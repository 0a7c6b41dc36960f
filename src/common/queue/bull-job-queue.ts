import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { ConnectionOptions, JobsOptions, Queue } from 'bullmq';
import { BullWatchdog, WATCHDOG, type WatchdogOptions } from './bull-watchdog.js';
import { BullWorker, type Message, STALLING, type StallOptions } from './bull-worker.js';
import { type EnqueueOptions, type JobDeclaration, type JobHandler, JobQueue } from './job-queue.js';

/** Messages that are added to Redis together. */
const BULK = 1_000;

/** Redis is away. Commands would wait for its return, and with them whoever has other things to do. */
export class QueueAwayError extends Error {
  override readonly name = 'QueueAwayError';
}

/** The servers profile's queue: BullMQ on Redis. */
export class BullJobQueue extends JobQueue {
  private readonly logger = new Logger(BullJobQueue.name);
  private readonly workers: BullWorker[] = [];
  private readonly watchdog: BullWatchdog;

  /**
   * @param queueOf the queue that Nest registered for a kind of job
   * @param connection a client that each worker duplicates, since a worker blocks its own
   * @param isReachable whether Redis answers at present
   * @param reconnect drops the shared connection and opens it anew
   */
  constructor(
    private readonly queueOf: (name: string) => Queue,
    private readonly connection: ConnectionOptions,
    private readonly prefix: string,
    private readonly isReachable: () => boolean,
    reconnect: () => Promise<void>,
    watching: WatchdogOptions = WATCHDOG,
    private readonly stalling: StallOptions = STALLING,
  ) {
    super();
    this.watchdog = new BullWatchdog(this.workers, (name) => this.count(name), isReachable, reconnect, watching);
  }

  /** Listens to the queues' errors: Redis may go away at any time, and an error that nobody hears ends up on stderr. */
  watch(declarations: readonly JobDeclaration[]): void {
    for (const { name } of declarations) {
      this.queueOf(name).on('error', (error) => this.logger.warn(`queue ${name}: ${error.message}`));
    }
  }

  async enqueue(declaration: JobDeclaration, ids: readonly string[], options: EnqueueOptions = {}): Promise<void> {
    if (!this.isReachable()) throw new QueueAwayError();
    const queue = this.queueOf(declaration.name);
    const { name, idsPerMessage = 1 } = declaration;
    const messages = slices(ids, idsPerMessage).map((some) => bulkJob(name, some, options));
    for (const some of slices(messages, BULK)) await addAll(queue, some);
  }

  async work(declaration: JobDeclaration, handler: JobHandler): Promise<void> {
    const worker = new BullWorker(declaration, handler, this.connection, this.prefix, this.stalling);
    this.workers.push(worker);
    await worker.ready();
    this.watchdog.start();
  }

  async waiting({ name }: JobDeclaration): Promise<number> {
    if (!this.isReachable()) throw new QueueAwayError();
    return this.count(name, 'delayed', 'active');
  }

  async due({ name }: JobDeclaration): Promise<number> {
    if (!this.isReachable()) throw new QueueAwayError();
    return this.count(name, 'active');
  }

  /** Messages that nobody has taken, and those in the other states. */
  private async count(name: string, ...others: ('delayed' | 'active')[]): Promise<number> {
    const counts = await this.queueOf(name).getJobCounts('waiting', 'prioritized', ...others);
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.watchdog.stop();
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

interface BulkJob {
  readonly name: string;
  readonly data: Message;
  readonly opts: JobsOptions;
}

const bulkJob = (name: string, ids: readonly string[], { turn, delayMs, priority }: EnqueueOptions): BulkJob => ({
  name,
  data: { ids },
  opts: {
    // BullMQ keeps one job per jobId, the one in work included; removal lets the same one come back.
    jobId: `${ids.length === 1 ? ids[0] : digestOf(ids)}.${turn ?? 0}`,
    ...(delayMs ? { delay: delayMs } : {}),
    ...(priority !== undefined ? { priority } : {}),
    removeOnComplete: true,
    removeOnFail: true,
  },
});

const digestOf = (ids: readonly string[]): string => createHash('sha256').update(ids.join()).digest('base64url');

function slices<Item>(items: readonly Item[], length: number): Item[][] {
  const count = Math.ceil(items.length / length);
  return Array.from({ length: count }, (_, index) => items.slice(index * length, (index + 1) * length));
}

/**
 * Adds jobs together. A Redis that was restarted has lost BullMQ's scripts; adding together does not bring them back,
 * adding one alone does.
 */
async function addAll(queue: Queue, jobs: BulkJob[]): Promise<void> {
  try {
    await queue.addBulk(jobs);
  } catch (error) {
    const [first, ...rest] = jobs;
    if (!first || !isScriptMissing(error)) throw error;
    await queue.add(first.name, first.data, first.opts);
    if (rest.length > 0) await queue.addBulk(rest);
  }
}

function isScriptMissing(error: unknown): boolean {
  const { replies } = error as { replies?: readonly unknown[] };
  return replies?.some((reply) => reply instanceof Error && reply.message.includes('NOSCRIPT')) ?? false;
}
