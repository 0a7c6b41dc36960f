import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A message as it came, before anything parsed it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers messages; what it throws is no answer, and lets the message come again. */
export type Receiver = (request: ReceivedRequest) => Promise<ReceiverAnswer>;

/** The most that a message of the gateway has; what is longer is not read. */
const MAX_BODY_BYTES = 1_048_576;

/**
 * A receiver as middleware of Express, Connect or Nest (on Express or Fastify), and as a listener of `node:http`. Put it
 * before any body parser; where one ran before, keep the bytes: Nest with `rawBody: true`, Express with `express.raw`.
 */
export function asMiddleware(receiver: Receiver) {
  return (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void => {
    answerFor(receiver, request).then(
      ({ status, headers, body }) => {
        // A time limit of the host may have answered before.
        if (!response.headersSent) response.writeHead(status, headers).end(body);
      },
      (error: unknown) => {
        if (next) next(error);
        else if (!response.headersSent) response.writeHead(500).end();
      },
    );
  };
}

/** What of a Fastify instance a receiver uses, of whatever version; Fastify's own types are not needed for it. */
export interface FastifyLike {
  addContentTypeParser(...parameters: never[]): unknown;
  removeAllContentTypeParsers(): void;
  post(...parameters: never[]): unknown;
}

/** The same with the parameters that are given. */
interface FastifyRoutes {
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parse: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown;
  removeAllContentTypeParsers(): void;
  post(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>): unknown;
}

interface FastifyRequestLike {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface FastifyReplyLike {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
}

/** A receiver as a plugin of Fastify: `app.register(asFastifyPlugin(receiver, '/hook'))`. Other routes keep their parsers. */
export const asFastifyPlugin =
  (receiver: Receiver, path: string) =>
  async (instance: FastifyLike): Promise<void> => {
    const fastify = instance as unknown as FastifyRoutes;
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    fastify.post(path, async ({ method, headers, body: raw }, reply) => {
      const {
        status,
        headers: given,
        body,
      } = await receiver({ method, headers, body: bytesOf(raw) ?? new Uint8Array() });
      reply.code(status);
      reply.headers({ ...given });
      return reply.send(body);
    });
  };

/** An answer of a status alone, or with JSON. */
export function answer(
  status: number,
  content?: object,
  headers: Readonly<Record<string, string>> = {},
): ReceiverAnswer {
  if (!content) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) };
}

async function answerFor(receiver: Receiver, request: IncomingMessage): Promise<ReceiverAnswer> {
  const body = await bodyOf(request);
  if (!body) return answer(413, undefined, { connection: 'close' });
  return receiver({ method: request.method ?? '', headers: request.headers, body });
}

/** The bytes as they came, wherever they are by now; nothing when they are too many. */
async function bodyOf(
  request: IncomingMessage & { rawBody?: unknown; body?: unknown },
): Promise<Uint8Array | undefined> {
  const kept = bytesOf(request.rawBody) ?? bytesOf(request.body);
  if (kept) return kept;
  if (request.readableEnded || (request.body !== undefined && request.body !== null)) {
    throw new Error(
      'The body was parsed before it could be verified: put this middleware before the parser, or keep the bytes as `rawBody`.',
    );
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body;
  return typeof body === 'string' ? Buffer.from(body) : undefined;
}
