import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { contentEncryption, type FilePlace } from './content-cipher.js';
import type { SealedFile } from './manifest.js';
import { MAX_FILE_BYTES, SealingError } from './sealing-error.js';
import { type FilesBehind, startDigests } from './stream-digests.js';

/** What sealing a stream tells of it, ready for the manifest. */
export type SealedContent = Omit<SealedFile, 'name' | 'mediaType'>;

/**
 * Seals one file from stream to stream under a fresh key, holding a few frames in memory.
 *
 * @param source the plain bytes, in any pieces
 * @param sink ended when done, destroyed on failure; what was written by then is worthless
 * @param files the files that source and sink are, when they are files: digests of large ones are made beside
 * @throws SealingError FILE_TOO_LARGE over 2 GiB, or what source or sink failed with
 */
export async function sealContent(
  source: AsyncIterable<Uint8Array>,
  sink: Writable,
  place: FilePlace,
  files?: FilesBehind,
): Promise<SealedContent> {
  const contentKey = randomBytes(32);
  const digests = startDigests(files);
  let size = 0;
  let sealedSize = 0;

  async function* countPlain() {
    for await (const bytes of source) {
      size += bytes.length;
      if (size > MAX_FILE_BYTES) throw new SealingError('FILE_TOO_LARGE', 'A file is at most 2 GiB.', place.file);
      digests.update(0, bytes);
      yield bytes;
    }
  }
  async function* countSealed(sealed: AsyncIterable<Uint8Array>) {
    for await (const bytes of sealed) {
      sealedSize += bytes.length;
      digests.update(1, bytes);
      yield bytes;
    }
  }

  try {
    await pipeline(countPlain, contentEncryption(contentKey, place), countSealed, sink);
    const [sha256, sealedSha256] = await digests.finish();
    return { size, sha256, sealedSize, sealedSha256, contentKey: contentKey.toString('base64url') };
  } finally {
    contentKey.fill(0);
    await digests.stop();
  }
}
