import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { RecurringWork } from '../../common/recurring-work.js';
import { SETTINGS } from '../../common/tokens.js';
import { REPORT_IMPORT_JOB } from '../report-import.job.js';
import { ReportImportRepository } from './report-import.repository.js';
import { ReportImporter } from './report-importer.js';

const REPORTS_PER_SWEEP = 100;

/** Works on import jobs, and finds reports whose job was lost. */
@Injectable()
export class ReportImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeping = new RecurringWork(ReportImportWorker.name, () => this.enqueueStale());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly importer: ReportImporter,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(REPORT_IMPORT_JOB, (reportId) => this.importer.run(reportId));
    this.sweeping.start(this.settings.LIAISON_SWEEP_INTERVAL_MS, { isDueAtOnce: true });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.stop();
  }

  private async enqueueStale(): Promise<void> {
    const nowMs = this.clock.now();
    const beforeMs = nowMs - this.settings.LIAISON_SWEEP_INTERVAL_MS;
    const ids = await new ReportImportRepository(this.database).stale(beforeMs, REPORTS_PER_SWEEP);
    if (ids.length === 0) return;
    // A turn of its own for each sweep: the job of a process that was killed still holds the old one for a while.
    await this.jobs.enqueue(REPORT_IMPORT_JOB, ids, { turn: Math.floor(beforeMs / 1_000) });
  }
}
