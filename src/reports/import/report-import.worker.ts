import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { safeError } from '../../common/safe-error.js';
import { SETTINGS } from '../../common/tokens.js';
import { REPORT_IMPORT_JOB } from '../report-import.job.js';
import { ReportImportRepository } from './report-import.repository.js';
import { ReportImporter } from './report-importer.js';

const REPORTS_PER_SWEEP = 100;

/** Works on import jobs, and finds reports whose job was lost. */
@Injectable()
export class ReportImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ReportImportWorker.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly importer: ReportImporter,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(REPORT_IMPORT_JOB, (reportId) => this.importer.run(reportId));
    this.timer = setInterval(() => this.sweep(), this.settings.LIAISON_SWEEP_INTERVAL_MS).unref();
    this.sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private sweep(): void {
    this.sweeping ??= this.enqueueStale()
      .catch((error: unknown) => this.logger.warn({ err: safeError(error) }, 'looking for unfinished reports failed'))
      .finally(() => {
        this.sweeping = undefined;
      });
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
