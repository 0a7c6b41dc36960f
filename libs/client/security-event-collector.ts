import type { LiaisonClient } from './liaison-client.js';
import { LiaisonRequestError } from './request-error.js';
import { retryAfterMs, wait } from './retry.js';
import {
  type SecurityEvent,
  type SecurityEventError,
  type SecurityEventExpectations,
  verifySecurityEvent,
} from './security-events.js';

export interface CollectOptions extends SecurityEventExpectations {
  readonly client: Pick<LiaisonClient, 'request'>;
  readonly streamId: string;
  /** Called for one token at a time; acknowledged when its promise has resolved. What it throws lets the token come again. */
  handle(event: SecurityEvent): unknown;
  /** Ends the collecting after the token in hand; what was handled is acknowledged still. */
  readonly signal: AbortSignal;
  /** Told of what was not handled and of polls that failed. */
  onError?(error: unknown): void;
  /** Tokens of one answer, at most 100. */
  readonly maxEvents?: number | undefined;
  /** Most time before the first new attempt, doubled each time up to 30 s; by lot no less than half. 500 when left out. */
  readonly retryMs?: number | undefined;
}

interface PollAnswer {
  readonly sets: Readonly<Record<string, string>>;
}

interface Answers {
  readonly ack: string[];
  readonly setErrs: Record<string, { err: SecurityEventError; description: string }>;
}

/** To ask again would change nothing. */
const FINAL_STATUS = new Set([400, 401, 403, 404]);

/**
 * Collects security event tokens (RFC 8936) until the signal aborts: verifies each, hands it to `handle`, and acknowledges it
 * with the next poll; what is not authentic is refused with its error.
 * @throws LiaisonRequestError when the gateway refuses for good: key revoked, scope missing, no such stream
 */
export async function collectSecurityEvents(options: CollectOptions): Promise<void> {
  const { signal } = options;
  let answers = none();
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { sets } = await poll(options, answers, { signal });
      answers = none();
      failures = 0;
      await handleAll(options, sets, answers);
    } catch (error) {
      if (signal.aborted) break;
      options.onError?.(error);
      if (error instanceof LiaisonRequestError && FINAL_STATUS.has(error.status)) throw error;
      await wait(retryAfterMs(error, failures++, options.retryMs ?? 500), signal);
    }
  }
  if (answers.ack.length > 0) await poll(options, answers, { maxEvents: 0 });
}

const none = (): Answers => ({ ack: [], setErrs: {} });

async function handleAll(
  options: CollectOptions,
  sets: Readonly<Record<string, string>>,
  answers: Answers,
): Promise<void> {
  for (const [jti, token] of Object.entries(sets)) {
    if (options.signal.aborted) return;
    const verdict = await verifySecurityEvent(token, options);
    if (!verdict.ok) {
      answers.setErrs[jti] = { err: verdict.err, description: verdict.description };
      continue;
    }
    try {
      await options.handle(verdict.event);
      answers.ack.push(jti);
    } catch (error) {
      options.onError?.(error);
    }
  }
}

async function poll(
  { client, streamId, maxEvents }: CollectOptions,
  { ack, setErrs }: Answers,
  how: { signal?: AbortSignal; maxEvents?: number },
): Promise<PollAnswer> {
  const isLast = how.maxEvents === 0;
  const response = await client.request(`/v1/ssf/poll/${encodeURIComponent(streamId)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...(isLast ? { maxEvents: 0 } : maxEvents === undefined ? {} : { maxEvents }),
      ...(ack.length > 0 ? { ack } : {}),
      ...(Object.keys(setErrs).length > 0 ? { setErrs } : {}),
      returnImmediately: isLast,
    }),
    ...(how.signal ? { signal: how.signal } : {}),
  });
  return (await response.json()) as PollAnswer;
}
