import { Logger } from '@nestjs/common';
import { type ConnectionOptions, Queue, Worker } from 'bullmq';
import { type EnqueueOptions, type JobDeclaration, type JobHandler, JobQueue } from './job-queue.js';

const BULK = 1_000;

/** Redis is away. Commands would wait for its return, and with them whoever has other things to do. */
export class QueueAwayError extends Error {
  override readonly name = 'QueueAwayError';
}

/** The servers profile's queue: BullMQ on Redis. */
export class BullJobQueue extends JobQueue {
  private readonly logger = new Logger(BullJobQueue.name);
  private readonly workers: Worker<{ id: string }>[] = [];

  /**
   * @param queueOf the queue that Nest registered for a kind of job
   * @param connection a client that each worker duplicates, since a worker blocks its own
   * @param isReachable whether Redis answers at present
   */
  constructor(
    private readonly queueOf: (name: string) => Queue,
    private readonly connection: ConnectionOptions,
    private readonly prefix: string,
    private readonly isReachable: () => boolean,
  ) {
    super();
  }

  async enqueue(declaration: JobDeclaration, ids: readonly string[], options: EnqueueOptions = {}): Promise<void> {
    if (!this.isReachable()) throw new QueueAwayError();
    const queue = this.queueOf(declaration.name);
    for (let start = 0; start < ids.length; start += BULK) {
      await queue.addBulk(
        ids.slice(start, start + BULK).map((id) => ({
          name: declaration.name,
          data: { id },
          opts: {
            // BullMQ keeps one job per jobId, the one in work included; removal lets the same one come back.
            jobId: `${id}.${options.turn ?? 0}`,
            ...(options.delayMs ? { delay: options.delayMs } : {}),
            ...(options.priority !== undefined ? { priority: options.priority } : {}),
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
    }
  }

  async work(declaration: JobDeclaration, handler: JobHandler): Promise<void> {
    const worker = new Worker<{ id: string }>(
      declaration.name,
      async (job) => {
        await handler(job.data.id);
      },
      {
        connection: this.connection,
        prefix: this.prefix,
        concurrency: declaration.concurrency,
        stalledInterval: 15_000,
        maxStalledCount: 10,
      },
    );
    worker.on('failed', (job, error) => this.logger.error(`job ${declaration.name} ${job?.id} failed: ${error.name}`));
    worker.on('error', (error) => this.logger.warn(`worker ${declaration.name}: ${error.message}`));
    this.workers.push(worker);
    await worker.waitUntilReady();
  }

  async waiting(declaration: JobDeclaration): Promise<number> {
    if (!this.isReachable()) throw new QueueAwayError();
    const counts = await this.queueOf(declaration.name).getJobCounts('waiting', 'prioritized', 'delayed', 'active');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
