import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TooManyStreamsError } from '../common/context/open-streams.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { PageArgumentError } from '../common/graphql/connection.graphql.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { SseStreams } from '../common/http/sse-streams.js';
import { EventBlocks } from './event-blocks.js';
import { EventStreams, UnknownTypesError } from './event-streams.service.js';

/** The event log as plain server-sent events, for a client without GraphQL: any `EventSource` will do. */
@Controller()
export class EventStreamController {
  constructor(
    private readonly events: EventStreams,
    private readonly blocks: EventBlocks,
    private readonly streams: SseStreams,
  ) {}

  /** `types` narrows the stream; `Last-Event-ID`, which an `EventSource` sends by itself, goes before `after`. */
  @Get('v1/events')
  @RequiresScope('events:read')
  stream(
    @CurrentContext() context: TenantContext,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const after = request.headers['last-event-id'] ?? query.after;
    const reader = this.open(context, namesIn(query.types), textOf(after, 'after'));
    if (request.method === 'HEAD') {
      reader.end('ended');
      void reply.send();
      return;
    }
    // Who starts from now gets a cursor before the first event, and so loses nothing when it is cut off before that.
    const first = after === undefined ? this.blocks.headOf(context, reader) : undefined;
    this.streams.answer(reply, this.blocks.source(context, reader), first);
  }

  private open(context: TenantContext, types: string[] | undefined, after: string | undefined) {
    try {
      return this.events.open(context, { types, after });
    } catch (error) {
      if (error instanceof PageArgumentError || error instanceof UnknownTypesError) {
        throw new HttpProblem(400, 'INVALID_INPUT', error.message, error.field);
      }
      if (error instanceof TooManyStreamsError) throw new HttpProblem(429, error.code, error.message);
      throw error;
    }
  }
}

/** `types=a,b` and `types=a&types=b` alike. */
function namesIn(types: unknown): string[] | undefined {
  if (types === undefined) return undefined;
  const texts: unknown[] = Array.isArray(types) ? types : [types];
  return texts.flatMap((text) => String(text).split(','));
}

function textOf(value: unknown, field: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new HttpProblem(400, 'INVALID_INPUT', `Give \`${field}\` once.`, field);
}
