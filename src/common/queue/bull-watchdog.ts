import { Logger } from '@nestjs/common';
import { safeError } from '../safe-error.js';
import type { BullWorker } from './bull-worker.js';

export interface WatchdogOptions {
  /** How often it looks, in milliseconds. */
  readonly intervalMs: number;
  /** Work that is due and of which nothing moved for this long is taken to be stuck. */
  readonly patienceMs: number;
}

export const WATCHDOG: WatchdogOptions = { intervalMs: 5_000, patienceMs: 15_000 };

/** Replaces workers that stand still though work is due, and the connection when Redis does not answer on it. */
export class BullWatchdog {
  private readonly logger = new Logger(BullWatchdog.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  private answeredAtMs = performance.now();

  /**
   * @param due messages of a kind of job that wait and are due
   * @param isReachable whether the connection believes that Redis is there
   * @param reconnect drops the connection and opens it anew
   */
  constructor(
    private readonly workers: readonly BullWorker[],
    private readonly due: (jobName: string) => Promise<number>,
    private readonly isReachable: () => boolean,
    private readonly reconnect: () => Promise<void>,
    private readonly options: WatchdogOptions,
  ) {}

  start(): void {
    if (this.isStopped || this.timer) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.logger.warn({ err: safeError(error) }, 'looking after the workers failed'))
        .finally(() => {
          this.timer = undefined;
          this.start();
        });
    }, this.options.intervalMs).unref();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    // While the connection knows that Redis is away it tries to come back by itself.
    if (!this.isReachable()) {
      this.answeredAtMs = performance.now();
      return;
    }
    for (const worker of this.workers) {
      const { name } = worker.declaration;
      const due = await this.within(this.due(name));
      if (due === undefined) return this.connectAnew();
      if (due === 0) worker.excuse();
      else if (worker.idleMs() > this.options.patienceMs) {
        this.logger.warn(`worker ${name} stood still while ${due} messages were due: it is replaced`);
        worker.replace();
      }
    }
    this.answeredAtMs = performance.now();
  }

  private async connectAnew(): Promise<void> {
    if (performance.now() - this.answeredAtMs < this.options.patienceMs) return;
    this.logger.warn('Redis does not answer on an open connection: it is opened anew');
    await this.within(this.reconnect());
    this.answeredAtMs = performance.now();
  }

  /** Nothing when there is no answer before the next look would be due. */
  private async within<T>(asking: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.options.intervalMs);
    });
    try {
      return await Promise.race([asking.catch(() => undefined), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
