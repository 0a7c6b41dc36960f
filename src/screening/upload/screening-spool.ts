import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RowChunk } from '../../common/bulk/row-chunks.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { newId } from '../../common/ids.js';
import type { Database } from '../../common/persistence/database.js';
import type { Tx } from '../../common/persistence/sql.js';
import type { Ciphers } from '../../common/tokens.js';
import { rowsContext } from '../screening-contexts.js';
import { ScreeningSpoolRepository } from './screening-spool.repository.js';

const compress = promisify(gzip);
/** Speed before size. */
const COMPRESSION = { level: 1 };
const CHUNKS_PER_TRANSACTION = 16;

interface SealedChunk {
  readonly chunk: RowChunk;
  readonly content: Promise<Buffer>;
}

/**
 * One upload on its way into the spool: durable and encrypted as it comes, and nobody's until it is finished. What breaks
 * off is taken back; what a killed process leaves is swept.
 */
export class ScreeningSpool {
  /** Becomes the screening's. */
  readonly id = newId();
  chunkCount = 0;
  rowCount = 0;
  private waiting: SealedChunk[] = [];
  private writing: Promise<void> = Promise.resolve();
  private isStarted = false;

  constructor(
    private readonly database: Database,
    private readonly ciphers: Pick<Ciphers, 'fields'>,
    private readonly tenantId: string,
    private readonly nowMs: () => number,
  ) {}

  /** Adds a chunk. Slow when the database is: that is the upload's backpressure. */
  async add(chunk: RowChunk): Promise<void> {
    this.chunkCount += 1;
    this.rowCount += chunk.rowCount;
    const content = this.seal(chunk);
    // Its failure is found when its batch is written, if it ever is.
    content.catch(() => undefined);
    this.waiting.push({ chunk, content });
    if (this.waiting.length >= CHUNKS_PER_TRANSACTION) await this.write();
  }

  /** Resolves once every chunk is durable. */
  async flush(): Promise<void> {
    if (this.waiting.length > 0) await this.write();
    await this.writing;
  }

  /** Closes the upload in the transaction that makes it a screening. @throws HttpProblem 409 when it was given up */
  async close(tx: Tx): Promise<void> {
    if (!(await new ScreeningSpoolRepository(tx).removeUpload(tx, this.id))) throw givenUp();
  }

  /** Takes back everything that was written. */
  async discard(): Promise<void> {
    await this.writing.catch(() => undefined);
    if (this.isStarted) await new ScreeningSpoolRepository(this.database).discard(this.database, this.id);
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
    const rows = batch.map(({ chunk }, at) => ({
      screeningId: this.id,
      chunkNumber: chunk.chunkNumber,
      rowCount: chunk.rowCount,
      content: contents[at] ?? null,
      results: null,
      hitRows: 0,
      errorRows: 0,
    }));
    const isFirst = !this.isStarted;
    this.isStarted = true;
    await this.database.transaction(async (tx) => {
      const repository = new ScreeningSpoolRepository(tx);
      if (isFirst)
        await repository.insertUpload(tx, { id: this.id, tenantId: this.tenantId, touchedAtMs: this.nowMs() });
      else if (!(await repository.touch(tx, this.id, this.nowMs()))) throw givenUp();
      await repository.insertChunks(tx, rows);
    });
  }

  private async seal({ chunkNumber, content }: RowChunk): Promise<Buffer> {
    return this.ciphers.fields.encryptBytes(await compress(content, COMPRESSION), rowsContext(this.id, chunkNumber));
  }
}

const givenUp = (): HttpProblem =>
  new HttpProblem(409, 'UPLOAD_EXPIRED', 'The upload stood still for too long and was given up: send the file again.');
