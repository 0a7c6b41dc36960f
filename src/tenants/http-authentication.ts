import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/context/operation.decorators.js';
import type { Authenticator } from './authenticator.js';

/** Routes whose every request needs a tenant token. */
const GUARDED = ['/graphql', '/v1'];

const needsToken = (route: string): boolean =>
  GUARDED.some((guarded) => route === guarded || route.startsWith(`${guarded}/`));

/**
 * Authenticates every request to the API before its body is read; a refusal is one JSON answer with status 401.
 * It goes by the route that was matched, not by the url: `/%67raphql` leads to the same route as `/graphql`.
 */
export function authenticateRequests(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', async (request: FastifyRequest & AuthenticatedRequest, reply: FastifyReply) => {
    if (!needsToken(request.routeOptions.url ?? '')) return;
    const result = await authenticator.authenticate(request.headers.authorization, request.id);
    if (result.ok) {
      request.tenantContext = result.context;
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
