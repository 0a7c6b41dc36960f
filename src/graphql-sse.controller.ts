import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql';
import { z } from 'zod';
import { OpenStreams } from './common/context/open-streams.js';
import { AnyTenant, CurrentContext } from './common/context/operation.decorators.js';
import type { TracedRequest } from './common/context/request-trace.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { operationLabel } from './common/graphql/trace-operation.js';
import { HttpProblem } from './common/http/http-errors.js';
import { SseStreams } from './common/http/sse-streams.js';
import { SubscriptionSource } from './graphql-sse-source.js';
import { SubscriptionOperations, type SubscriptionResults } from './subscription-operations.js';

const REQUEST = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/**
 * Subscriptions as server-sent events: the distinct connections mode of graphql-sse, whose own handler keeps what a slow
 * client has not taken in memory without bound. The scope that a subscription needs is asked for at its field.
 */
@Controller()
export class GraphqlSseController {
  constructor(
    private readonly operations: SubscriptionOperations,
    private readonly streams: SseStreams,
    private readonly openStreams: OpenStreams,
  ) {}

  @Post('graphql/stream')
  @AnyTenant()
  async stream(
    @CurrentContext() context: TenantContext,
    @Body() body: unknown,
    @Req() request: FastifyRequest & TracedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseOtherForms(request.headers.accept);
    const read = REQUEST.safeParse(body);
    if (!read.success) {
      const field = read.error.issues[0]?.path.join('.') || 'query';
      throw new HttpProblem(400, 'BAD_REQUEST', `\`${field}\` is missing or has the wrong type.`, field);
    }
    const prepared = this.operations.prepare(context, read.data);
    note(request, prepared);
    const started = 'document' in prepared ? await this.operations.subscribe(prepared) : { errors: prepared };
    const source = new SubscriptionSource(resultsOf(started), context.requestId, () => this.openStreams.isEnding);
    if (request.raw.socket.destroyed) {
      source.end();
      return;
    }
    this.streams.answer(reply, source);
  }
}

/** What is wrong with an operation is told in the stream (graphql-sse, distinct connections mode). */
function resultsOf(started: SubscriptionResults): AsyncIterableIterator<ExecutionResult> {
  if (Symbol.asyncIterator in started) return started;
  return (async function* () {
    yield started;
  })();
}

function note({ trace }: TracedRequest, prepared: ExecutionArgs | readonly GraphQLError[]): void {
  if (!trace) return;
  if (!('document' in prepared)) {
    trace.outcome = String(prepared[0]?.extensions.code ?? 'BAD_REQUEST');
    return;
  }
  const operation = getOperationAST(prepared.document, prepared.operationName);
  if (operation) trace.operation = operationLabel(operation);
}

/** A client that did not ask for an event stream would wait for the end of it. */
function refuseOtherForms(accept: string | undefined): void {
  if (accept === undefined || /text\/event-stream|text\/\*|\*\/\*/i.test(accept)) return;
  throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'The answer is an event stream: accept `text/event-stream`.');
}
