import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';

/** The three headers of a signed message (Standard Webhooks). */
export type WebhookHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string };

/** Headers as a receiver has them: a Fetch `Headers`, or a record whose names may be in any case. */
export type ReceivedHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a message was not believed, each with a sentence that quotes nothing of it. */
export const WEBHOOK_REFUSALS = {
  MISSING_HEADER: 'One of webhook-id, webhook-timestamp and webhook-signature is missing.',
  INVALID_HEADER: 'webhook-id, webhook-timestamp or webhook-signature is not of the form that the scheme asks for.',
  TOO_OLD: 'The message was signed too long ago.',
  TOO_NEW: 'The message is dated in the future; check the clocks.',
  BAD_SIGNATURE: 'No signature of the message matches a live secret.',
} as const;

/** Key of {@link WEBHOOK_REFUSALS}. */
export type WebhookRefusal = keyof typeof WEBHOOK_REFUSALS;

/** Whether a received message is what the sender signed. */
export type WebhookCheck =
  | { ok: true; id: string; timestampSeconds: number }
  | { ok: false; reason: WebhookRefusal; message: string };

/** A message about to be sent. The body has to go out byte for byte as it was signed. */
export type WebhookMessage = { id: string; timestampSeconds: number; body: string | Uint8Array };

/** A message as received. `toleranceSeconds` bounds its age and its lead; 300 when left out. */
export type ReceivedWebhook = {
  headers: ReceivedHeaders;
  body: string | Uint8Array;
  nowSeconds: number;
  toleranceSeconds?: number;
};

const SECRET_PREFIX = 'whsec_';
const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const MAX_SIGNATURE_HEADER_LENGTH = 4096;
// The signed text joins id, timestamp and body by dots. A dot in the id would let one signature fit two messages.
const MESSAGE_ID = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;
const TIMESTAMP = /^(?:0|[1-9]\d{0,11})$/;

/**
 * Makes a symmetric secret: `whsec_` and the base64 of random bytes.
 *
 * @param byteLength 24 to 64
 * @throws RangeError for another length
 */
export function generateWebhookSecret(byteLength = 32): string {
  if (!(byteLength >= MIN_SECRET_BYTES && byteLength <= MAX_SECRET_BYTES)) throw new RangeError(SECRET_FORM);
  return SECRET_PREFIX + randomBytes(byteLength).toString('base64');
}

/**
 * Signs and checks messages with the live secrets of one endpoint, by the symmetric scheme `v1` of Standard Webhooks
 * (https://www.standardwebhooks.com): HMAC-SHA-256 over id, timestamp and body. Keep one per endpoint, as it holds the
 * decoded secrets.
 */
export class WebhookSigner {
  // As key objects, since a buffer would be imported anew for every message at several times the cost of the HMAC.
  readonly #keys: readonly KeyObject[];

  /**
   * @param secrets the live secrets, the newest first; two while one is being rotated
   * @throws RangeError when there is none, or one is not `whsec_` and the base64 of 24 to 64 bytes
   */
  constructor(secrets: readonly string[]) {
    if (secrets.length === 0) throw new RangeError('A webhook endpoint needs at least one secret.');
    this.#keys = secrets.map(decodeSecret);
  }

  /**
   * The headers for a message, with one signature per live secret.
   *
   * @throws RangeError when the id is not 1 to 255 visible ASCII characters without a dot, or the timestamp not whole
   *   seconds since the epoch
   */
  sign({ id, timestampSeconds, body }: WebhookMessage): WebhookHeaders {
    const timestamp = String(timestampSeconds);
    if (!MESSAGE_ID.test(id)) throw new RangeError('A message id is 1 to 255 visible ASCII characters without a dot.');
    if (!TIMESTAMP.test(timestamp)) throw new RangeError('A timestamp is in whole seconds since the epoch.');
    const signatures = this.#keys.map((key) => `v1,${signatureOf(key, id, timestamp, body)}`);
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
  }

  /** Checks a received message against every live secret, in constant time for each. Never throws for bad input. */
  verify({ headers, body, nowSeconds, toleranceSeconds = 300 }: ReceivedWebhook): WebhookCheck {
    const [id, timestamp, signatures] = HEADER_NAMES.map((name) => headerValue(headers, name));
    if (id === undefined || timestamp === undefined || signatures === undefined) return refuse('MISSING_HEADER');
    const isWellFormed =
      MESSAGE_ID.test(id) && TIMESTAMP.test(timestamp) && signatures.length <= MAX_SIGNATURE_HEADER_LENGTH;
    if (!isWellFormed) return refuse('INVALID_HEADER');

    const timestampSeconds = Number(timestamp);
    // Written so that a clock or tolerance that is no number refuses.
    if (!(nowSeconds - timestampSeconds <= toleranceSeconds)) return refuse('TOO_OLD');
    if (!(timestampSeconds - nowSeconds <= toleranceSeconds)) return refuse('TOO_NEW');

    const expected = this.#keys.map((key) => Buffer.from(signatureOf(key, id, timestamp, body)));
    // Signatures of other versions (v1a) may stand in the same list and are passed over.
    const given = signatures.split(' ').filter((one) => one.startsWith('v1,'));
    const isSigned = given.some((one) => expected.some((mac) => isEqual(mac, Buffer.from(one.slice(3)))));
    return isSigned ? { ok: true, id, timestampSeconds } : refuse('BAD_SIGNATURE');
  }
}

/** {@link WebhookSigner.sign} for one message. Throws RangeError for a secret, id or timestamp out of form. */
export function signWebhook({ secrets, ...message }: WebhookMessage & { secrets: readonly string[] }): WebhookHeaders {
  return new WebhookSigner(secrets).sign(message);
}

/** {@link WebhookSigner.verify} for one message. Throws RangeError only for secrets out of form. */
export function verifyWebhook({
  secrets,
  ...received
}: ReceivedWebhook & { secrets: readonly string[] }): WebhookCheck {
  return new WebhookSigner(secrets).verify(received);
}

const SECRET_FORM = `A webhook secret is ${SECRET_PREFIX} and the base64 of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes.`;
const HEADER_NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

function decodeSecret(secret: string): KeyObject {
  const encoded = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : '';
  const key = Buffer.from(encoded, 'base64');
  const isWellFormed =
    key.toString('base64') === encoded && key.length >= MIN_SECRET_BYTES && key.length <= MAX_SECRET_BYTES;
  if (!isWellFormed) throw new RangeError(SECRET_FORM);
  return createSecretKey(key);
}

function signatureOf(key: KeyObject, id: string, timestamp: string, body: string | Uint8Array): string {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}

function isEqual(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** A header's single value; a header that came twice counts as missing, since it cannot be told which one is meant. */
function headerValue(headers: ReceivedHeaders, name: string): string | undefined {
  if (isFetchHeaders(headers)) return headers.get(name) ?? undefined;
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
  const [value] = values.flat();
  return values.flat().length === 1 && typeof value === 'string' ? value : undefined;
}

/** By its method and not its class: an HTTP client may bring a Headers class of its own. */
function isFetchHeaders(headers: ReceivedHeaders): headers is Headers {
  return typeof headers.get === 'function';
}

function refuse(reason: WebhookRefusal): WebhookCheck {
  return { ok: false, reason, message: WEBHOOK_REFUSALS[reason] };
}
