import { Writable } from 'node:stream';
import { generateSigningKey } from '../signing/keys.js';
import { generateEncryptionKey } from './encryption-keys.js';
import { MANIFEST_FORMAT, type PackageLabel, type SealedFile } from './manifest.js';
import { type SealedContent, sealContent } from './seal-content.js';
import type { ExpectedPackage } from './sealed-manifest.js';
import { SealingError, type SealingErrorCode } from './sealing-error.js';

export const platformKey = await generateSigningKey('ES256', 'platform-1');
export const agencyKey = await generateEncryptionKey('P-256');
export const otherKey = await generateEncryptionKey('X25519');

export const label: PackageLabel = {
  packageId: 'package-1',
  requestId: 'request-1',
  platform: 'platform-a',
  agency: 'police-b',
  createdAt: '2026-03-01T08:00:00.000Z',
  retainUntil: '2026-09-01',
  handling: 'EVIDENCE',
};

export const expected: ExpectedPackage = {
  requestId: 'request-1',
  platform: 'platform-a',
  agency: 'police-b',
  platformKeys: [platformKey.publicJwk],
};

export const listed: SealedFile = {
  name: 'transactions.csv',
  mediaType: 'text/csv',
  size: 3,
  sha256: 'a'.repeat(64),
  sealedSize: 500,
  sealedSha256: 'b'.repeat(64),
  contentKey: 'c'.repeat(43),
};

export const manifest = { format: MANIFEST_FORMAT as typeof MANIFEST_FORMAT, ...label, files: [listed] };

/** A sink that remembers what it got, and whether it was ended properly. */
export class Collector extends Writable {
  readonly pieces: Buffer[] = [];
  isWhole = false;

  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.pieces.push(Buffer.from(piece));
    done();
  }

  override _final(done: () => void): void {
    this.isWhole = true;
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

/** Cuts bytes into pieces of the given lengths, over and over. */
export async function* cut(bytes: Uint8Array, lengths: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(start, start + length);
    start += length;
  }
}

/** Not random, so that a failure can be played again. */
export function someBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8)) & 255;
  return bytes;
}

export async function sealBytes(plain: Uint8Array, file = 1, packageId = label.packageId) {
  const sink = new Collector();
  const content: SealedContent = await sealContent(cut(plain), sink, { packageId, file });
  return { sealed: sink.bytes, entry: { name: `file-${file}`, mediaType: 'text/plain', ...content } };
}

/** The code that a promise is refused with; fails when it is kept, or fails otherwise. */
export async function refusal(promise: Promise<unknown>): Promise<SealingErrorCode> {
  const outcome = await promise.then(
    () => new Error('It was accepted.'),
    (failure: unknown) => failure,
  );
  if (outcome instanceof SealingError) return outcome.code;
  throw outcome;
}
