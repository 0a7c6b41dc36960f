import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../common/http/http-errors.js';

/** Every error outside GraphQL leaves as problem details (RFC 9457); GraphQL has its own form. */
@Catch()
export class HttpProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (reply.sent) return;
    void reply
      .code(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toBody(request.id)));
  }
}
