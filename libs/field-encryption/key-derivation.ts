import { hkdfSync } from 'node:crypto';

/** Length of master keys, data keys and index keys, in bytes. */
export const KEY_BYTES = 32;

/** What went wrong with a key or a sealed value. Messages hold neither key nor value. */
export class FieldEncryptionError extends Error {
  constructor(
    readonly code:
      | 'INVALID_KEY'
      | 'INVALID_PLAINTEXT'
      | 'MISSING_CONTEXT'
      | 'MALFORMED'
      | 'UNKNOWN_KEY_VERSION'
      | 'NOT_AUTHENTIC',
    message: string,
  ) {
    super(message);
    this.name = 'FieldEncryptionError';
  }
}

/**
 * Derives a key for one purpose (HKDF-SHA-256, RFC 5869, no salt, the purpose as info). Keys for different purposes
 * tell nothing of each other or of the master key.
 *
 * @param purpose a fixed name such as `blind-index`; never a value from outside
 * @param length in bytes, 16 to 64
 * @throws FieldEncryptionError INVALID_KEY for a master key under 32 bytes, an empty purpose or another length
 */
export function deriveKey(masterKey: Buffer, purpose: string, length = KEY_BYTES): Buffer {
  const isLength = Number.isInteger(length) && length >= 16 && length <= 64;
  if (masterKey.length < KEY_BYTES || purpose === '' || !isLength) {
    throw new FieldEncryptionError(
      'INVALID_KEY',
      'A key is derived from 32 bytes, for a named purpose, as 16 to 64 bytes.',
    );
  }
  return Buffer.from(hkdfSync('sha256', masterKey, '', purpose, length));
}
