import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { RecurringWork } from '../../common/recurring-work.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../../common/tokens.js';
import { ScreeningSpoolRepository } from '../../screening/upload/screening-spool.repository.js';
import { ListItemsRepository } from '../list-items.repository.js';
import { ListWatchRepository } from '../watch/list-watch.repository.js';
import { ListImporter } from './list-importer.js';
import { LIST_UPLOAD_JOB } from './list-upload.job.js';
import { ListUploadsRepository } from './list-uploads.repository.js';

const UPLOADS_PER_SWEEP = 100;
const ITEMS_AT_ONCE = 1_000;

/** Works on uploads, finds those whose job was lost, and clears away what deleted lists leave. */
@Injectable()
export class ListUploadWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeping = new RecurringWork(ListUploadWorker.name, () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
    private readonly importer: ListImporter,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    await this.jobs.work(LIST_UPLOAD_JOB, (id) => this.importer.run(id));
    this.sweeping.start(this.settings.LIAISON_SWEEP_INTERVAL_MS, { isDueAtOnce: true });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.stop();
  }

  private async sweep(): Promise<void> {
    await this.enqueueStale();
    await this.clearDeleted();
  }

  private async enqueueStale(): Promise<void> {
    const beforeMs = this.clock.now() - this.settings.LIAISON_SWEEP_INTERVAL_MS;
    const ids = await new ListUploadsRepository(this.database).stale(beforeMs, UPLOADS_PER_SWEEP);
    if (ids.length === 0) return;
    // A turn of its own for each sweep: the job of a process that was killed still holds the old one for a while.
    await this.jobs.enqueue(LIST_UPLOAD_JOB, ids, { turn: Math.floor(beforeMs / 1_000) });
  }

  /** Nobody can read a deleted list; its rows go in small transactions. */
  private async clearDeleted(): Promise<void> {
    const repository = new ListWatchRepository(this.database);
    while (!this.sweeping.isStopped) {
      const left = await repository.leftovers(ITEMS_AT_ONCE);
      if (!left) return;
      if (left.itemIds.length === 0) await this.forgetUploads(left.listId);
      await this.database.transaction(async (tx) => {
        await new ListItemsRepository(tx, this.ciphers).removeRows(tx, left.itemIds);
        if (left.itemIds.length > 0) return;
        await tx.change(`UPDATE screening_list SET isDue = 0, name = '' WHERE id = ?`, [left.listId]);
      });
    }
  }

  /** First what still waits in the spool, so that what a crash leaves is found again. */
  private async forgetUploads(listId: string): Promise<void> {
    const ids = await new ListUploadsRepository(this.database).ofList(listId);
    for (const id of ids) await new ScreeningSpoolRepository(this.database).dropChunks(this.database, id);
    await this.database.transaction((tx) => new ListUploadsRepository(tx).forget(tx, ids));
  }
}
