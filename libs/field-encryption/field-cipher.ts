import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { BOX_OVERHEAD_BYTES, decodeCanonical, openBox, sealBox } from './authenticated-box.js';
import { deriveKey, FieldEncryptionError, KEY_BYTES } from './key-derivation.js';

/** Unwrapped data keys by version; new values are sealed under `current`. */
export type DataKeys = { current: number; keys: ReadonlyMap<number, Buffer> };

const WRAPPED_PREFIX = 'w1.';
const MAX_KEY_VERSION = 0xffff_ffff;
const SEALED_TEXT = /^v([1-9]\d{0,9})\.([A-Za-z0-9_-]+)$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const BYTES_FORMAT = 1;
const BYTES_HEADER_LENGTH = 5;

/**
 * Reads a master key from its configured text: 32 bytes in base64 or base64url, without surrounding space.
 *
 * @throws FieldEncryptionError INVALID_KEY for another length or form, and for 32 equal bytes, which are a placeholder
 */
export function parseMasterKey(base64: string): Buffer {
  const key = Buffer.from(base64, 'base64');
  const isCanonical = ['base64', 'base64url'].some((form) => key.toString(form as BufferEncoding) === base64);
  if (!isCanonical || key.length !== KEY_BYTES || key.every((byte) => byte === key[0])) {
    throw new FieldEncryptionError('INVALID_KEY', 'A master key is 32 random bytes in base64.');
  }
  return key;
}

/** A new random data key of 32 bytes. */
export function generateDataKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * Wraps a data key for storage: `w1.` and base64url of nonce, ciphertext and tag (AES-256-GCM under a key derived from
 * the master key).
 *
 * @param context what the key is (`field:3`); the wrapped key opens under the same context only, so two stored keys
 *   cannot be exchanged
 * @throws FieldEncryptionError INVALID_KEY when a key is not 32 bytes, MISSING_CONTEXT when the context is empty
 */
export function wrapDataKey(masterKey: Buffer, dataKey: Buffer, context: string): string {
  if (dataKey.length !== KEY_BYTES) throw new FieldEncryptionError('INVALID_KEY', 'A data key has 32 bytes.');
  const box = sealBox(wrappingKey(masterKey), dataKey, associatedText('data-key', context));
  return WRAPPED_PREFIX + box.toString('base64url');
}

/**
 * Opens a wrapped data key.
 *
 * @throws FieldEncryptionError MALFORMED when it is not of the form above, NOT_AUTHENTIC when the master key or the
 *   context is another one or the text was changed, and as {@link wrapDataKey} does
 */
export function unwrapDataKey(masterKey: Buffer, wrapped: string, context: string): Buffer {
  const box = wrapped.startsWith(WRAPPED_PREFIX) ? decodeCanonical(wrapped.slice(WRAPPED_PREFIX.length)) : undefined;
  if (box === undefined) {
    throw new FieldEncryptionError('MALFORMED', 'A wrapped data key starts with w1. and base64url.');
  }
  const dataKey = openBox(wrappingKey(masterKey), box, associatedText('data-key', context));
  if (dataKey?.length !== KEY_BYTES) {
    throw new FieldEncryptionError('NOT_AUTHENTIC', 'The data key does not open under this master key.');
  }
  return dataKey;
}

/**
 * Seals personal values with AES-256-GCM under versioned data keys.
 *
 * Every value is bound to its `context`, the place where it rests (`entity_identifier:<row id>`), so a ciphertext that
 * is moved to another row or column does not open. Rotate the current key before it has sealed 2^32 values.
 */
export class FieldCipher {
  readonly #current: number;
  readonly #currentKey: KeyObject;
  readonly #keys: ReadonlyMap<number, KeyObject>;

  /** @throws FieldEncryptionError INVALID_KEY when the current key is missing, or a key or version is out of form */
  constructor({ current, keys }: DataKeys) {
    this.#keys = new Map([...keys].map(([version, key]) => [version, importDataKey(version, key)]));
    const currentKey = this.#keys.get(current);
    if (currentKey === undefined) throw new FieldEncryptionError('INVALID_KEY', `Data key ${current} is not given.`);
    this.#current = current;
    this.#currentKey = currentKey;
  }

