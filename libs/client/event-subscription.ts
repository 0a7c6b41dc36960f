import {
  byAsking,
  byPolling,
  bySocket,
  bySse,
  type Connection,
  type StreamedEvent,
  type Transport,
  type TransportName,
} from './event-transports.js';
import { LiaisonRequestError } from './request-error.js';
import { retryAfterMs, wait } from './retry.js';

/** What becomes of a stream, for a log or a gauge. */
export type StreamState =
  | { readonly kind: 'open'; readonly transport: TransportName }
  /** It broke off, or was never let in; it is opened again after `retryMs`. */
  | { readonly kind: 'broken'; readonly transport: TransportName; readonly error: unknown; readonly retryMs: number }
  /** The handler threw: the event is handed to it again after `retryMs`. */
  | { readonly kind: 'unhandled'; readonly eventId: string; readonly error: unknown; readonly retryMs: number }
  /** An event did not follow the one that was handled last: what is between them is asked for. */
  | { readonly kind: 'gap'; readonly eventId: string };

export interface SubscribeOptions {
  /** Called for one event at a time; the next comes when its promise has resolved. What it throws lets the event come again. */
  handle(event: StreamedEvent): void | Promise<void>;
  /** Cursor of the event that was handled last; from now on when left out. */
  readonly after?: string | undefined;
  /** Only these types. */
  readonly types?: readonly string[] | undefined;
  /**
   * Keeps the place: called with the cursor of each event after it was handled, and first, when `after` was left out, with the
   * place where the stream begins, so that who is killed over the first event gets it again.
   */
  keepCursor?(cursor: string): void | Promise<void>;
  onState?(state: StreamState): void;
  /** The first way to try; each that is not let in twice gives way to the next. */
  readonly transport?: TransportName | undefined;
  /** Time between two questions while events are fetched instead of streamed. 5,000 when left out. */
  readonly pollMs?: number | undefined;
  /** Most time before the first new attempt, doubled each time up to 30 s; by lot no less than half. 500 when left out. */
  readonly retryMs?: number | undefined;
}

const TRIES_PER_TRANSPORT = 2;
/** A connection that was open for this long was a good one. */
const GOOD_AFTER_MS = 10_000;
/** After this time of asking again and again, the first way is tried once more. */
const POLL_FOR_MS = 300_000;
const HEAD = '{ eventHead { cursor } }';
/** To come again would change nothing. */
const FINAL_CODES = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

type Way = readonly [name: TransportName, open: Transport];

class Gap extends Error {}

class Unhandled extends Error {
  constructor(
    readonly eventId: string,
    readonly error: unknown,
  ) {
    super('The handler failed.');
  }
}

