import type { Duplex } from 'node:stream';
import { buildDecrypt } from '@aws-crypto/decrypt-node';
import { buildEncrypt } from '@aws-crypto/encrypt-node';
import { AlgorithmSuiteIdentifier, CommitmentPolicy, NodeAlgorithmSuite } from '@aws-crypto/material-management-node';
import { RawAesKeyringNode, RawAesWrappingSuiteIdentifier } from '@aws-crypto/raw-aes-keyring-node';
import { deserializeFactory } from '@aws-crypto/serialize';
import { SealingError } from './sealing-error.js';

/** Which place a sealed file has: package and number of the file in it, from 1. Readable in the sealed file. */
export type FilePlace = { packageId: string; file: number };

/** Plain bytes per frame: the least that is authenticated, and so held in memory, at a time. */
export const FRAME_BYTES = 512 * 1024;

// Per frame: number, IV and tag (32 bytes); the last one adds a mark and its length. Rounded up.
const FRAME_OVERHEAD_BYTES = 64;
const MAX_HEADER_BYTES = 4096;

const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;

// The committing policy rules out ciphertexts that open to different texts under different keys.
const { encryptStream } = buildEncrypt({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  maxEncryptedDataKeys: 1,
});
const { decryptUnsignedMessageStream } = buildDecrypt({
  commitmentPolicy: CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT,
  maxEncryptedDataKeys: 1,
});
const { deserializeMessageHeader } = deserializeFactory(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  NodeAlgorithmSuite,
);

/** Most bytes that a plain file of `size` bytes can take when sealed. */
export function maxSealedBytes(size: number): number {
  return size + MAX_HEADER_BYTES + FRAME_OVERHEAD_BYTES * (Math.floor(size / FRAME_BYTES) + 1);
}

/**
 * A stream that encrypts a file in frames: AWS Encryption SDK message format 2.0, AES-256-GCM with key commitment. It
 * works offline; the only key is the one given, and the place is bound to every frame.
 *
 * @param contentKey 32 random bytes, used for this file alone
 */
export function contentEncryption(contentKey: Uint8Array, place: FilePlace): Duplex {
  const encryption = encryptStream(keyring(contentKey), {
    suiteId: SUITE,
    frameLength: FRAME_BYTES,
    encryptionContext: context(place),
  });
  // Torn down midway, the library's inner streams emit errors that nobody can listen for, which would end the process.
  // Let go of instead, they are collected; the outer one alone says that it closed.
  encryption.destroy = (_failure?: Error | null, done?: (failure?: Error | null) => void) => {
    done?.();
    process.nextTick(() => encryption.emit('close'));
    return encryption;
  };
  return encryption;
}

/** The stream that turns it back; it passes on only frames that are authentic and in order. */
export function contentDecryption(contentKey: Uint8Array): Duplex {
  return decryptUnsignedMessageStream(keyring(contentKey), { maxBodySize: FRAME_BYTES });
}

/**
 * Looks at the first bytes of a sealed file for the place that it names; proves nothing by itself, but tells a swapped
 * file from a damaged one.
 *
 * @returns false while more bytes are needed
 * @throws SealingError FILE_SWAPPED, or FILE_ALTERED when this is no header of ours
 */
export function checkPlace(start: Buffer, place: FilePlace): boolean {
  const header = readHeader(start, place);
  if (header === false) {
    if (start.length <= MAX_HEADER_BYTES) return false;
    throw new SealingError('FILE_ALTERED', 'The sealed file has an over-long header.', place.file);
  }
  const { encryptionContext, frameLength, suiteId } = header.messageHeader;
  if (suiteId !== SUITE || frameLength !== FRAME_BYTES) {
    throw new SealingError('FILE_ALTERED', 'The sealed file is not sealed as packages are.', place.file);
  }
  const named = Object.entries(context(place)).every(([member, value]) => encryptionContext[member] === value);
  if (!named) throw new SealingError('FILE_SWAPPED', 'The sealed file belongs to another place.', place.file);
  return true;
}

function readHeader(start: Buffer, place: FilePlace) {
  try {
    return deserializeMessageHeader(start, { maxEncryptedDataKeys: 1 });
  } catch {
    throw new SealingError('FILE_ALTERED', 'The sealed file does not begin as one.', place.file);
  }
}

function context({ packageId, file }: FilePlace): Record<string, string> {
  return { 'liaison-package': packageId, 'liaison-file': String(file) };
}

function keyring(contentKey: Uint8Array): RawAesKeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: 'liaison',
    keyName: 'content-key',
    // The library wants bytes that share their memory with nothing.
    unencryptedMasterKey: Uint8Array.from(contentKey),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}
