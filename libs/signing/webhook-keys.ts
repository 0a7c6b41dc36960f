import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';

/** What a message's signature is made over. */
export type SignedText = { readonly head: string; readonly body: string | Uint8Array };

/** A key of Standard Webhooks, ready for use. */
export interface WebhookKey {
  /** `v1` is HMAC-SHA-256 with a shared secret, `v1a` Ed25519. */
  readonly version: 'v1' | 'v1a';
  /** The signature in base64; throws RangeError for a public key. */
  sign(text: SignedText): string;
  /** Whether one of these signatures in base64 fits; compared in constant time where that matters. Never throws. */
  fits(text: SignedText, signatures: readonly string[]): boolean;
}

/** The halves of an asymmetric webhook key: the gateway keeps `whsk_…` and the receiver verifies by `whpk_…`. */
export interface WebhookKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const POINT_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410 §4 and §7). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

const KEY_FORM =
  `A webhook key is whsec_ and the base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes, ` +
  'whsk_ and that of 64 (seed and public key) or 32 bytes, or whpk_ and that of 32 bytes.';

/**
 * Makes a symmetric secret: `whsec_` and the base64 of random bytes.
 *
 * @param byteLength 24 to 64
 * @throws RangeError for another length
 */
export function generateWebhookSecret(byteLength = 32): string {
  if (!(byteLength >= MIN_SECRET_BYTES && byteLength <= MAX_SECRET_BYTES)) throw new RangeError(KEY_FORM);
  return `whsec_${randomBytes(byteLength).toString('base64')}`;
}

/** Makes an Ed25519 key pair (RFC 8032) in the form of Standard Webhooks. */
export function generateWebhookKeyPair(): WebhookKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(PRIVATE_HEAD.length);
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(PUBLIC_HEAD.length);
  return {
    privateKey: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    publicKey: `whpk_${point.toString('base64')}`,
  };
}

/** @throws RangeError when it is none of the three kinds in their one form */
export function readWebhookKey(text: string): WebhookKey {
  const [, kind, encoded = ''] = /^(whsec|whsk|whpk)_([A-Za-z0-9+/=]{1,100})$/.exec(text) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) throw new RangeError(KEY_FORM);
  if (kind === 'whsec') return secretKey(bytes);
  if (kind === 'whsk') return privateKey(bytes);
  if (kind === 'whpk') return publicKey(bytes);
  throw new RangeError(KEY_FORM);
}

function secretKey(bytes: Buffer): WebhookKey {
  if (bytes.length < MIN_SECRET_BYTES || bytes.length > MAX_SECRET_BYTES) throw new RangeError(KEY_FORM);
  // As a key object, since a buffer would be imported anew for every message at several times the cost of the HMAC.
  const key = createSecretKey(bytes);
  const mac = ({ head, body }: SignedText) => createHmac('sha256', key).update(head).update(body).digest('base64');
  return {
    version: 'v1',
    sign: mac,
    fits: (text, signatures) => {
      const expected = Buffer.from(mac(text));
      return signatures.some((one) => isEqual(expected, Buffer.from(one)));
    },
  };
}

function privateKey(bytes: Buffer): WebhookKey {
  if (bytes.length !== POINT_BYTES && bytes.length !== 2 * POINT_BYTES) throw new RangeError(KEY_FORM);
  const seed = bytes.subarray(0, POINT_BYTES);
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const open = createPublicKey(key);
  const point = open.export({ type: 'spki', format: 'der' }).subarray(PUBLIC_HEAD.length);
  const isWhole = bytes.length === POINT_BYTES || point.equals(bytes.subarray(POINT_BYTES));
  if (!isWhole) throw new RangeError(KEY_FORM);
  return {
    version: 'v1a',
    sign: (text) => sign(null, joined(text), key).toString('base64'),
    fits: (text, signatures) => signatures.some((one) => isSignedBy(open, text, one)),
  };
}

function publicKey(bytes: Buffer): WebhookKey {
  if (bytes.length !== POINT_BYTES) throw new RangeError(KEY_FORM);
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, bytes]), format: 'der', type: 'spki' });
  return {
    version: 'v1a',
    sign: () => {
      throw new RangeError('A public key cannot sign.');
    },
    fits: (text, signatures) => signatures.some((one) => isSignedBy(key, text, one)),
  };
}

function isSignedBy(key: KeyObject, text: SignedText, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== SIGNATURE_BYTES || bytes.toString('base64') !== signature) return false;
  return verify(null, joined(text), key, bytes);
}

const joined = ({ head, body }: SignedText): Buffer => Buffer.concat([Buffer.from(head), Buffer.from(body)]);

function isEqual(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
