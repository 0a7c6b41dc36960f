import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/context/operation.decorators.js';
import type { TracedRequest } from '../common/context/request-trace.js';
import type { Metrics } from '../common/metrics.js';
import type { Log } from './log.js';

type Followed = FastifyRequest & TracedRequest & AuthenticatedRequest;

/** Asked every few seconds by machines: counted, but no line each. */
const QUIET = new Set(['GET /health/live', 'GET /health/ready', 'GET /metrics']);

/**
 * One line and one measurement per request. The line is made of named fields; headers, bodies, variables and the query
 * string never come near it.
 */
export function followRequests(fastify: FastifyInstance, log: Log, metrics: Metrics): void {
  fastify.addHook('onRequest', (request: Followed, _reply, done) => {
    request.trace = {};
    log.within({ requestId: request.id }, done);
  });
  // Reading a body leaves the async context, so it is entered again, now with the tenant.
  fastify.addHook('preValidation', (request: Followed, _reply, done) => {
    log.within(idsOf(request), done);
  });
  fastify.addHook('onResponse', async (request: Followed, reply) => {
    settle(request, reply.statusCode, outcomeOf(request, reply.statusCode), reply.elapsedTime);
  });
  fastify.addHook('onRequestAbort', async (request: Followed) => {
    settle(request, undefined, 'ABORTED', undefined);
  });

  function settle(request: Followed, status: number | undefined, outcome: string, elapsedMs: number | undefined): void {
    const operation = request.trace?.operation ?? routeOf(request);
    if (elapsedMs !== undefined) metrics.requestDone(operation, outcome, elapsedMs);
    const level = QUIET.has(operation) ? 'debug' : 'info';
    if (!log.pino.isLevelEnabled(level)) return;
    const durationMs = elapsedMs === undefined ? undefined : Math.round(elapsedMs * 10) / 10;
    log.pino[level]({ ...idsOf(request), operation, status, outcome, durationMs }, 'request');
  }
}

const idsOf = ({ id, tenantContext }: Followed): Record<string, string> => ({
  requestId: id,
  ...(tenantContext ? { tenant: tenantContext.tenantCode } : {}),
});

/** The pattern of the route, never the path itself: that may hold an id. */
const routeOf = (request: Followed): string =>
  request.is404 ? 'unmatched' : `${request.method} ${request.routeOptions.url}`;

function outcomeOf({ trace }: Followed, status: number): string {
  if (trace?.outcome) return trace.outcome;
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'SERVER_ERROR';
  return status >= 400 ? 'CLIENT_ERROR' : 'OK';
}
