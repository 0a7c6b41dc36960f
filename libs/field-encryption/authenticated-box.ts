import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Drawing random bytes has a price per call, so nonces are drawn many at a time; each is used once. */
const NONCES_PER_DRAW = 512;
let drawn = Buffer.alloc(0);

/** How many bytes {@link sealBox} adds. */
export const BOX_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce: nonce, ciphertext and tag in one buffer.
 * One key may seal 2^32 boxes (§8.3).
 */
export function sealBox(key: KeyObject, plain: Uint8Array, associated: string): Buffer {
  const nonce = nextNonce();
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(associated));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function nextNonce(): Buffer {
  if (drawn.length === 0) drawn = randomBytes(NONCE_BYTES * NONCES_PER_DRAW);
  const nonce = drawn.subarray(0, NONCE_BYTES);
  drawn = drawn.subarray(NONCE_BYTES);
  return nonce;
}

/** Opens what {@link sealBox} made, or gives `undefined` when key, text or associated text is another one. */
export function openBox(key: KeyObject, box: Uint8Array, associated: string): Buffer | undefined {
  if (box.length < BOX_OVERHEAD_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(associated))
    .setAuthTag(box.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The bytes of unpadded base64url text in its one canonical spelling, or `undefined`. */
export function decodeCanonical(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
