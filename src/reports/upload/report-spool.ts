import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RowChunk } from '../../common/bulk/row-chunks.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { newId } from '../../common/ids.js';
import type { Database } from '../../common/persistence/database.js';
import { isDuplicate, RunAgainError } from '../../common/persistence/database-errors.js';
import type { Tx } from '../../common/persistence/sql.js';
import type { Ciphers } from '../../common/tokens.js';
import { chunkContext } from '../report-chunk-context.js';
import type { ReportFormat } from './report-chunks.js';
import { ReportSpoolRepository, type SpooledReport } from './report-spool.repository.js';

const compress = promisify(gzip);
/** The spool lives for seconds: speed before size. */
const COMPRESSION = { level: 1 };
const CHUNKS_PER_TRANSACTION = 16;
const DIGESTS_PER_READ = 500;

/** What the spool tells its service, which writes ledger, events and jobs. */
export interface SpoolHooks {
  readonly onStart: (tx: Tx, reportId: string) => Promise<void>;
  readonly onChunks: (tx: Tx, reportId: string) => void;
}

interface SealedChunk {
  readonly chunk: Omit<RowChunk, 'content'>;
  readonly digest: string;
  readonly content: Promise<Buffer>;
}

/**
 * One upload on its way into the spool. Chunks that an earlier upload of the same file left are recognised by their
 * digest and skipped; the first new one takes the report over from that upload, whose own next write is then refused.
 */
export class ReportSpool {
  readonly uploadId = newId();
  readonly reportId: string;
  chunkCount = 0;
  rowCount = 0;
  private known = new Map<number, string>();
  private waiting: SealedChunk[] = [];
  private writing: Promise<void> = Promise.resolve();
  private isStarted: boolean;

  constructor(
    private readonly database: Database,
    private readonly ciphers: Pick<Ciphers, 'fields' | 'index'>,
    private readonly context: TenantContext,
    private readonly upload: { readonly idempotencyKey: string; readonly format: ReportFormat },
    /** The report as it was when this upload began; undefined when there was none. */
    readonly earlier: SpooledReport | undefined,
    private readonly nowMs: () => number,
    private readonly hooks: SpoolHooks,
  ) {
    this.reportId = earlier?.id ?? newId();
    this.isStarted = earlier !== undefined;
  }

  /** Adds a chunk. Slow when the database is: that is the upload's backpressure. @throws HttpProblem 409 */
  async add(chunk: RowChunk): Promise<void> {
    const { content, ...rest } = chunk;
    const digest = this.digest(content);
    this.chunkCount += 1;
    this.rowCount += chunk.rowCount;
    const known = await this.knownDigest(chunk.chunkNumber);
    if (known === digest) return;
    if (known !== undefined || (this.earlier && this.earlier.state !== 'RECEIVING')) throw keyReused();
    this.waiting.push({ chunk: rest, digest, content: this.seal(chunk) });
    if (this.waiting.length >= CHUNKS_PER_TRANSACTION) await this.write();
  }

  /** Resolves once every chunk is durable. */
  async flush(): Promise<void> {
    if (this.waiting.length > 0) await this.write();
    await this.writing;
  }

