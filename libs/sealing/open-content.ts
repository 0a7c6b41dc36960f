import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkPlace, contentDecryption, type FilePlace } from './content-cipher.js';
import type { SealedFile } from './manifest.js';
import { SealingError } from './sealing-error.js';
import { type FilesBehind, type StreamDigests, startDigests } from './stream-digests.js';

/**
 * Opens one sealed file from stream to stream. Frames go to the sink as they prove authentic; the last bytes only when
 * size and digests of the whole agree with the manifest, so a sink that ended holds the file, and no other does.
 *
 * @param sealed the file's line in a manifest that {@link openManifest} let pass
 * @param sink ended when all is proven, destroyed on failure; what it got by then must not be used
 * @param files the files that source and sink are, when they are files: digests of large ones are made beside
 * @param knownSha256 digest of the sealed file, when the caller has made it already: it is not made once more
 * @throws SealingError FILE_TRUNCATED, FILE_EXTRA_BYTES, FILE_SWAPPED, FILE_ALTERED, CONTENT_MISMATCH, or what source
 *   or sink failed with
 */
export async function openContent(
  source: AsyncIterable<Uint8Array>,
  sink: Writable,
  sealed: SealedFile,
  place: FilePlace,
  files?: Omit<FilesBehind, 'bytes'>,
  knownSha256?: string,
): Promise<void> {
  const digests = startDigests(files && { ...files, bytes: sealed.sealedSize });
  const decryption = contentDecryption(Buffer.from(sealed.contentKey, 'base64url'));
  // The pipeline tears every stream down with the first failure; only the first to fail knows whose it was.
  let origin: 'cipher' | 'elsewhere' | undefined;
  decryption.on('error', () => {
    origin ??= 'cipher';
  });
  sink.on('error', () => {
    origin ??= 'elsewhere';
  });
  async function* guarded() {
    try {
      if (knownSha256 !== undefined && knownSha256 !== sealed.sealedSha256) throw notAsListed(place);
      yield* guardSealed(source, knownSha256 === undefined ? digests : undefined, sealed, place);
    } catch (failure) {
      origin ??= 'elsewhere';
      throw failure;
    }
  }

  try {
    const end = { digests, sealed, place, knownSha256 };
    await pipeline(guarded, decryption, (plain) => withholdEnd(plain, end), sink);
  } catch (failure) {
    if (failure instanceof SealingError || origin !== 'cipher') throw failure;
    throw new SealingError('FILE_ALTERED', 'The sealed file was changed.', place.file);
  } finally {
    await digests.stop();
  }
}

async function* guardSealed(
  source: AsyncIterable<Uint8Array>,
  digests: StreamDigests | undefined,
  { sealedSize }: SealedFile,
  place: FilePlace,
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const bytes of source) {
    seen += bytes.length;
    if (seen > sealedSize) throw new SealingError('FILE_EXTRA_BYTES', 'The sealed file is too long.', place.file);
    digests?.update(0, bytes);
    if (start === undefined) {
      yield bytes;
      continue;
    }
    start = Buffer.concat([start, bytes]);
    if (!checkPlace(start, place)) continue;
    yield start;
    start = undefined;
  }
  if (seen < sealedSize) throw new SealingError('FILE_TRUNCATED', 'The sealed file ends early.', place.file);
  if (start !== undefined) throw new SealingError('FILE_ALTERED', 'The sealed file has no whole header.', place.file);
}

async function* withholdEnd(
  plain: AsyncIterable<Uint8Array>,
  {
    digests,
    sealed,
    place,
    knownSha256,
  }: { digests: StreamDigests; sealed: SealedFile; place: FilePlace } & {
    knownSha256: string | undefined;
  },
): AsyncGenerator<Uint8Array> {
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const bytes of plain) {
    size += bytes.length;
    digests.update(1, bytes);
    if (held !== undefined) yield held;
    held = bytes;
  }
  const [sealedSha256, sha256] = await digests.finish(held);
  if (knownSha256 === undefined && sealedSha256 !== sealed.sealedSha256) throw notAsListed(place);
  if (size !== sealed.size || sha256 !== sealed.sha256) {
    throw new SealingError('CONTENT_MISMATCH', 'The content is not what the platform listed.', place.file);
  }
  if (held !== undefined) yield held;
}

const notAsListed = ({ file }: FilePlace): SealingError =>
  new SealingError('FILE_ALTERED', 'The sealed file is not the one that the platform listed.', file);
