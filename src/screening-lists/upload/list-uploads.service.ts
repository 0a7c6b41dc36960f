import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { isRefusal } from '../../common/graphql/user-error.graphql.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { isId } from '../../common/ids.js';
import { Database } from '../../common/persistence/database.js';
import { isDuplicate } from '../../common/persistence/database-errors.js';
import type { Tx } from '../../common/persistence/sql.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../../common/tokens.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { digestOfBody, hashed } from '../../screening/upload/hashed-body.js';
import { type ScreeningFormat, screeningChunks } from '../../screening/upload/screening-chunks.js';
import { ScreeningSpool } from '../../screening/upload/screening-spool.js';
import { ListEvents } from '../list-events.js';
import { listToChange } from '../own-list.js';
import { ScreeningListsRepository } from '../screening-lists.repository.js';
import { LIST_UPLOAD_JOB } from './list-upload.job.js';
import {
  type ListRowError,
  type ListUpload,
  ListUploadsRepository,
  type UploadMode,
} from './list-uploads.repository.js';

/** A file of items as it comes in. */
export interface IncomingItems {
  readonly listId: string;
  /** The version of the list that the caller knows. */
  readonly version: number;
  readonly idempotencyKey: string;
  readonly format: ScreeningFormat;
  readonly mode: UploadMode;
  readonly body: AsyncIterable<Buffer>;
}

