import type { Dispatcher } from 'undici';
import { retryAfterMs } from './backoff.js';
import type { EndpointAnswer } from './channels.js';
import type { Outcome } from './delivery.policy.js';
import { EndpointRefusedError } from './endpoint-guard.js';

/** As much of an answer's body is read, for the connection's sake, before it is dropped. */
const MAX_ANSWER_BYTES = 4_096;
/** Answers that say something: an error of RFC 8935, or a receipt. Longer ones than `MAX_READ_BYTES` say nothing. */
const READ_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/jose']);
const MAX_READ_BYTES = 16_384;

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Why an exchange was broken off by this side. */
export type BreakingOff = 'TIMEOUT' | 'INTERRUPTED';

class BrokenOffError extends Error {}

/**
 * One request and its answer, at the level where undici hands over what it parses: `request` would make a stream, an
 * abort signal and an async resource for each, which cost as much as the sending itself.
 */
export class WebhookExchange implements Dispatcher.DispatchHandler {
  readonly outcome: Promise<Outcome>;
  private settle: (outcome: Outcome) => void = () => undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private hasEnded = false;
  private status = 0;
  private waitMs: number | undefined;
  private type = '';
  private announcedBytes = MAX_READ_BYTES;
  private bytes = 0;
  /** One buffer for all of it: a chunk holds on to what it was cut from, however short it is. */
  private body: Buffer | undefined;

  /** @param nowMs what a date in `Retry-After` counts from */
  constructor(private readonly nowMs: number) {
    this.outcome = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  /** Ends it at once, whether it waits for a connection, for the answer or for the rest of it. */
  breakOff(reason: BreakingOff): void {
    this.end(reason === 'TIMEOUT' ? { kind: 'FAILED', error: reason } : { kind: 'INTERRUPTED' });
    this.drop();
  }

  /** It could not be sent. */
  fail(error: unknown): void {
    this.end({ kind: 'FAILED', error: codeOf(error) });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.hasEnded) this.drop();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // 1xx come before the answer.
    if (status < 200) return;
    this.status = status;
    this.waitMs = retryAfterMs(first(headers['retry-after']), this.nowMs);
    this.type = mediaTypeOf(headers);
    const announced = Number(first(headers['content-length']) ?? MAX_READ_BYTES);
    if (announced < MAX_READ_BYTES) this.announcedBytes = announced;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.hasEnded) return;
    const isRead = READ_TYPES.has(this.type);
    if (this.bytes + chunk.length > (isRead ? MAX_READ_BYTES : MAX_ANSWER_BYTES)) {
      this.end(this.answered(isRead ? '' : undefined));
      this.drop();
      return;
    }
    if (isRead) {
      this.body ??= Buffer.alloc(this.announcedBytes);
      chunk.copy(this.body, this.bytes);
    }
    this.bytes += chunk.length;
  }

  onResponseEnd(): void {
    this.end(this.answered(READ_TYPES.has(this.type) ? (this.body?.toString('utf8', 0, this.bytes) ?? '') : undefined));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** The status decides, once it is there: a body that breaks off changes nothing. */
  private end(outcome: Outcome): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.settle(outcome.kind === 'ANSWERED' || this.status === 0 ? outcome : this.answered(undefined));
  }

  private answered(body: string | undefined): Outcome {
    const { status, waitMs, type } = this;
    const answer: EndpointAnswer | undefined = body === undefined ? undefined : { status, type, body };
    return { kind: 'ANSWERED', status, retryAfterMs: waitMs, ...(answer ? { answer } : {}) };
  }

  private drop(): void {
    this.controller?.abort(new BrokenOffError());
  }
}

const first = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];

function mediaTypeOf(headers: Headers): string {
  const [type = ''] = first(headers['content-type'])?.split(';', 1) ?? [];
  return type.trim().toLowerCase();
}

/** A stable code; messages of network errors hold addresses, so they are not kept. */
function codeOf(error: unknown): string {
  if (error instanceof EndpointRefusedError) return error.code;
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const text = String(code ?? cause?.code ?? 'UNKNOWN');
  return text.slice(0, 64);
}