  /** Resolves when nothing is being written any more, whether it went well or not. */
  async settled(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  /** Makes sure that no other upload has taken the report over. @throws HttpProblem 409 */
  async claim(tx: Tx, report: SpooledReport): Promise<void> {
    if (report.uploadId === this.uploadId) return;
    if (report.uploadId !== this.earlier?.uploadId) throw superseded();
    await new ReportSpoolRepository(tx).setUpload(tx, report.id, this.uploadId, this.nowMs());
  }

  /** One batch is written while the next gathers. */
  private async write(): Promise<void> {
    await this.writing;
    const batch = this.waiting;
    this.waiting = [];
    this.writing = this.writeBatch(batch);
    // Its failure is found by whoever awaits it next.
    this.writing.catch(() => undefined);
  }

  private async writeBatch(batch: readonly SealedChunk[]): Promise<void> {
    const contents = await Promise.all(batch.map(({ content }) => content));
    const rows = batch.map(({ chunk, digest }, index) => ({
      reportId: this.reportId,
      chunkNumber: chunk.chunkNumber,
      digest,
      firstLine: chunk.firstLine,
      rowCount: chunk.rowCount,
      content: contents[index] ?? null,
      importedAtMs: null,
    }));
    await this.database.transaction(async (tx) => {
      if (this.isStarted) await this.goOn(tx, rows);
      else await this.start(tx, rows);
      this.hooks.onChunks(tx, this.reportId);
    });
    this.isStarted = true;
  }

  private async start(tx: Tx, rows: readonly ChunkRecord[]): Promise<void> {
    const repository = new ReportSpoolRepository(tx);
    const nowMs = this.nowMs();
    try {
      await repository.insertReport(tx, {
        id: this.reportId,
        tenantId: this.context.tenantId,
        idempotencyKey: this.upload.idempotencyKey,
        format: this.upload.format,
        state: 'RECEIVING',
        uploadId: this.uploadId,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        receivedAtMs: null,
        completedAtMs: null,
        chunkCount: null,
        receivedRows: null,
        importedChunks: 0,
        acceptedRows: 0,
        rejectedRows: 0,
        keptErrors: 0,
        counters: '{}',
        version: 1,
      });
    } catch (error) {
      throw isDuplicate(error) ? superseded() : error;
    }
    await repository.insertChunks(tx, rows);
    await this.hooks.onStart(tx, this.reportId);
  }

  private async goOn(tx: Tx, rows: readonly ChunkRecord[]): Promise<void> {
    const repository = new ReportSpoolRepository(tx);
    await repository.lockUploads(tx, this.reportId);
    const report = await repository.byId(this.reportId);
    if (report?.state !== 'RECEIVING') throw superseded();
    await this.claim(tx, report);
    // The upload before this one may have written on until it was superseded.
    const present = await repository.digestsOf(
      this.reportId,
      rows.map(({ chunkNumber }) => chunkNumber),
    );
    if (rows.some(({ chunkNumber, digest }) => (present.get(chunkNumber) ?? digest) !== digest)) throw keyReused();
    try {
      await repository.insertChunks(
        tx,
        rows.filter(({ chunkNumber }) => !present.has(chunkNumber)),
      );
    } catch (error) {
      throw isDuplicate(error) ? new RunAgainError() : error;
    }
  }

  private async knownDigest(chunkNumber: number): Promise<string | undefined> {
    if (this.earlier && chunkNumber % DIGESTS_PER_READ === 0) {
      this.known = await new ReportSpoolRepository(this.database).digests(this.reportId, chunkNumber, DIGESTS_PER_READ);
    }
    return this.known.get(chunkNumber);
  }

  /** Keyed, since the digest stays in the database when the content has gone. */
  private digest(content: Buffer): string {
    return this.ciphers.index.key('REPORT_CHUNK', createHash('sha256').update(content).digest('base64url'));
  }

  private async seal({ chunkNumber, content }: RowChunk): Promise<Buffer> {
    const packed = await compress(content, COMPRESSION);
    return this.ciphers.fields.encryptBytes(packed, chunkContext(this.reportId, chunkNumber));
  }
}

interface ChunkRecord {
  readonly reportId: string;
  readonly chunkNumber: number;
  readonly digest: string;
  readonly firstLine: number;
  readonly rowCount: number;
  readonly content: Buffer | null;
  readonly importedAtMs: null;
  readonly [column: string]: string | number | Buffer | null;
}

/** The key stands for another file. */
export const keyReused = (): HttpProblem =>
  new HttpProblem(
    409,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for a report with another content.',
    'Idempotency-Key',
  );

const superseded = (): HttpProblem =>
  new HttpProblem(
    409,
    'UPLOAD_SUPERSEDED',
    'Another upload with this Idempotency-Key has gone on meanwhile.',
    'Idempotency-Key',
  );
