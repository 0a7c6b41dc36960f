import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { FieldEncryptionError, KEY_BYTES } from './key-derivation.js';

/**
 * Keyed blind index: lets an encrypted value be found by equality while the index tells nothing to whoever lacks the
 * key, even for values that could all be tried, such as phone numbers.
 */
export class BlindIndex {
  readonly #key: KeyObject;

  /**
   * @param key 32 bytes from {@link deriveKey} with a purpose of its own; changing it means indexing anew
   * @throws FieldEncryptionError INVALID_KEY for another length
   */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new FieldEncryptionError('INVALID_KEY', 'A blind index key has 32 bytes.');
    // A key object, since a buffer would be imported anew for each value at several times the cost of the HMAC.
    this.#key = createSecretKey(key);
  }

  /**
   * The index key of a value: HMAC-SHA-256 in base64url, 43 characters.
   *
   * @param type the identifier's type, so that equal values of different types do not meet
   * @param canonical the value in canonical form; another spelling gives another key
   */
  key(type: string, canonical: string): string {
    // The length keeps ('AB', 'C') and ('A', 'BC') apart.
    return createHmac('sha256', this.#key).update(`${type.length}:${type}${canonical}`).digest('base64url');
  }
}
