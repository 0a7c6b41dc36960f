import { readWebhookKey, type SignedText, type WebhookKey } from './webhook-keys.js';

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

const MAX_SIGNATURE_HEADER_LENGTH = 4096;
const MAX_SIGNATURES = 10;
// The signed text joins id, timestamp and body by dots. A dot in the id would let one signature fit two messages.
const MESSAGE_ID = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;
const TIMESTAMP = /^(?:0|[1-9]\d{0,11})$/;

/**
 * Signs and checks messages with the live keys of one endpoint by Standard Webhooks (https://www.standardwebhooks.com):
 * `v1` is HMAC-SHA-256 and `v1a` Ed25519, over id, timestamp and body. Keep one per endpoint, as it holds the decoded
 * keys.
 */
export class WebhookSigner {
  readonly #keys: readonly WebhookKey[];

  /**
   * @param keys the live keys, the newest first; two of a kind while one is being rotated
   * @throws RangeError when there is none, or one is not of the form that {@link readWebhookKey} takes
   */
  constructor(keys: readonly string[]) {
    if (keys.length === 0) throw new RangeError('A webhook endpoint needs at least one key.');
    this.#keys = keys.map(readWebhookKey);
  }

  /**
   * The headers for a message, with one signature per live key.
   *
   * @throws RangeError when the id is not 1 to 255 visible ASCII characters without a dot, or the timestamp not whole
   *   seconds since the epoch
   */
  sign({ id, timestampSeconds, body }: WebhookMessage): WebhookHeaders {
    const timestamp = String(timestampSeconds);
    if (!MESSAGE_ID.test(id)) throw new RangeError('A message id is 1 to 255 visible ASCII characters without a dot.');
    if (!TIMESTAMP.test(timestamp)) throw new RangeError('A timestamp is in whole seconds since the epoch.');
    const text = signedText(id, timestamp, body);
    const signatures = this.#keys.map((key) => `${key.version},${key.sign(text)}`);
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
  }

  /** Checks a received message against every live key. Never throws for bad input. */
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

    const text = signedText(id, timestamp, body);
    const isSigned = this.#keys.some((key) => key.fits(text, signaturesOf(signatures, key.version)));
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

const HEADER_NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** The signatures of one version, as many as a rotation can need; what other versions stand in the list is passed over. */
function signaturesOf(list: string, version: WebhookKey['version']): string[] {
  const start = `${version},`;
  const own = list.split(' ').filter((one) => one.startsWith(start));
  return own.slice(0, MAX_SIGNATURES).map((one) => one.slice(start.length));
}

const signedText = (id: string, timestamp: string, body: string | Uint8Array): SignedText => ({
  head: `${id}.${timestamp}.`,
  body,
});

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
