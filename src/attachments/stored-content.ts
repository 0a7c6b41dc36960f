import type { Sql } from '../common/persistence/sql.js';
import { type AttachmentContent, CHUNK_BYTES, CHUNKS_PER_STEP, chunkLength } from './attachment-content.js';
import { AttachmentStore } from './attachments.repository.js';
import type { ByteRange } from './byte-range.js';

/**
 * The plain bytes of a range of what is stored, about a megabyte at a time: the next is read when the last was taken.
 * @param length how many bytes are stored
 * @throws Error when a chunk is missing or not authentic: it was destroyed meanwhile, or somebody was at the database
 */
export async function* readStored(
  sql: Sql,
  attachmentId: string,
  content: AttachmentContent,
  length: number,
  { start, end }: ByteRange,
): AsyncGenerator<Buffer> {
  const store = new AttachmentStore(sql);
  const lastChunk = Math.floor(end / CHUNK_BYTES);
  for (let next = Math.floor(start / CHUNK_BYTES); next <= lastChunk; next += CHUNKS_PER_STEP) {
    const count = Math.min(CHUNKS_PER_STEP, lastChunk - next + 1);
    const chunks = await store.chunks(attachmentId, next, count);
    if (chunks.length !== count) throw new Error('a chunk of an attachment is missing');
    for (const { chunkNumber, content: sealed } of chunks) {
      const plain = content.open(chunkNumber, sealed, chunkLength(length, chunkNumber));
      const offset = chunkNumber * CHUNK_BYTES;
      yield plain.subarray(Math.max(0, start - offset), Math.min(plain.length, end - offset + 1));
    }
  }
}
