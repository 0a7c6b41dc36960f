import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Where to go on with a transfer: send or fetch from `offset` (bytes); when `isComplete`, nothing is left to do. */
export type ResumePoint = { offset: number; isComplete: boolean };

/**
 * Where to resume a download of a sealed file. A partial file cannot be judged before its end, so what is there is
 * kept; a full-length file with another digest, or a longer one, is to be fetched anew.
 *
 * @param path the partial file; may be missing
 */
export async function downloadResumePoint(
  path: string,
  listed: { sealedSize: number; sealedSha256: string },
): Promise<ResumePoint> {
  const size = await sizeOrZero(path);
  if (size < listed.sealedSize) return { offset: size, isComplete: false };
  const isComplete = size === listed.sealedSize && (await sha256OfStart(path, size)) === listed.sealedSha256;
  return { offset: isComplete ? size : 0, isComplete };
}

/**
 * Where to resume an upload of a sealed file: after what the other side stored, if that is how this file begins.
 *
 * @param stored how many bytes the other side holds, and their SHA-256 in lower-case hex
 * @throws a system error when the file cannot be read
 */
export async function uploadResumePoint(path: string, stored: { size: number; sha256: string }): Promise<ResumePoint> {
  const { size } = await stat(path);
  if (stored.size > size || (await sha256OfStart(path, stored.size)) !== stored.sha256) {
    return { offset: 0, isComplete: false };
  }
  return { offset: stored.size, isComplete: stored.size === size };
}

/** SHA-256 of a file's first `length` bytes, lower-case hex. */
export async function sha256OfStart(path: string, length: number): Promise<string> {
  const hash = createHash('sha256');
  if (length > 0) await pipeline(createReadStream(path, { end: length - 1 }), hash);
  return hash.digest('hex');
}

async function sizeOrZero(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (failure) {
    if (typeof failure === 'object' && failure !== null && 'code' in failure && failure.code === 'ENOENT') return 0;
    throw failure;
  }
}
