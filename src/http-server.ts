import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { AppModule } from './app.module.js';
import type { Clock } from './common/clock.js';
import { HttpProblem } from './common/http/http-errors.js';
import { newId } from './common/ids.js';
import { Metrics } from './common/metrics.js';
import { RateLimiter } from './common/rate-limit/rate-limiter.js';
import { type Log, openLog } from './operations/log.js';
import { followRequests } from './operations/request-log.js';
import { endConnectionsWhenClosing } from './operations/shutdown.js';
import { openQueueBoard } from './queue-board/queue-board.js';
import { Authenticator } from './tenants/authenticator.js';
import { authenticateRequests } from './tenants/http-authentication.js';

/** A caller's own request id is taken over when it is one of these, so that both sides' logs can be joined. */
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** A sender that has not finished its headers by then is dropped. */
const HEADERS_TIMEOUT_MS = 15_000;
/** A connection on which nothing moves for this long is dropped. */
const IDLE_TIMEOUT_MS = 120_000;
/** The longest body, a self-inspection report over a slow line, may take this long to come in. */
const REQUEST_TIMEOUT_MS = 3_600_000;
/** How often the two limits above are looked at. */
const TIMEOUT_CHECK_MS = 5_000;

/** A path that cannot be read comes to no route, and so to no filter of ours. */
function refuseUnreadable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new HttpProblem(400, 'BAD_REQUEST', 'The path of the request cannot be read.');
  void reply
    .code(problem.status)
    .header('x-request-id', request.id)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(request.id)));
}

/** Builds the gateway, ready to listen. */
export async function createGateway(
  settings: Settings,
  clock?: Clock,
  log: Log = openLog(settings.LOG_LEVEL),
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: settings.LIAISON_GRAPHQL_MAX_BODY_BYTES,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
    },
    connectionTimeout: IDLE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_MS },
    frameworkErrors: refuseUnreadable,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(await AppModule.open(settings, clock), adapter, {
    logger: log.nest,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  followRequests(fastify, log, app.get(Metrics));
  endConnectionsWhenClosing(fastify);
  authenticateRequests(fastify, app.get(Authenticator), app.get(RateLimiter));
  fastify.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  const authenticator = app.get(Authenticator);
  openQueueBoard(app, (visitor) => authenticator.isStillGood(visitor));
  return app;
}
