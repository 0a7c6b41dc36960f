import { Inject, Injectable, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Database } from '../common/persistence/database.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { safeError } from '../common/safe-error.js';
import { SETTINGS } from '../common/tokens.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { REFILL_JOB } from './refill.job.js';
import { RefillRunner } from './refill-runner.js';
import { RefillsRepository } from './refills.repository.js';
import { RefillsResolver } from './refills.resolver.js';
import { RefillsService } from './refills.service.js';

const SWEPT_AT_ONCE = 100;

/** Starts this process's work on refills, and puts those on the queue that the table says are not done. */
@Injectable()
class RefillWork implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RefillWork.name);
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly runner: RefillRunner,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(REFILL_JOB, (id) => this.runner.run(id));
    this.timer = setInterval(() => {
      this.sweeping = this.sweep().catch((error: unknown) =>
        this.logger.warn({ err: safeError(error) }, 'a sweep failed, the next one follows'),
      );
    }, this.settings.LIAISON_SWEEP_INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.runner.stop();
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    const ids = await new RefillsRepository(this.database).running(SWEPT_AT_ONCE);
    if (ids.length > 0) await this.jobs.enqueue(REFILL_JOB, ids);
  }
}

@Module({
  imports: [DeliveriesModule],
  providers: [RefillsService, RefillsResolver, RefillRunner, RefillWork],
})
export class RefillsModule {}
