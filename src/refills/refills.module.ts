import { Inject, Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Database } from '../common/persistence/database.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { RecurringWork } from '../common/recurring-work.js';
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
  private readonly sweeping = new RecurringWork(RefillWork.name, () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly runner: RefillRunner,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(REFILL_JOB, (id) => this.runner.run(id));
    this.sweeping.start(this.settings.LIAISON_SWEEP_INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    this.runner.stop();
    await this.sweeping.stop();
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
