import { Agent } from 'undici';
import type { OutgoingMessage } from './channels.js';
import type { Outcome } from './delivery.policy.js';
import type { EndpointGuard } from './endpoint-guard.js';
import { WebhookExchange } from './webhook-exchange.js';

const KEEP_ALIVE_MS = 10_000;
/** Origins whose idle connections are kept. */
const MAX_ORIGINS = 20_000;

export interface WebhookClientOptions {
  /** Total time of one request, the connection included. */
  readonly timeoutMs: number;
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
  private readonly open = new Set<WebhookExchange>();
  private isStopping = false;

  constructor(
    guard: EndpointGuard,
    private readonly options: WebhookClientOptions,
  ) {
    this.agent = new Agent({
      // The lanes bound what is under way; a bound here would let tenants that share an origin wait for each other.
      connections: null,
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
    const exchange = new WebhookExchange(nowMs);
    const timer = setTimeout(() => exchange.breakOff('TIMEOUT'), this.options.timeoutMs);
    this.open.add(exchange);
    const headers = { ...message.headers, 'user-agent': 'Liaison-Webhooks/1' };
    try {
      this.agent.dispatch({ origin, path, method: 'POST', headers, body: message.body }, exchange);
    } catch (error) {
      exchange.fail(error);
    }
    const outcome = await exchange.outcome;
    clearTimeout(timer);
    this.open.delete(exchange);
    return outcome;
  }

  /** Starts nothing any more, and ends what is under way after `graceMs`. */
  stop(graceMs: number): void {
    this.isStopping = true;
    setTimeout(() => {
      for (const exchange of this.open) exchange.breakOff('INTERRUPTED');
    }, graceMs).unref();
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}
