import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { forgetOldKeys } from '../common/idempotency/idempotency.repository.js';
import { Database } from '../common/persistence/database.js';
import { safeError } from '../common/safe-error.js';
import { UsedTokensRepository } from '../tenants/used-tokens.repository.js';

const INTERVAL_MS = 10 * 60_000;

/** Removes what no caller can use any more, on every process: two that do it at once remove nothing twice. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Housekeeping.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.tidy().catch((error: unknown) => {
        this.logger.warn({ err: safeError(error) }, 'housekeeping failed, will be tried again');
      });
    }, INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Forgets spent tokens that have expired, and idempotency keys that are older than a week. */
  async tidy(): Promise<void> {
    const nowMs = this.clock.now();
    await new UsedTokensRepository(this.database).forgetExpired(nowMs);
    await forgetOldKeys(this.database, nowMs);
  }
}
