import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { decodeCanonical } from './authenticated-box.js';
import { FieldEncryptionError, KEY_BYTES } from './key-derivation.js';

const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const BLOCK_BYTES = 32;
const PADDING_MARK = 0x80;
const MAX_CURSOR_LENGTH = 4096;
// Each cursor has a key of its own, so the nonce never repeats under one.
const NONCE = Buffer.alloc(12);

/**
 * Seals list positions, so that a cursor shows nothing (its length included, to 32 bytes), cannot be made up, and opens
 * only for the purpose that it was made for.
 *
 * The key of each cursor is derived from a random salt and the purpose. AES-GCM under a single key stops being safe
 * after 2^32 random nonces, which a busy gateway that seals one cursor per edge would reach within hours.
 */
export class CursorSealer {
  readonly #key: KeyObject;

  /**
   * @param key 32 bytes from {@link deriveKey} with a purpose of its own; cursors end with the key
   * @throws FieldEncryptionError INVALID_KEY for another length
   */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new FieldEncryptionError('INVALID_KEY', 'A cursor key has 32 bytes.');
    this.#key = createSecretKey(key);
  }

  /**
   * Seals a position as base64url text.
   *
   * @param purpose whose list of what this is, e.g. `events:<tenant id>`
   * @param payload the position, at most 2000 bytes in UTF-8
   * @throws FieldEncryptionError MISSING_CONTEXT for an empty purpose, INVALID_PLAINTEXT for an over-long payload
   */
  seal(purpose: string, payload: string): string {
    if (purpose === '') throw new FieldEncryptionError('MISSING_CONTEXT', 'A cursor needs a purpose.');
    const padded = pad(Buffer.from(payload));
    const salt = randomBytes(SALT_BYTES);
    const cipher = createCipheriv(CIPHER, this.#cursorKey(salt, purpose), NONCE);
    return Buffer.concat([salt, cipher.update(padded), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** The position in a cursor, or `undefined` when it was not sealed here for this purpose. Never throws for bad input. */
  open(purpose: string, cursor: string): string | undefined {
    if (typeof cursor !== 'string' || cursor.length > MAX_CURSOR_LENGTH) return undefined;
    const box = decodeCanonical(cursor);
    if (box === undefined || box.length < SALT_BYTES + BLOCK_BYTES + TAG_BYTES) return undefined;
    const key = this.#cursorKey(box.subarray(0, SALT_BYTES), purpose);
    const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(box.subarray(-TAG_BYTES));
    try {
      const padded = Buffer.concat([decipher.update(box.subarray(SALT_BYTES, -TAG_BYTES)), decipher.final()]);
      return padded.toString('utf8', 0, padded.lastIndexOf(PADDING_MARK));
    } catch {
      return undefined;
    }
  }

  #cursorKey(salt: Buffer, purpose: string): KeyObject {
    // The ciphers take a key object at a fraction of what a bare buffer costs them.
    return createSecretKey(createHmac('sha256', this.#key).update(salt).update(purpose).digest());
  }
}

/** ISO/IEC 7816-4 padding: a mark, then zeros up to the block. */
function pad(payload: Buffer): Buffer {
  if (payload.length > 2000) throw new FieldEncryptionError('INVALID_PLAINTEXT', 'A cursor holds at most 2000 bytes.');
  const padded = Buffer.alloc(Math.ceil((payload.length + 1) / BLOCK_BYTES) * BLOCK_BYTES);
  payload.copy(padded);
  padded.writeUInt8(PADDING_MARK, payload.length);
  return padded;
}
