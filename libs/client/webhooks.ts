import { challengeIn, challengeResponse } from '../signing/endpoint-challenge.js';
import { type ReceivedHeaders, verifyWebhook, type WebhookCheck } from '../signing/webhook-signature.js';

/** What a webhook of the gateway tells. Thin: ask the API for the subject itself. */
export interface WebhookMessage {
  /** The event's id: the same in every repetition, so keep the ids that were handled. */
  readonly id: string;
  readonly type: string;
  /** When it happened, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly data: {
    readonly eventId: string;
    /** Counts the subscription's messages from 1: one that is not `prevSeq + 1` of the newest handled shows a gap. */
    readonly seq: number;
    readonly prevSeq: number;
    readonly subjectType: string;
    readonly subjectId: string;
    readonly category: string | null;
    readonly severity: string | null;
    /** GB/T 2260 division code. */
    readonly jurisdiction: string | null;
  };
}

/** A request to a webhook endpoint. The body has to be the bytes as they came, before anything parsed them. */
export interface WebhookRequest {
  /** The live keys of the subscription (`whsec_…` for v1, `whpk_…` for v1a); both of a kind while one rotates. */
  readonly secrets: readonly string[];
  readonly headers: ReceivedHeaders;
  readonly body: string | Uint8Array;
  /** Seconds since 1970 UTC; the machine's clock when left out. */
  readonly nowSeconds?: number;
  /** Bounds the age of a message and its lead, in seconds. 300 when left out. */
  readonly toleranceSeconds?: number;
}

type Refused = Extract<WebhookCheck, { ok: false }>;

/** An authentic message, or why it is not believed. */
export type VerifiedWebhook = { readonly ok: true; readonly message: WebhookMessage } | Refused;

/**
 * Verifies a received webhook (Standard Webhooks, v1 and v1a) and reads it. Answer 2xx only when the message is handled, and 410
 * to be sent nothing more. Never throws for what a stranger sends.
 * @throws RangeError when a key is out of form
 */
export function verifyReceivedWebhook({ body, nowSeconds, ...request }: WebhookRequest): VerifiedWebhook {
  const check = verifyWebhook({ ...request, body, nowSeconds: nowSeconds ?? Date.now() / 1_000 });
  if (!check.ok) return check;
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return { ok: true, message: JSON.parse(text) as WebhookMessage };
}

/**
 * The answer by which an endpoint proves, when it is registered, that it receives for a tenant: send it as JSON with
 * status 200. Nothing for any other message. The question comes before there is a secret, so it is not signed.
 */
export function answerEndpointChallenge(
  body: string | Uint8Array,
  tenant: string,
): { readonly response: string } | undefined {
  const challenge = challengeIn(typeof body === 'string' ? body : new TextDecoder().decode(body));
  return challenge === undefined ? undefined : { response: challengeResponse(challenge, tenant) };
}
