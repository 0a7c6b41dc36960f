import { Logger } from '@nestjs/common';
import { type ConnectionOptions, Worker } from 'bullmq';
import { safeError } from '../safe-error.js';
import type { JobDeclaration, JobHandler } from './job-queue.js';

/** What a message of a queue carries. */
export interface Message {
  readonly ids: readonly string[];
}

/** When a message is taken to have been left behind by a process that ended. */
export interface StallOptions {
  /** A process that has not said within this time that it still works on a message has lost it, in milliseconds. */
  readonly lockMs: number;
  /** How often such messages are looked for; one is put back at the second look. */
  readonly lookMs: number;
}

/** A killed process's messages come back after 20 seconds at most; a job's row decides whether it is still to be done. */
export const STALLING: StallOptions = { lockMs: 10_000, lookMs: 5_000 };

/**
 * One kind of job's worker, which can be replaced: BullMQ's are known to stand still after Redis failed over (its issues
 * 3088, 3185, 2565, 2151), without an error.
 */
export class BullWorker {
  private readonly logger = new Logger(BullWorker.name);
  private readonly leaving = new Set<Promise<void>>();
  private worker: Worker<Message>;
  private inWork = 0;
  private movedAtMs = performance.now();

  constructor(
    readonly declaration: JobDeclaration,
    private readonly handler: JobHandler,
    private readonly connection: ConnectionOptions,
    private readonly prefix: string,
    private readonly stalling: StallOptions,
  ) {
    this.worker = this.open();
  }

  async ready(): Promise<void> {
    await this.worker.waitUntilReady();
  }

  /** Milliseconds since it took or ended a message last, while it could have taken one; 0 when it is as busy as it may be. */
  idleMs(): number {
    return this.inWork >= this.declaration.concurrency ? 0 : performance.now() - this.movedAtMs;
  }

  /** Nothing waits, so standing still means nothing. */
  excuse(): void {
    this.movedAtMs = performance.now();
  }

  /** Puts a new worker with a connection of its own in the place of one that stands still; what that has in work goes on. */
  replace(): void {
    const old = this.worker;
    this.worker = this.open();
    this.movedAtMs = performance.now();
    const leaving = old
      .close(true)
      .catch((error: unknown) => this.logger.warn({ err: safeError(error) }, 'a worker that stood still did not close'))
      .finally(() => this.leaving.delete(leaving));
    this.leaving.add(leaving);
  }

  async close(): Promise<void> {
    await this.worker.close();
  }

  private open(): Worker<Message> {
    const { name, concurrency } = this.declaration;
    const worker = new Worker<Message>(name, (job) => this.work(job.data.ids), {
      connection: this.connection,
      prefix: this.prefix,
      concurrency,
      lockDuration: this.stalling.lockMs,
      stalledInterval: this.stalling.lookMs,
      maxStalledCount: 10,
    });
    worker.on('failed', (job, error) => this.logger.error(`job ${name} ${job?.id} failed: ${error.name}`));
    worker.on('error', (error) => this.logger.warn(`worker ${name}: ${error.message}`));
    return worker;
  }

  /** Works the ids of a message side by side; one that fails does not end the others. */
  private async work(ids: readonly string[]): Promise<void> {
    this.inWork += 1;
    this.movedAtMs = performance.now();
    try {
      const results = await Promise.allSettled(ids.map(this.handler));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      this.inWork -= 1;
      this.movedAtMs = performance.now();
    }
  }
}
