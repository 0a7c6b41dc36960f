import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { RecurringWork } from '../common/recurring-work.js';
import { SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttachmentStore } from './attachments.repository.js';
import { destroyAttachments } from './attachments.service.js';

const ATTACHMENTS_PER_SWEEP = 100;
/** About ten megabytes: a short transaction also on SQLite, where nobody else writes meanwhile. */
const CHUNKS_PER_REMOVAL = 160;

const AUTHOR = { system: 'attachment-sweeper' };

/**
 * Destroys abandoned uploads and attachments whose time is over, and removes the content of what is destroyed. The
 * table says what is due and the row's lock who does it, so every process that works jobs may run one.
 */
@Injectable()
export class AttachmentSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeping = new RecurringWork(AttachmentSweeper.name, () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    this.sweeping.start(this.settings.LIAISON_SWEEP_INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.stop();
  }

  /** Destroys and removes what is due now. */
  async sweep(): Promise<void> {
    const ids = await new AttachmentStore(this.database).due(this.clock.now(), ATTACHMENTS_PER_SWEEP);
    for (const id of ids) {
      while (!this.sweeping.isStopped && (await this.takeStep(id))) {
        // Each step is a transaction of its own, so that others get their turn.
      }
    }
  }

  /** Destroys an attachment, or removes some of its content; false when nothing is left to do. */
  private takeStep(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const store = new AttachmentStore(tx);
      const [attachment] = await store.locked(tx, [id]);
      const nowMs = this.clock.now();
      if (!attachment || attachment.destroyAtMs === null || Number(attachment.destroyAtMs) > nowMs) return false;
      if (attachment.state !== 'DESTROYED') {
        await destroyAttachments(tx, this.ledger, AUTHOR, [attachment], nowMs);
        return true;
      }
      if (await store.removeChunks(tx, id, CHUNKS_PER_REMOVAL)) return true;
      if (attachment.subjectId === null) await store.remove(tx, id);
      else await store.change(tx, [id], { destroyAtMs: null });
      return false;
    });
  }
}
