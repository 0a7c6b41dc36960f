import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import type { Sql } from '../common/persistence/sql.js';
import { safeError } from '../common/safe-error.js';
import { DELIVERY_JOB, type DeliveryQueue, ORDINARY, URGENT } from './delivery.job.js';
import { type OverdueDelivery, WorkRepository } from './work.repository.js';

const PAGE = 500;
/** A queue of this many messages needs nothing more: it will come to what waits, and the sweeper again after it. */
const LONG_QUEUE = 1_000;
/** After this time the queue has room again for more of a backlog than it takes at once. */
const NEXT_OF_BACKLOG_MS = 1_000;
const IDS_PER_MESSAGE = DELIVERY_JOB.idsPerMessage ?? 1;

/**
 * Puts deliveries back on the queue that the table says are due and that no queue seems to know of. Every process that
 * works jobs runs one: the queue takes an id that is waiting already only once, and a claim takes it in hand once.
 */
export class DeliverySweeper {
  private readonly logger = new Logger(DeliverySweeper.name);
  private readonly work: WorkRepository;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    sql: Sql,
    private readonly clock: Clock,
    private readonly queue: DeliveryQueue,
    private readonly options: { readonly intervalMs: number; readonly graceMs: number },
  ) {
    this.work = new WorkRepository(sql);
  }

  /** The first sweep takes everything that is due: a queue in memory starts empty. */
  start(): void {
    this.run(0);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private run(graceMs: number): void {
    this.sweeping = this.sweep(graceMs)
      .catch((error: unknown) => {
        this.logger.warn({ err: safeError(error) }, 'a sweep failed, the next one follows');
        return { isMoreLeft: false };
      })
      .then(({ isMoreLeft }) => {
        if (this.isStopped) return;
        const { intervalMs } = this.options;
        const waitMs = isMoreLeft ? Math.min(NEXT_OF_BACKLOG_MS, intervalMs) : intervalMs;
        this.timer = setTimeout(() => this.run(this.options.graceMs), waitMs);
      });
  }

  /** Looks once for what has been due for longer than `graceMs`; tells whether the queue took less than there is. */
  async sweep(graceMs: number): Promise<{ readonly isMoreLeft: boolean }> {
    let isMoreLeft = false;
    for (const priority of [URGENT, ORDINARY]) {
      const didEnd = await this.sweepPriority(priority, graceMs);
      isMoreLeft ||= !didEnd;
    }
    return { isMoreLeft };
  }

  /** False when the queue became too long before everything was on it. */
  private async sweepPriority(priority: number, graceMs: number): Promise<boolean> {
    let room = (LONG_QUEUE - (await this.queue.length(priority))) * IDS_PER_MESSAGE;
    let last: OverdueDelivery | undefined;
    while (room > 0 && !this.isStopped) {
      const nowMs = this.clock.now();
      const page = await this.work.overdue(priority, nowMs - graceMs, nowMs, last, PAGE);
      if (page.length === 0) return true;
      // Due now, so not overdue again before another grace has passed.
      await this.work.postpone(
        page.map(({ id }) => id),
        nowMs,
        nowMs,
      );
      this.queue.put(page);
      room -= page.length;
      last = page.at(-1);
    }
    return false;
  }
}