  /**
   * Seals a text as `v<key version>.<base64url of nonce, ciphertext and tag>`. The same text gives another result each
   * time; find values by {@link BlindIndex}.
   *
   * @throws FieldEncryptionError MISSING_CONTEXT, or INVALID_PLAINTEXT for text that UTF-8 cannot hold
   */
  encrypt(plain: string, context: string): string {
    if (LONE_SURROGATE.test(plain)) {
      throw new FieldEncryptionError('INVALID_PLAINTEXT', 'The text holds half a surrogate pair.');
    }
    const box = sealBox(this.#currentKey, Buffer.from(plain), associatedText('text', context));
    return `v${this.#current}.${box.toString('base64url')}`;
  }

  /**
   * Opens what {@link encrypt} made for the same context.
   *
   * @throws FieldEncryptionError MALFORMED, UNKNOWN_KEY_VERSION, MISSING_CONTEXT, or NOT_AUTHENTIC when the value was
   *   changed or belongs elsewhere
   */
  decrypt(sealed: string, context: string): string {
    const [, version, encoded] = SEALED_TEXT.exec(sealed) ?? [];
    const box = encoded === undefined ? undefined : decodeCanonical(encoded);
    if (box === undefined || box.length < BOX_OVERHEAD_BYTES) throw malformed();
    return this.#open(Number(version), box, associatedText('text', context)).toString();
  }

  /**
   * Seals bytes, such as one chunk of a spooled upload: a format byte, the key version as four bytes big endian, then
   * nonce, ciphertext and tag. Number the chunks in the context, so that none can be dropped or swapped unseen.
   *
   * @throws FieldEncryptionError MISSING_CONTEXT
   */
  encryptBytes(plain: Uint8Array, context: string): Buffer {
    const header = Buffer.alloc(BYTES_HEADER_LENGTH);
    header.writeUInt8(BYTES_FORMAT, 0);
    header.writeUInt32BE(this.#current, 1);
    return Buffer.concat([header, sealBox(this.#currentKey, plain, associatedText('bytes', context))]);
  }

  /** Opens what {@link encryptBytes} made for the same context; throws as {@link decrypt} does. */
  decryptBytes(sealed: Buffer, context: string): Buffer {
    if (sealed.length < BYTES_HEADER_LENGTH + BOX_OVERHEAD_BYTES || sealed.readUInt8(0) !== BYTES_FORMAT) {
      throw malformed();
    }
    return this.#open(sealed.readUInt32BE(1), sealed.subarray(BYTES_HEADER_LENGTH), associatedText('bytes', context));
  }

  #open(version: number, box: Buffer, associated: string): Buffer {
    const key = this.#keys.get(version);
    if (key === undefined) throw new FieldEncryptionError('UNKNOWN_KEY_VERSION', `Data key ${version} is not given.`);
    const plain = openBox(key, box, associated);
    if (plain === undefined) {
      throw new FieldEncryptionError('NOT_AUTHENTIC', 'The sealed value was changed or belongs to another place.');
    }
    return plain;
  }
}

function importDataKey(version: number, key: Buffer): KeyObject {
  const isVersion = Number.isInteger(version) && version >= 1 && version <= MAX_KEY_VERSION;
  if (!isVersion || key.length !== KEY_BYTES) {
    throw new FieldEncryptionError('INVALID_KEY', 'Data keys have 32 bytes and are numbered from 1.');
  }
  return createSecretKey(key);
}

function wrappingKey(masterKey: Buffer): KeyObject {
  return createSecretKey(deriveKey(masterKey, 'liaison/data-key-wrapping'));
}

/** Text and bytes are kept apart too, so that neither form of a value opens as the other. */
function associatedText(form: 'text' | 'bytes' | 'data-key', context: string): string {
  if (context === '')
    throw new FieldEncryptionError('MISSING_CONTEXT', 'What is sealed needs the place where it rests.');
  return `${form}:${context}`;
}

function malformed(): FieldEncryptionError {
  return new FieldEncryptionError('MALFORMED', 'The value is not in the sealed form.');
}
