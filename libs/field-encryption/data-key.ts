import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { decodeCanonical, openBox, sealBox } from './authenticated-box.js';
import { deriveKey, FieldEncryptionError, KEY_BYTES } from './key-derivation.js';

const WRAPPED_PREFIX = 'w1.';

/** A new random data key of 32 bytes. */
export function generateDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * Wraps a data key for storage: `w1.` and base64url of nonce, ciphertext and tag (AES-256-GCM under a key derived from
 * the master key).
 *
 * @param version the data key's version; the wrapped key opens under this one only
 * @throws FieldEncryptionError INVALID_KEY when a key is not 32 bytes or the version not a whole number from 1
 */
export function wrapDataKey(masterKey: Buffer, dataKey: Buffer, version: number): string {
  if (dataKey.length !== KEY_BYTES) throw new FieldEncryptionError('INVALID_KEY', 'A data key has 32 bytes.');
  const box = sealBox(wrappingKey(masterKey), dataKey, wrappingContext(version));
  return WRAPPED_PREFIX + box.toString('base64url');
}

/**
 * Opens a wrapped data key.
 *
 * @throws FieldEncryptionError MALFORMED when it is not of the form above, NOT_AUTHENTIC when the master key or the
 *   version is another one or the text was changed
 */
export function unwrapDataKey(masterKey: Buffer, wrapped: string, version: number): Buffer {
  const box = wrapped.startsWith(WRAPPED_PREFIX) ? decodeCanonical(wrapped.slice(WRAPPED_PREFIX.length)) : undefined;
  if (box === undefined)
    throw new FieldEncryptionError('MALFORMED', 'A wrapped data key starts with w1. and base64url.');
  const dataKey = openBox(wrappingKey(masterKey), box, wrappingContext(version));
  if (dataKey?.length !== KEY_BYTES) {
    throw new FieldEncryptionError('NOT_AUTHENTIC', `Data key ${version} does not open under this master key.`);
  }
  return dataKey;
}

/** Whether `version` can number a data key: a whole number from 1 to 4294967295. */
export function isKeyVersion(version: number): boolean {
  return Number.isInteger(version) && version >= 1 && version <= 0xffff_ffff;
}

function wrappingKey(masterKey: Buffer): KeyObject {
  return createSecretKey(deriveKey(masterKey, 'liaison/data-key-wrapping'));
}

function wrappingContext(version: number): string {
  if (!isKeyVersion(version)) throw new FieldEncryptionError('INVALID_KEY', 'Data keys are numbered from 1.');
  return `data-key:${version}`;
}