/** Takes files of items in: when it answers, the whole file is durable. A refused one leaves nothing behind. */
@Injectable()
export class ListUploads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ListEvents,
    private readonly jobs: JobQueue,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Undefined when there is no such upload of the caller's. */
  async one(context: TenantContext, id: string): Promise<ListUpload | undefined> {
    return isId(id) ? new ListUploadsRepository(this.database).own(context.tenantId, id) : undefined;
  }

  /** Errors of one of the caller's uploads, in order of line and field. */
  errors(uploadId: string, after: { line: number; field: string }, limit: number): Promise<ListRowError[]> {
    return new ListUploadsRepository(this.database).errors(uploadId, after, limit);
  }

  /**
   * Spools a file for a list; the same file under the same key gives the upload that there is.
   * @throws HttpProblem 400 for a file that cannot be read, 404 without the list, 409 for a list that was changed or a key
   *   that stands for another file, 413 over a limit
   */
  async receive(
    context: TenantContext,
    incoming: IncomingItems,
  ): Promise<{ readonly upload: ListUpload; readonly isNew: boolean }> {
    const uploads = new ListUploadsRepository(this.database);
    const earlier = await uploads.byKey(context.tenantId, incoming.idempotencyKey);
    if (earlier) return { upload: await this.sameAs(incoming, earlier), isNew: false };
    await this.refuseEarly(context, incoming);
    const spool = new ScreeningSpool(this.database, this.ciphers, context.tenantId, () => this.clock.now());
    const hash = createHash('sha256');
    let digest = '';
    try {
      for await (const chunk of this.chunks({ ...incoming, body: hashed(incoming.body, hash) })) {
        await spool.add(chunk);
        if (spool.rowCount > this.settings.LIAISON_SCREENING_LIST_MAX_ITEMS) throw this.tooManyRows();
      }
      await spool.flush();
      if (spool.rowCount === 0) throw new HttpProblem(400, 'EMPTY_LIST', 'The file has no rows.');
      digest = this.digest(incoming, hash.digest('base64url'));
      await this.database.transaction((tx) => this.finish(tx, context, incoming, spool, digest));
    } catch (error) {
      await spool.discard();
      if (!isDuplicate(error)) throw error;
      // A twin under the same key was first.
      const twin = await uploads.byKey(context.tenantId, incoming.idempotencyKey);
      if (twin?.digest !== digest) throw keyReused();
      return { upload: twin, isNew: false };
    }
    const upload = await uploads.byId(spool.id);
    if (!upload) throw new Error('the upload that was just received is missing');
    return { upload, isNew: true };
  }

  private chunks({ format, body }: IncomingItems) {
    return screeningChunks(format, body, {
      maxBytes: this.settings.LIAISON_SCREENING_MAX_BYTES,
      maxUnpackedBytes: this.settings.LIAISON_SCREENING_MAX_UNPACKED_BYTES,
      folder: this.settings.LIAISON_DATA_DIR,
    });
  }

  /** Before the file is read; `finish` asks again. */
  private async refuseEarly(context: TenantContext, { listId, version }: IncomingItems): Promise<void> {
    const list = isId(listId)
      ? await new ScreeningListsRepository(this.database, context.tenantId).byId(listId)
      : undefined;
    if (!list) throw noSuchList();
    if (list.version !== version) throw changedMeanwhile(`The list is at version ${list.version}: read it again.`);
    if (list.uploadId !== null) throw uploadRuns();
  }

  private async finish(
    tx: Tx,
    context: TenantContext,
    { listId, version, idempotencyKey, mode, format }: IncomingItems,
    spool: ScreeningSpool,
    digest: string,
  ): Promise<void> {
    const list = await listToChange(tx, context, { id: listId, version });
    if (isRefusal(list)) throw list.code === 'NOT_FOUND' ? noSuchList() : changedMeanwhile(list.message);
    if (list.uploadId !== null) throw uploadRuns();
    await spool.close(tx);
    const nowMs = this.clock.now();
    await new ListUploadsRepository(tx).insert(tx, {
      ...{ id: spool.id, tenantId: context.tenantId, listId, idempotencyKey, digest, mode, state: 'RUNNING' },
      ...{ chunkCount: spool.chunkCount, importedChunks: 0, receivedRows: spool.rowCount, acceptedRows: 0 },
      ...{ rejectedRows: 0, removedItems: 0, createdAtMs: nowMs, updatedAtMs: nowMs, completedAtMs: null, version: 1 },
    });
    await new ScreeningListsRepository(tx, context.tenantId).set(tx, listId, {
      uploadId: spool.id,
      updatedAtMs: nowMs,
    });
    const detail = { uploadId: spool.id, rows: spool.rowCount, mode, format };
    await this.ledger.append(tx, context, [
      { action: 'screening-list.upload', subjectType: 'ScreeningList', subjectId: listId, detail },
    ]);
    await this.events.append(tx, context.tenantId, 'screening-list.changed', listId, { uploadId: spool.id });
    tx.afterCommit(() => this.jobs.enqueue(LIST_UPLOAD_JOB, [spool.id]));
  }

  /** Reads the body to its end to compare it. @throws HttpProblem 409 */
  private async sameAs(incoming: IncomingItems, earlier: ListUpload): Promise<ListUpload> {
    const body = await digestOfBody(incoming.body, this.settings.LIAISON_SCREENING_MAX_BYTES);
    if (body === undefined || this.digest(incoming, body) !== earlier.digest) throw keyReused();
    return earlier;
  }

  /** Keyed, since it stays in the database when the rows have gone in. */
  private digest({ listId, format, mode }: IncomingItems, bodyDigest: string): string {
    return this.ciphers.index.key('LIST_UPLOAD', JSON.stringify([listId, bodyDigest, format, mode]));
  }

  private tooManyRows(): HttpProblem {
    const most = this.settings.LIAISON_SCREENING_LIST_MAX_ITEMS;
    return new HttpProblem(413, 'TOO_MANY_ROWS', `A list has at most ${most} items.`);
  }
}

const noSuchList = (): HttpProblem => new HttpProblem(404, 'NOT_FOUND', 'There is no such screening list.', 'id');

const changedMeanwhile = (message: string): HttpProblem => new HttpProblem(409, 'CONFLICT', message, 'If-Match');

const uploadRuns = (): HttpProblem =>
  new HttpProblem(409, 'UPLOAD_RUNNING', 'Another upload is going into the list: wait until it is complete.', 'id');

const keyReused = (): HttpProblem =>
  new HttpProblem(
    409,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for an upload with another content.',
    'Idempotency-Key',
  );
