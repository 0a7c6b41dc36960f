import { createClient } from 'graphql-ws';
import { EventQueue } from './event-queue.js';
import type { Event } from './gateway-schema.js';
import { type GraphqlError, LiaisonRequestError } from './request-error.js';
import { wait } from './retry.js';
import { readEventStream } from './server-sent-events.js';

/** An event as a subscriber gets it, with the attributes of CloudEvents 1.0. Thin: ask for the subject itself. */
export type StreamedEvent = Omit<Event, '__typename'>;

/** By graphql-ws, by graphql-sse, or by asking for `events(after:)` again and again. */
export type TransportName = 'socket' | 'sse' | 'poll';

/** What a transport is asked for. */
export interface StreamRequest {
  /** The place to go on after. */
  readonly after: string;
  readonly types: readonly string[] | null;
  readonly signal: AbortSignal;
  /** Called when the gateway has let the stream in. */
  onOpen(): void;
}

/** One connection's events, in order; ends when it breaks off. @throws LiaisonRequestError, or the network's own error */
export type Transport = (request: StreamRequest) => AsyncIterable<StreamedEvent>;

/** What transports need of the client. */
export interface Connection {
  readonly url: string;
  readonly webSocket: unknown;
  readonly fetch: typeof fetch;
  token(): Promise<string>;
  query<Result>(query: string, variables: Record<string, unknown>): Promise<Result>;
}

const FIELDS = `id specversion source type subject time occurredAt datacontenttype subjectType subjectId category severity
  jurisdiction entityKind platform listId data previousId cursor`;
const SUBSCRIPTION = `subscription ($after: String, $types: [String!]) { events(after: $after, types: $types) { ${FIELDS} } }`;
const PAGE = `query ($after: String, $types: [String!]) { events(first: 100, after: $after, types: $types) {
  edges { node { ${FIELDS} } } pageInfo { hasNextPage endCursor } } }`;

interface Result {
  readonly data?: { readonly events: StreamedEvent } | null | undefined;
  readonly errors?: readonly GraphqlError[] | undefined;
}

/** Events that wait for the handler; what comes beyond is fetched again later. */
const MAX_WAITING = 1_000;
const PING_MS = 15_000;
/** A socket whose other end does not answer a ping by then is dead. */
const PONG_MS = 10_000;
/** What has taken the connection and not let the socket in by then never will. */
const CONNECT_MS = 30_000;

/** graphql-ws, one connection with a token of its own for each stream. */
export const bySocket =
  (connection: Connection): Transport =>
  ({ after, types, signal, onOpen }) => {
    const queue = new EventQueue<StreamedEvent>(MAX_WAITING);
    let isMissing: NodeJS.Timeout | undefined;
    const socket = createClient({
      url: `${connection.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: async () => ({ authorization: `Bearer ${await connection.token()}` }),
      retryAttempts: 0,
      keepAlive: PING_MS,
      webSocketImpl: connection.webSocket,
      on: {
        connected: () => {
          clearTimeout(isSilent);
          onOpen();
        },
        ping: (isReceived) => {
          if (!isReceived) isMissing = setTimeout(() => socket.terminate(), PONG_MS);
        },
        pong: (isReceived) => {
          if (isReceived) clearTimeout(isMissing);
        },
      },
    });
    const isSilent = setTimeout(() => {
      queue.end(new Error('The socket was not let in.'));
      close();
    }, CONNECT_MS);
    const close = () => {
      clearTimeout(isSilent);
      clearTimeout(isMissing);
      // It waits for a connection that is being made, which may fail: that is nobody's fault any more.
      Promise.resolve(socket.dispose()).catch(() => undefined);
      queue.end();
    };
    signal.addEventListener('abort', close, { once: true });
    socket.subscribe<Result['data'] & object>(
      { query: SUBSCRIPTION, variables: { after, types } },
      {
        next: (result) => {
          const event = eventOf(result as Result, queue);
          if (event && !queue.push(event)) close();
        },
        error: (error) => queue.end(errorOfSocket(error)),
        complete: () => queue.end(),
      },
    );
    return ending(queue, () => {
      signal.removeEventListener('abort', close);
      close();
    });
  };

/** graphql-sse in distinct connections mode: what the handler has not taken stays with the gateway. */
export const bySse = (connection: Connection): Transport =>
  async function* ({ after, types, signal, onOpen }) {
    const response = await connection.fetch(`${connection.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${await connection.token()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: SUBSCRIPTION, variables: { after, types } }),
      signal,
    });
    if (!response.ok || !response.body) throw await LiaisonRequestError.of(response);
    onOpen();
    for await (const { event, data } of readEventStream(response.body)) {
      if (event === 'complete') return;
      const { data: found, errors } = JSON.parse(data) as Result;
      if (errors) throw new LiaisonRequestError(response.status, errors, null);
      if (found) yield found.events;
    }
  };

/** Asks for what has happened by now, page by page; returns the place up to which it looked. */
export const byAsking = (connection: Connection) =>
  async function* ({ after, types, signal, onOpen }: StreamRequest): AsyncGenerator<StreamedEvent, string, void> {
    let place = after;
    for (let hasMore = true; hasMore && !signal.aborted; ) {
      const { events } = await connection.query<{
        events: {
          edges: readonly { readonly node: StreamedEvent }[];
          pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        };
      }>(PAGE, { after: place, types });
      onOpen();
      for (const { node } of events.edges) yield node;
      place = events.pageInfo.endCursor ?? place;
      hasMore = events.pageInfo.hasNextPage;
    }
    return place;
  };

/** Asks again and again, for networks that let nothing stay open. Ends after a while, so that a better way can be tried. */
export const byPolling = (connection: Connection, pollMs: number, endAfterMs: number): Transport =>
  async function* (request) {
    const ask = byAsking(connection);
    const endMs = performance.now() + endAfterMs;
    let { after } = request;
    while (!request.signal.aborted && performance.now() < endMs) {
      after = yield* ask({ ...request, after });
      await wait(pollMs, request.signal);
    }
  };

function eventOf({ data, errors }: Result, queue: EventQueue<StreamedEvent>): StreamedEvent | undefined {
  if (errors) queue.end(new LiaisonRequestError(200, errors, null));
  return errors ? undefined : data?.events;
}

/** A refusal of the gateway, whether it came as GraphQL errors or as the reason of a close; else the error itself. */
function errorOfSocket(error: unknown): unknown {
  if (Array.isArray(error)) return new LiaisonRequestError(200, error as GraphqlError[], null);
  const { code, reason } = (error ?? {}) as { code?: unknown; reason?: unknown };
  if (code === 4403) {
    return new LiaisonRequestError(401, [{ message: String(reason), extensions: { code: 'UNAUTHENTICATED' } }], null);
  }
  return error instanceof Error ? error : new Error(`The socket closed with ${String(code ?? 'no code')}.`);
}

async function* ending<Item>(items: AsyncIterable<Item>, onEnd: () => void): AsyncGenerator<Item, void, void> {
  try {
    yield* items;
  } finally {
    onEnd();
  }
}
