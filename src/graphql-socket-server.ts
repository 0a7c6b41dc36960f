import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLError } from 'graphql';
import { makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Settings } from '../config/settings.js';
import { Places } from './common/context/places.js';
import { RateLimiter } from './common/rate-limit/rate-limiter.js';
import { safeError } from './common/safe-error.js';
import { SETTINGS } from './common/tokens.js';
import {
  authenticateSocket,
  isStillWelcome,
  leaveSocket,
  prepareForSocket,
  type SocketExtra,
} from './graphql-socket.js';
import { SocketWire } from './graphql-socket-wire.js';
import { masked, SubscriptionOperations } from './subscription-operations.js';
import { Authenticator } from './tenants/authenticator.js';

const PATH = '/graphql';
/** A socket that has not sent its `connection_init` by then is closed. */
const INIT_TIMEOUT_MS = 5_000;
/** A client that does not answer the closing handshake by then is cut off. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Serves graphql-ws on `/graphql`. Our own instead of the framework's, which takes messages of 100 MiB from anybody and
 * leaves an upgrade to any other path open for ever.
 */
@Injectable()
export class GraphqlSocketServer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(GraphqlSocketServer.name);
  private readonly sockets: WebSocketServer;
  private readonly places: Places;
  private isStopping = false;
  private wire: SocketWire | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
    private readonly operations: SubscriptionOperations,
    private readonly adapterHost: HttpAdapterHost,
  ) {
    this.places = new Places(settings.LIAISON_STREAMS_PER_TENANT, settings.LIAISON_STREAMS_TOTAL);
    this.sockets = new WebSocketServer({
      noServer: true,
      maxPayload: settings.LIAISON_GRAPHQL_MAX_BODY_BYTES,
      // A dictionary costs more memory a socket than all the rest.
      perMessageDeflate: false,
    });
  }

  onApplicationBootstrap(): void {
    // A worker serves no HTTP.
    if (!this.adapterHost.httpAdapter) return;
    const server = makeServer<Record<string, unknown>, SocketExtra>({
      schema: this.operations.schema,
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: (socket) => authenticateSocket(this.authenticator, this.places, socket),
      onClose: (socket) => leaveSocket(this.places, socket),
      onSubscribe: async (socket, _id, operation) =>
        (await isStillWelcome(this.authenticator, socket))
          ? (this.oneTooMany(socket.extra) ?? prepareForSocket(this.operations, socket, operation))
          : [REVOKED],
      subscribe: (args) => this.operations.subscribe(args),
      onNext: (socket, _id, _payload, _args, { errors, ...result }) =>
        errors ? { ...result, errors: masked(errors, socket.extra.tenantContext?.requestId) } : undefined,
      onError: (socket, _id, _payload, errors) => masked(errors, socket.extra.tenantContext?.requestId),
    });
    this.wire = new SocketWire(this.sockets, server, (error) =>
      this.logger.warn({ err: safeError(error) }, 'a message of a socket could not be handled'),
    );
    this.sockets.on('connection', (socket) => {
      socket.on('error', (error: Error & { code?: string }) => this.logger.warn(`socket: ${error.code ?? error.name}`));
    });
    this.adapterHost.httpAdapter
      .getHttpServer()
      .on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => this.upgrade(request, stream, head));
  }

  /** Before Apollo stops: it waits until the HTTP server has no connection left, and a socket is one. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    const cutOff = setTimeout(() => {
      for (const client of this.sockets.clients) client.terminate();
    }, CLOSE_TIMEOUT_MS);
    await this.wire?.close();
    clearTimeout(cutOff);
  }

  /** An operation on a socket counts as a request of its tenant. */
  private oneTooMany({ tenantContext }: SocketExtra): readonly GraphQLError[] | undefined {
    const admission = this.limiter.admit(tenantContext?.tenantId ?? '');
    if (admission.ok) return undefined;
    const { retryAfterSeconds } = admission;
    const message = `Your tenant made too many requests: come again in ${retryAfterSeconds} s.`;
    return [new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds } })];
  }

  private upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    if (request.url?.split('?', 1)[0] !== PATH) {
      refuseUpgrade(stream, '404 Not Found');
      return;
    }
    // Also those count that have not said yet who they are.
    if (this.isStopping || this.sockets.clients.size >= this.settings.LIAISON_STREAMS_TOTAL) {
      refuseUpgrade(stream, '503 Service Unavailable');
      return;
    }
    this.sockets.handleUpgrade(request, stream, head, (socket) => this.sockets.emit('connection', socket, request));
  }
}

const refuseUpgrade = (stream: Duplex, status: string): void => {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const REVOKED = new GraphQLError('The tenant or key behind this socket is no longer valid.', {
  extensions: { code: 'UNAUTHENTICATED' },
});
