import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import { SETTINGS } from '../../common/tokens.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { screeningTransition } from '../screening.lifecycle.js';
import { ScreeningSpoolRepository } from '../upload/screening-spool.repository.js';
import { ScreeningRunRepository } from './screening-run.repository.js';

/** An upload that brought nothing for this long is given up. */
const UPLOAD_KEPT_MS = 3_600_000;
const PER_SWEEP = 20;
/** How long rows of an expired screening are looked for: they go at once, unless the process was killed. */
const LOOKED_FOR_MS = 30 * 24 * 3_600_000;
const AUTHOR = { system: 'screening.expire' };

/** Clears away uploads that broke off, and the rows and results of screenings that have had their time. */
@Injectable()
export class ScreeningExpiry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async clear(): Promise<void> {
    await this.discardUploads();
    await this.expireScreenings();
  }

  private async discardUploads(): Promise<void> {
    const repository = new ScreeningSpoolRepository(this.database);
    const beforeMs = this.clock.now() - UPLOAD_KEPT_MS;
    for (const id of await repository.abandoned(beforeMs, PER_SWEEP)) {
      const isOurs = await this.database.transaction((tx) => new ScreeningSpoolRepository(tx).giveUp(tx, id, beforeMs));
      if (isOurs) await repository.discard(this.database, id);
    }
  }

  /** First the state, then the rows: what a crash leaves in between is found again. */
  private async expireScreenings(): Promise<void> {
    const repository = new ScreeningRunRepository(this.database);
    const beforeMs = this.clock.now() - this.settings.LIAISON_SCREENING_KEPT_MS;
    for (const { id, tenantId } of await repository.expiring(beforeMs, PER_SWEEP)) {
      await this.database.transaction(async (tx) => {
        const locked = new ScreeningRunRepository(tx);
        const progress = await locked.progress(id, tx.forUpdate);
        if (progress.state !== 'COMPLETED' && progress.state !== 'CANCELLED') return;
        const { to, records } = screeningTransition(progress.state, 'expire', 'GATEWAY');
        await locked.expire(tx, id, to, this.clock.now());
        await this.ledger.append(tx, AUTHOR, [
          { action: records, subjectType: 'Screening', subjectId: id, detail: { tenantId } },
        ]);
      });
    }
    for (const id of await repository.expiredWithRows(this.clock.now() - LOOKED_FOR_MS, PER_SWEEP)) {
      await new ScreeningSpoolRepository(this.database).dropChunks(this.database, id);
      await repository.forget(this.database, id);
    }
  }
}
