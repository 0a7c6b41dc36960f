import { Agent, type Dispatcher } from 'undici';
import { retryAfterMs } from './backoff.js';
import type { EndpointAnswer, OutgoingMessage } from './channels.js';
import type { Outcome } from './delivery.policy.js';
import { type EndpointGuard, EndpointRefusedError } from './endpoint-guard.js';

/** As much of an answer's body is read, for the connection's sake, before it is dropped. */
const MAX_ANSWER_BYTES = 4_096;
/** Answers that say something: an error of RFC 8935, or a receipt. Longer ones than `MAX_READ_BYTES` say nothing. */
const READ_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/jose']);
const MAX_READ_BYTES = 16_384;
const KEEP_ALIVE_MS = 10_000;
/** Origins whose idle connections are kept. */
const MAX_ORIGINS = 20_000;

export interface WebhookClientOptions {
  /** Total time of one request, the connection included. */
  readonly timeoutMs: number;
  readonly connectionsPerOrigin: number;
}

/** Where a message goes. */
export interface Destination {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
}

/** Sends signed messages: guarded connections kept alive, no redirects, bounded answers and time. */
export class WebhookClient {
  private readonly agent: Agent;
  private readonly open = new Set<AbortController>();
  private isStopping = false;

  constructor(
    guard: EndpointGuard,
    private readonly options: WebhookClientOptions,
  ) {
    this.agent = new Agent({
      connections: options.connectionsPerOrigin,
      pipelining: 1,
      maxOrigins: MAX_ORIGINS,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxHeaderSize: 16_384,
      connect: { lookup: guard.lookup, timeout: options.timeoutMs },
    });
  }

  /** Posts a message; never throws for what an endpoint does. */
  async post({ origin, path }: Destination, message: OutgoingMessage, nowMs: number): Promise<Outcome> {
    if (this.isStopping) return { kind: 'INTERRUPTED' };
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new TimeoutError()), this.options.timeoutMs);
    this.open.add(controller);
    try {
      const answer = await this.agent.request({
        origin,
        path,
        method: 'POST',
        headers: { ...message.headers, 'user-agent': 'Liaison-Webhooks/1' },
        body: message.body,
        signal: controller.signal,
      });
      const read = await readAnswer(answer);
      return { kind: 'ANSWERED', status: answer.statusCode, retryAfterMs: waitOf(answer, nowMs), ...read };
    } catch (error) {
      return error instanceof InterruptedError ? { kind: 'INTERRUPTED' } : { kind: 'FAILED', error: codeOf(error) };
    } finally {
      clearTimeout(timer);
      this.open.delete(controller);
    }
  }

  /** Starts nothing any more, and ends what is under way after `graceMs`. */
  stop(graceMs: number): void {
    this.isStopping = true;
    setTimeout(() => {
      for (const controller of this.open) controller.abort(new InterruptedError());
    }, graceMs).unref();
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

class TimeoutError extends Error {
  readonly code = 'TIMEOUT';
}

class InterruptedError extends Error {}

/** The status decides; a body that nobody reads, breaks off or is too long changes nothing. */
async function readAnswer(answer: Dispatcher.ResponseData): Promise<{ answer?: EndpointAnswer }> {
  const { body, statusCode: status } = answer;
  const type = typeOf(answer);
  try {
    if (READ_TYPES.has(type)) return { answer: { status, type, body: await textOf(body) } };
    await body.dump({ limit: MAX_ANSWER_BYTES });
  } catch {
    body.destroy();
  }
  return {};
}

/** Empty when it is too long: leaving the loop drops the rest, and the connection with it. */
async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_READ_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function typeOf({ headers }: Dispatcher.ResponseData): string {
  const header = headers['content-type'];
  const [type = ''] = (Array.isArray(header) ? header[0] : header)?.split(';', 1) ?? [];
  return type.trim().toLowerCase();
}

function waitOf({ headers }: Dispatcher.ResponseData, nowMs: number): number | undefined {
  const header = headers['retry-after'];
  return retryAfterMs(Array.isArray(header) ? header[0] : header, nowMs);
}

/** A stable code; messages of network errors hold addresses, so they are not kept. */
function codeOf(error: unknown): string {
  if (error instanceof EndpointRefusedError) return error.code;
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const text = String(code ?? cause?.code ?? 'UNKNOWN');
  return text.slice(0, 64);
}
