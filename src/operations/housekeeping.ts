import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { forgetOldKeys } from '../common/idempotency/idempotency.repository.js';
import { Database } from '../common/persistence/database.js';
import { RecurringWork } from '../common/recurring-work.js';
import { UsedTokensRepository } from '../tenants/used-tokens.repository.js';

const INTERVAL_MS = 10 * 60_000;

/** Removes what no caller can use any more, on every process: two that do it at once remove nothing twice. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly tidying = new RecurringWork(Housekeeping.name, () => this.tidy());

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.tidying.start(INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.tidying.stop();
  }

  /** Forgets spent tokens that have expired, and idempotency keys that are older than a week. */
  async tidy(): Promise<void> {
    const nowMs = this.clock.now();
    await new UsedTokensRepository(this.database).forgetExpired(nowMs);
    await forgetOldKeys(this.database, nowMs);
  }
}
