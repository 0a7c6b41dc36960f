import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { Database } from '../../common/persistence/database.js';
import { isDuplicate } from '../../common/persistence/database-errors.js';
import type { Tx } from '../../common/persistence/sql.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../../common/tokens.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { sealPurpose } from '../../query/lookup-facts.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import type { MatchDecision } from '../../search/search-vocabulary.js';
import { SCREENING_JOB } from '../run/screening.job.js';
import { screeningTransition } from '../screening.lifecycle.js';
import { statedContext } from '../screening-contexts.js';
import { ScreeningEvents } from '../screening-events.js';
import { type Screening, ScreeningsRepository } from '../screenings.repository.js';
import { digestOfBody, hashed } from './hashed-body.js';
import { type ScreeningFormat, screeningChunks } from './screening-chunks.js';
import { ScreeningSpool } from './screening-spool.js';

/** A screening as it comes in. */
export interface ScreeningUpload {
  readonly idempotencyKey: string;
  readonly format: ScreeningFormat;
  readonly least: MatchDecision;
  readonly stated: StatedPurpose;
  readonly body: AsyncIterable<Buffer>;
}

/** Takes batch screenings in: when it answers, the whole file is durable. A refused one leaves nothing behind. */
@Injectable()
export class ScreeningUploads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ScreeningEvents,
    private readonly jobs: JobQueue,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Spools a file and makes it a screening; the same file under the same key gives the screening that there is.
   * @throws HttpProblem 400 for a file that cannot be read, 409 for a key that stands for another, 413 over a limit
   */
  async receive(
    context: TenantContext,
    upload: ScreeningUpload,
  ): Promise<{ readonly screening: Screening; readonly isNew: boolean }> {
    const earlier = await new ScreeningsRepository(this.database, context).byKey(upload.idempotencyKey);
    if (earlier) return { screening: await this.sameAs(upload, earlier), isNew: false };
    const spool = new ScreeningSpool(this.database, this.ciphers, context.tenantId, () => this.clock.now());
    const hash = createHash('sha256');
    let digest = '';
    try {
      for await (const chunk of this.chunks({ ...upload, body: hashed(upload.body, hash) })) {
        await spool.add(chunk);
        if (spool.rowCount > this.settings.LIAISON_SCREENING_MAX_ROWS) throw this.tooManyRows();
      }
      await spool.flush();
      if (spool.rowCount === 0) throw new HttpProblem(400, 'EMPTY_SCREENING', 'The file has no rows.');
      digest = this.digest(upload, hash.digest('base64url'));
      await this.database.transaction((tx) => this.finish(tx, context, upload, spool, digest));
    } catch (error) {
      await spool.discard();
      // A twin under the same key was first.
      if (!isDuplicate(error)) throw error;
      return { screening: await this.twinOf(context, upload, digest), isNew: false };
    }
    return { screening: await this.read(context, spool.id), isNew: true };
  }

  private chunks({ format, body }: ScreeningUpload) {
    return screeningChunks(format, body, {
      maxBytes: this.settings.LIAISON_SCREENING_MAX_BYTES,
      maxUnpackedBytes: this.settings.LIAISON_SCREENING_MAX_UNPACKED_BYTES,
      folder: this.settings.LIAISON_DATA_DIR,
    });
  }

  private async finish(
    tx: Tx,
    context: TenantContext,
    { idempotencyKey, format, least, stated }: ScreeningUpload,
    spool: ScreeningSpool,
    digest: string,
  ): Promise<void> {
    const nowMs = this.clock.now();
    const { to, records, emits } = screeningTransition('NEW', 'receive', 'TENANT');
    await spool.close(tx);
    const seal = (field: 'purpose' | 'caseRef') =>
      stated[field] === null ? null : this.ciphers.fields.encrypt(stated[field], statedContext(field, spool.id));
    await new ScreeningsRepository(tx, context).insert(tx, {
      id: spool.id,
      idempotencyKey,
      digest,
      format,
      state: to,
      least,
      purpose: seal('purpose'),
      caseRef: seal('caseRef'),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      completedAtMs: null,
      chunkCount: spool.chunkCount,
      receivedRows: spool.rowCount,
      screenedChunks: 0,
      screenedRows: 0,
      rejectedRows: 0,
      matchRows: 0,
      reviewRows: 0,
      weakRows: 0,
      distinctQueries: 0,
      version: 1,
    });
    const sealed = sealPurpose(this.ciphers.fields, context.requestId, stated);
    const detail = { rows: spool.rowCount, format, least, ...sealed };
    await this.ledger.append(tx, context, [{ action: records, subjectType: 'Screening', subjectId: spool.id, detail }]);
    if (emits) await this.events.append(tx, context.tenantId, emits, spool.id, { receivedRows: spool.rowCount });
    tx.afterCommit(() => this.jobs.enqueue(SCREENING_JOB, [spool.id]));
  }

  /** Reads the body to its end to compare it. @throws HttpProblem 409 */
  private async sameAs(upload: ScreeningUpload, earlier: Screening): Promise<Screening> {
    const body = await digestOfBody(upload.body, this.settings.LIAISON_SCREENING_MAX_BYTES);
    if (body === undefined || this.digest(upload, body) !== earlier.digest) throw keyReused();
    return earlier;
  }

  private async twinOf(context: TenantContext, upload: ScreeningUpload, digest: string): Promise<Screening> {
    const twin = await new ScreeningsRepository(this.database, context).byKey(upload.idempotencyKey);
    if (!twin) throw new Error('the screening that was in the way is missing');
    if (digest !== twin.digest) throw keyReused();
    return twin;
  }

  /** Keyed, since it stays in the database when the content has gone. */
  private digest({ format, least, stated }: ScreeningUpload, bodyDigest: string): string {
    return this.ciphers.index.key(
      'SCREENING',
      JSON.stringify([bodyDigest, format, least, stated.purpose, stated.caseRef]),
    );
  }

  private async read(context: TenantContext, id: string): Promise<Screening> {
    const screening = await new ScreeningsRepository(this.database, context).byId(id);
    if (!screening) throw new Error('the screening that was just received is missing');
    return screening;
  }

  private tooManyRows(): HttpProblem {
    const most = this.settings.LIAISON_SCREENING_MAX_ROWS;
    return new HttpProblem(413, 'TOO_MANY_ROWS', `A screening has at most ${most} rows.`);
  }
}

const keyReused = (): HttpProblem =>
  new HttpProblem(
    409,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for a screening with another content.',
    'Idempotency-Key',
  );
