import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/context/operation.decorators.js';
import type { RateLimiter } from '../common/rate-limit/rate-limiter.js';
import type { Authenticator } from './authenticator.js';

/** Routes whose every request needs a tenant token. */
const GUARDED = ['/graphql', '/v1'];

const needsToken = (route: string): boolean =>
  GUARDED.some((guarded) => route === guarded || route.startsWith(`${guarded}/`));

/**
 * Authenticates every request to the API before its body is read; a refusal is one JSON answer with status 401, and one
 * request too many of the tenant (RFC 6585 §4) one with status 429.
 * It goes by the route that was matched, not by the url: `/%67raphql` leads to the same route as `/graphql`.
 */
export function authenticateRequests(
  fastify: FastifyInstance,
  authenticator: Authenticator,
  limiter: RateLimiter,
): void {
  fastify.addHook('onRequest', async (request: FastifyRequest & AuthenticatedRequest, reply: FastifyReply) => {
    if (!needsToken(request.routeOptions.url ?? '')) return;
    const result = await authenticator.authenticate(request.headers.authorization, request.id);
    if (result.ok) {
      request.tenantContext = result.context;
      const admission = limiter.admit(result.context.tenantId);
      if (!admission.ok) await refuseTooMany(request, reply, admission.retryAfterSeconds);
      return;
    }
    const { reason, message } = result.refusal;
    await reply
      .code(401)
      // Nobody reads the body of a stranger to its end.
      .header('connection', 'close')
      .header('www-authenticate', `Bearer error="invalid_token", error_description="${reason}"`)
      .send({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason, requestId: request.id } }] });
  });
}

async function refuseTooMany(request: FastifyRequest, reply: FastifyReply, retryAfterSeconds: number): Promise<void> {
  const message = `Your tenant made too many requests: come again in ${retryAfterSeconds} s.`;
  const extensions = { code: 'RATE_LIMITED', retryAfterSeconds, requestId: request.id };
  await reply
    .code(429)
    .header('connection', 'close')
    .header('retry-after', String(retryAfterSeconds))
    .send({ errors: [{ message, extensions }] });
}
