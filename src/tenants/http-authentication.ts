import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../common/context/operation.decorators.js';
import type { Authenticator } from './authenticator.js';

/** Paths whose every request needs a tenant token. */
const GUARDED = ['/graphql', '/v1/'];

const needsToken = (path: string): boolean =>
  GUARDED.some((prefix) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));

/** Authenticates every request to the API before its body is read; a refusal is one JSON answer with status 401. */
export function authenticateRequests(fastify: FastifyInstance, authenticator: Authenticator): void {
  fastify.addHook('onRequest', async (request: FastifyRequest & AuthenticatedRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    // The WebSocket handshake carries its token in connection_init instead.
    if (!needsToken(path) || request.headers.upgrade) return;
    const result = await authenticator.authenticate(request.headers.authorization, request.id);
    if (result.ok) {
      request.tenantContext = result.context;
      return;
    }
    const { reason, message } = result.refusal;
    await reply
      .code(401)
      .header('www-authenticate', `Bearer error="invalid_token", error_description="${reason}"`)
      .send({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED', reason, requestId: request.id } }] });
  });
}
