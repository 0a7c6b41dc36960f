import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { safeError } from '../common/safe-error.js';
import { SETTINGS } from '../common/tokens.js';
import { DEADLINE_JOB } from './deadline.job.js';
import { DeadlinesRepository, type DuePosition } from './deadlines.repository.js';
import { DeadlinesService } from './deadlines.service.js';

const PAGE = 500;
/** The next sweep goes on with what is left; the queue takes an id that is waiting already only once. */
const PAGES_PER_SWEEP = 4;

/** Works on deadlines, and puts those on the queue that the table says are due. Every process that works jobs runs one. */
@Injectable()
export class DeadlineSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DeadlineSweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly deadlines: DeadlinesService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(DEADLINE_JOB, (id) => this.deadlines.settle(id));
    this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private run(): void {
    this.sweeping = this.sweep()
      .catch((error: unknown) => this.logger.warn({ err: safeError(error) }, 'a sweep failed, the next one follows'))
      .then(() => {
        if (this.isStopped) return;
        this.timer = setTimeout(() => this.run(), this.settings.LIAISON_SWEEP_INTERVAL_MS);
      });
  }

  /** Looks once for deadlines that have come: those set far ahead, and those that the queue has lost. */
  async sweep(): Promise<void> {
    const deadlines = new DeadlinesRepository(this.database);
    const nowMs = this.clock.now();
    let last: DuePosition | undefined;
    for (let page = 0; page < PAGES_PER_SWEEP && !this.isStopped; page++) {
      const due = await deadlines.due(nowMs, last, PAGE);
      // A turn of its own: the job that was set with a delay may still wait, by a clock that goes otherwise.
      await this.jobs.enqueue(
        DEADLINE_JOB,
        due.map(({ id }) => id),
        { turn: 1 },
      );
      last = due.at(-1);
      if (due.length < PAGE) return;
    }
  }
}
