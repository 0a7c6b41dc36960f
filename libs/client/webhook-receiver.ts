import { DELIVERY_RECEIPT_MEDIA_TYPE } from '../signing/delivery-receipt.js';
import type { PrivateSigningJwk } from '../signing/keys.js';
import { receiptFor } from './receipts.js';
import { answer, type Receiver } from './receiver.js';
import { answerEndpointChallenge, verifyReceivedWebhook, type WebhookMessage } from './webhooks.js';

export interface WebhookReceiverOptions {
  /** The tenant's code: answers the question by which an endpoint is registered, and names who signs receipts. */
  readonly tenant: string;
  /**
   * The live keys of the subscription (`whsec_…`, `whpk_…`), both of a kind while one rotates. A function is asked each time.
   * Without any, messages are put off with 503.
   */
  readonly secrets: readonly string[] | (() => readonly string[] | Promise<readonly string[]>);
  /** Called for each authentic message; answers 2xx when its promise has resolved. What it throws lets the message come again. */
  handle(message: WebhookMessage): unknown;
  /** A signing key of the tenant: each answer then carries a receipt. */
  readonly receiptKey?: PrivateSigningJwk | undefined;
  /** Bounds the age of a message and its lead, in seconds. 300 when left out. */
  readonly toleranceSeconds?: number | undefined;
  /** Seconds since 1970 UTC; the machine's clock when left out. */
  readonly nowSeconds?: (() => number) | undefined;
}

/** Receives webhooks: give it to `asMiddleware` (Express, Connect, Nest, node:http) or `asFastifyPlugin`. */
export const webhookReceiver =
  (options: WebhookReceiverOptions): Receiver =>
  async ({ method, headers, body }) => {
    const { tenant, receiptKey, toleranceSeconds } = options;
    if (method !== 'POST') return answer(405, undefined, { allow: 'POST' });
    const proof = answerEndpointChallenge(body, tenant);
    if (proof) return answer(200, proof);
    const secrets = typeof options.secrets === 'function' ? await options.secrets() : options.secrets;
    if (secrets.length === 0) return answer(503, { code: 'NO_SECRET' });
    const nowSeconds = options.nowSeconds?.() ?? Date.now() / 1_000;
    const verdict = verifyReceivedWebhook({
      secrets,
      headers,
      body,
      nowSeconds,
      ...(toleranceSeconds === undefined ? {} : { toleranceSeconds }),
    });
    if (!verdict.ok) return answer(400, { code: verdict.reason, message: verdict.message });
    await options.handle(verdict.message);
    if (!receiptKey) return answer(204);
    const receivedAt = new Date(nowSeconds * 1_000);
    const receipt = await receiptFor({
      ...{ tenant, eventId: verdict.message.id, body, privateJwk: receiptKey, receivedAt },
    });
    return { status: 200, headers: { 'content-type': DELIVERY_RECEIPT_MEDIA_TYPE }, body: receipt };
  };