/** A stream that goes on after the last handled event until it is stopped or refused. */
export class EventSubscription {
  /**
   * Resolves after `stop`.
   * @throws LiaisonRequestError when the gateway refuses the stream for good: key revoked, scope missing, cursor of another
   */
  readonly done: Promise<void>;
  private readonly ways: readonly Way[];
  private readonly stopping = new AbortController();
  private place: string | undefined;
  private lastId: string | undefined;
  /** The place at which a gap was seen: what follows it in the tables is all there is. */
  private gapAt: string | undefined;
  private hasGap = false;
  private failures = 0;
  private way = 0;
  private triesOfWay = 0;
  private openedAtMs: number | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly options: SubscribeOptions,
  ) {
    this.place = options.after;
    this.ways = waysOf(connection, options);
    this.done = this.run();
    // Who stops without waiting must not end the process by a refusal.
    this.done.catch(() => undefined);
  }

  /** Cursor of the last handled event; before the first, of the place where the stream began. */
  get cursor(): string | undefined {
    return this.place;
  }

  /** Ends the stream after the event in hand. @throws what `done` throws */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let error: unknown;
      try {
        await this.readOnce(this.hasGap ? ['poll', byAsking(this.connection)] : this.wayNow(), signal);
        if (this.hasGap) {
          this.hasGap = false;
          continue;
        }
      } catch (reason) {
        error = reason;
      }
      if (signal.aborted) return;
      if (error instanceof Gap) continue;
      if (error instanceof LiaisonRequestError && FINAL_CODES.has(error.code ?? '')) throw error;
      await this.comeBackAfter(error, signal);
    }
  }

  /** One connection, from its beginning to its end. */
  private async readOnce([name, open]: Way, signal: AbortSignal): Promise<void> {
    this.place ??= await this.beginning();
    // An abort is told once, to those who listen by then.
    if (signal.aborted) return;
    this.openedAtMs = undefined;
    const connection = new AbortController();
    const end = () => connection.abort();
    signal.addEventListener('abort', end, { once: true });
    const types = this.options.types ?? null;
    const onOpen = () => {
      if (!this.hasGap) this.noteOpen(name);
    };
    try {
      for await (const event of open({ after: this.place, types, signal: connection.signal, onOpen })) {
        await this.take(event);
        if (signal.aborted) return;
      }
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  private async take(event: StreamedEvent): Promise<void> {
    const follows = event.previousId === null || this.lastId === undefined || event.previousId === this.lastId;
    if (!follows && this.gapAt !== this.place) {
      this.gapAt = this.place;
      this.hasGap = true;
      this.options.onState?.({ kind: 'gap', eventId: event.id });
      throw new Gap();
    }
    try {
      await this.options.handle(event);
      await this.options.keepCursor?.(event.cursor);
    } catch (error) {
      throw new Unhandled(event.id, error);
    }
    this.place = event.cursor;
    this.lastId = event.id;
    this.failures = 0;
    this.triesOfWay = 0;
  }

  private async comeBackAfter(error: unknown, signal: AbortSignal): Promise<void> {
    const [transport] = this.wayNow();
    if (this.openedAtMs !== undefined && performance.now() - this.openedAtMs >= GOOD_AFTER_MS) {
      this.failures = 0;
      this.triesOfWay = 0;
    }
    if (transport === 'poll' && error === undefined) {
      this.way = 0;
      return;
    }
    const retryMs = retryAfterMs(error, this.failures++, this.options.retryMs ?? 500);
    if (error instanceof Unhandled) {
      this.options.onState?.({ kind: 'unhandled', eventId: error.eventId, error: error.error, retryMs });
    } else {
      this.triesOfWay += 1;
      this.options.onState?.({ kind: 'broken', transport, error, retryMs });
    }
    await wait(retryMs, signal);
  }

  /** The present way; the next one when this did not work often enough. */
  private wayNow(): Way {
    if (this.triesOfWay >= TRIES_PER_TRANSPORT) {
      this.way = (this.way + 1) % this.ways.length;
      this.triesOfWay = 0;
    }
    return this.ways[this.way] as Way;
  }

  private noteOpen(transport: TransportName): void {
    if (this.openedAtMs !== undefined) return;
    this.openedAtMs = performance.now();
    this.options.onState?.({ kind: 'open', transport });
  }

  /** The place of now, which is kept before anything comes. */
  private async beginning(): Promise<string> {
    const { eventHead } = await this.connection.query<{ eventHead: { cursor: string } }>(HEAD, {});
    await this.options.keepCursor?.(eventHead.cursor);
    return eventHead.cursor;
  }
}

/** All ways from the wanted one on; a platform without WebSocket begins with the next. */
function waysOf(connection: Connection, { transport, pollMs }: SubscribeOptions): Way[] {
  const all: Way[] = [
    ...(connection.webSocket ? [['socket', bySocket(connection)] as const] : []),
    ['sse', bySse(connection)],
    ['poll', byPolling(connection, pollMs ?? 5_000, POLL_FOR_MS)],
  ];
  const first = all.findIndex(([name]) => name === transport);
  return all.slice(Math.max(first, 0));
}
