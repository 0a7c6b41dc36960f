import { createHash, timingSafeEqual } from 'node:crypto';
import { DELIVERY_RECEIPT_MEDIA_TYPE } from '../signing/delivery-receipt.js';
import type { PrivateSigningJwk } from '../signing/keys.js';
import { receiptFor } from './receipts.js';
import { answer, type Receiver, type ReceiverAnswer } from './receiver.js';
import { type SecurityEvent, type SecurityEventExpectations, verifySecurityEvent } from './security-events.js';

export interface SecurityEventReceiverOptions extends SecurityEventExpectations {
  /** What the stream was given as `authorization_header`: tokens without it are refused. */
  readonly authorization?: string | undefined;
  /** Called for each authentic token; 202 when its promise has resolved. What it throws lets the token come again. */
  handle(event: SecurityEvent): unknown;
  /** A signing key of the tenant: each answer then carries a receipt. */
  readonly receiptKey?: PrivateSigningJwk | undefined;
}

const TOKEN_MEDIA_TYPE = /^application\/secevent\+jwt\s*(;|$)/i;

/** Receives pushed security event tokens (RFC 8935): give it to `asMiddleware` or `asFastifyPlugin`. */
export const securityEventReceiver =
  (options: SecurityEventReceiverOptions): Receiver =>
  async ({ method, headers, body }) => {
    if (method !== 'POST') return answer(405, undefined, { allow: 'POST' });
    if (options.authorization !== undefined && !isSame(headers.authorization ?? '', options.authorization)) {
      return refusal('authentication_failed', 'The sender is not the one that was agreed on.');
    }
    if (!TOKEN_MEDIA_TYPE.test(headers['content-type'] ?? '')) {
      return refusal('invalid_request', 'The content type is not application/secevent+jwt.');
    }
    const token = new TextDecoder().decode(body).trim();
    const verdict = await verifySecurityEvent(token, options).catch(() => undefined);
    // The keys of the gateway cannot be fetched: nobody knows whether the token is good.
    if (!verdict) return answer(503);
    if (!verdict.ok) return refusal(verdict.err, verdict.description);
    await options.handle(verdict.event);
    const { receiptKey, audience } = options;
    if (!receiptKey) return answer(202);
    const receipt = await receiptFor({ tenant: audience, eventId: verdict.event.txn, body, privateJwk: receiptKey });
    return { status: 202, headers: { 'content-type': DELIVERY_RECEIPT_MEDIA_TYPE }, body: receipt };
  };

/** RFC 8935 §2.3: a description says in which language it is. */
const refusal = (err: string, description: string): ReceiverAnswer =>
  answer(400, { err, description }, { 'content-language': 'en' });

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
