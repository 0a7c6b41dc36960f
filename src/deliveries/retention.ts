import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { RecurringWork } from '../common/recurring-work.js';
import { SETTINGS } from '../common/tokens.js';
import { type Lease, LeaseRepository } from '../events/lease.repository.js';
import { RetentionRepository } from './retention.repository.js';

const LEASE_NAME = 'retention';
const LEASE_MS = 60_000;
const INTERVAL_MS = 10 * 60_000;
/** Rows that one transaction removes. */
const BATCH = 500;
const DAY_MS = 86_400_000;

/** What was removed. */
export interface Removed {
  readonly deliveries: number;
  readonly events: number;
}

/** Removes settled deliveries and events that are kept no longer, on one process at a time. The ledger is not touched. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Retention.name);
  private readonly holder = newId();
  private readonly leases: LeaseRepository;
  private readonly repository: RetentionRepository;
  private readonly tidying = new RecurringWork(Retention.name, () => this.tidy());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.leases = new LeaseRepository(database);
    this.repository = new RetentionRepository(database);
  }

  onApplicationBootstrap(): void {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    this.tidying.start(INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    await this.tidying.stop();
  }

  /** Removes all that is old by now, unless another process is at it. */
  async tidy(): Promise<Removed> {
    const nowMs = this.clock.now();
    const deliveriesBeforeMs = nowMs - this.settings.LIAISON_DELIVERY_RETENTION_DAYS * DAY_MS;
    const eventsBeforeMs = nowMs - this.settings.LIAISON_EVENT_RETENTION_DAYS * DAY_MS;
    const deliveries = await this.removeAll(
      (afterId) => this.repository.oldDeliveries(afterId, deliveriesBeforeMs, BATCH),
      (tx, ids) => this.repository.deleteDeliveries(tx, ids, deliveriesBeforeMs),
    );
    const events = await this.removeAll(
      (afterId) => this.repository.oldEvents(afterId, eventsBeforeMs, BATCH),
      (tx, ids) => this.repository.deleteEvents(tx, ids),
    );
    if (deliveries + events > 0) this.logger.log(`${deliveries} old deliveries and ${events} old events were removed`);
    return { deliveries, events };
  }

  private async removeAll(
    find: (afterId: string) => Promise<string[]>,
    remove: (tx: Tx, ids: readonly string[]) => Promise<number>,
  ): Promise<number> {
    let removed = 0;
    let afterId = '';
    while (!this.tidying.isStopped) {
      const lease = await this.leases.acquire(LEASE_NAME, this.holder, this.clock.now(), LEASE_MS);
      if (!lease) return removed;
      const ids = await find(afterId);
      if (ids.length > 0) removed += await this.underLease(lease, (tx) => remove(tx, ids));
      if (ids.length < BATCH) return removed;
      afterId = ids.at(-1) ?? afterId;
    }
    return removed;
  }

  private underLease(lease: Lease, work: (tx: Tx) => Promise<number>): Promise<number> {
    return this.database.transaction(async (tx) => ((await this.leases.isHeld(tx, lease)) ? work(tx) : 0));
  }
}
