import { createHash, type Hash } from 'node:crypto';
import type { Database } from '../common/persistence/database.js';
import { type AttachmentContent, CHUNK_BYTES, CHUNKS_PER_STEP } from './attachment-content.js';
import type { StoredAttachment, StoredChunk } from './attachments.repository.js';
import { readStored } from './stored-content.js';

const STEP_BYTES = CHUNK_BYTES * CHUNKS_PER_STEP;

/** Sealed chunks that follow what is stored, to be committed together. */
export interface WriteStep {
  /** How many bytes are stored before and after. */
  readonly from: number;
  readonly to: number;
  readonly chunks: readonly StoredChunk[];
  /** Whether the first chunk takes the place of one that was unfinished. */
  readonly isFirstReplaced: boolean;
  /** The first bytes of the content, when this step holds them. */
  readonly start: Buffer | undefined;
  /** SHA-256 of the whole in lower-case hex, when this step completes it. */
  readonly sha256: string | undefined;
}

/**
 * One PATCH on its way in: gathers bytes to steps of about a megabyte, each of which `commit` makes durable. Chunks are
 * all of one size, so an unfinished last chunk of an earlier PATCH is read back, filled up and replaced.
 */
export class AttachmentWriter {
  private readonly parts: Buffer[] = [];
  private gathered = 0;
  private stored: number;
  /** Of all that is stored, when this PATCH began at the beginning. */
  private readonly running: Hash | undefined;

  constructor(
    private readonly database: Database,
    private readonly attachment: StoredAttachment,
    private readonly content: AttachmentContent,
    private readonly commit: (step: WriteStep) => Promise<void>,
  ) {
    this.stored = Number(attachment.receivedBytes);
    this.running = this.stored === 0 ? createHash('sha256') : undefined;
  }

  /** Reads back the unfinished last chunk. To be awaited before anything is added. */
  async open(): Promise<void> {
    const unfinished = this.stored % CHUNK_BYTES;
    if (unfinished === 0) return;
    const range = { start: this.stored - unfinished, end: this.stored - 1 };
    for await (const bytes of readStored(this.database, this.attachment.id, this.content, this.stored, range)) {
      this.gather(bytes);
    }
  }

  /** How many bytes there would be, were all that was added so far written. */
  get position(): number {
    return this.stored - (this.stored % CHUNK_BYTES) + this.gathered;
  }

  /** Slow when the database is: that is the upload's backpressure. */
  async add(bytes: Buffer): Promise<void> {
    this.gather(bytes);
    while (this.gathered > STEP_BYTES) await this.write(STEP_BYTES);
  }

  /** Makes the rest durable. */
  async flush(): Promise<void> {
    if (this.position > this.stored) await this.write(this.gathered);
  }

  private gather(bytes: Buffer): void {
    this.parts.push(bytes);
    this.gathered += bytes.length;
  }

  private async write(length: number): Promise<void> {
    const plain = this.take(length);
    const isFirstReplaced = this.stored % CHUNK_BYTES !== 0;
    const base = this.stored - (this.stored % CHUNK_BYTES);
    const to = base + plain.length;
    this.running?.update(plain.subarray(this.stored - base));
    await this.commit({
      from: this.stored,
      to,
      chunks: this.seal(base / CHUNK_BYTES, plain),
      isFirstReplaced,
      start: base === 0 ? plain : undefined,
      sha256: to === Number(this.attachment.length) ? await this.digest(base, plain) : undefined,
    });
    this.stored = to;
  }

  private take(length: number): Buffer {
    const all = Buffer.concat(this.parts);
    this.parts.length = 0;
    const rest = all.subarray(length);
    if (rest.length > 0) this.parts.push(rest);
    this.gathered = rest.length;
    return all.subarray(0, length);
  }

  private seal(first: number, plain: Buffer): StoredChunk[] {
    const chunks: StoredChunk[] = [];
    for (let at = 0; at < plain.length; at += CHUNK_BYTES) {
      const chunkNumber = first + at / CHUNK_BYTES;
      chunks.push({ chunkNumber, content: this.content.seal(chunkNumber, plain.subarray(at, at + CHUNK_BYTES)) });
    }
    return chunks;
  }

  /** Of the whole. An upload in several PATCHes is read back: the state of a digest cannot be stored. */
  private async digest(base: number, last: Buffer): Promise<string> {
    if (this.running) return this.running.digest('hex');
    const hash = createHash('sha256');
    if (base > 0) {
      const before = { start: 0, end: base - 1 };
      for await (const bytes of readStored(this.database, this.attachment.id, this.content, base, before)) {
        hash.update(bytes);
      }
    }
    return hash.update(last).digest('hex');
  }
}
