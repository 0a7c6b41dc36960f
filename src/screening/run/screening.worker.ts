import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { RecurringWork } from '../../common/recurring-work.js';
import { SETTINGS } from '../../common/tokens.js';
import { SCREENING_JOB } from './screening.job.js';
import { ScreeningExpiry } from './screening-expiry.js';
import { ScreeningRunRepository } from './screening-run.repository.js';
import { ScreeningRunner } from './screening-runner.js';

const SCREENINGS_PER_SWEEP = 100;

/** Works on screening jobs, finds screenings whose job was lost, and clears away what has had its time. */
@Injectable()
export class ScreeningWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeping = new RecurringWork(ScreeningWorker.name, () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly runner: ScreeningRunner,
    private readonly expiry: ScreeningExpiry,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(SCREENING_JOB, (id) => this.runner.run(id));
    this.sweeping.start(this.settings.LIAISON_SWEEP_INTERVAL_MS, { isDueAtOnce: true });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.stop();
  }

  private async sweep(): Promise<void> {
    await this.enqueueStale();
    await this.expiry.clear();
  }

  private async enqueueStale(): Promise<void> {
    const beforeMs = this.clock.now() - this.settings.LIAISON_SWEEP_INTERVAL_MS;
    const ids = await new ScreeningRunRepository(this.database).stale(beforeMs, SCREENINGS_PER_SWEEP);
    if (ids.length === 0) return;
    // A turn of its own for each sweep: the job of a process that was killed still holds the old one for a while.
    await this.jobs.enqueue(SCREENING_JOB, ids, { turn: Math.floor(beforeMs / 1_000) });
  }
}
