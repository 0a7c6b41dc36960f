import { Body, Controller, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type PollAnswer, PollService } from './poll.service.js';

/** Where receivers collect their tokens (RFC 8936). */
@Controller('v1/ssf/poll')
export class PollController {
  constructor(private readonly polls: PollService) {}

  /**
   * One token of its caller serves many polls: to acknowledge twice changes nothing, and what a poll gives out it gives
   * out again.
   */
  @Post(':streamId')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RequiresScope('events:read')
  async poll(
    @CurrentContext() context: TenantContext,
    @Param('streamId') streamId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<PollAnswer> {
    const controller = new AbortController();
    const { socket } = request.raw;
    const abort = () => controller.abort();
    socket.once('close', abort);
    try {
      return await this.polls.poll(context, streamId, body, controller.signal);
    } finally {
      // The connection outlives the request, and carries the next poll.
      socket.off('close', abort);
    }
  }
}
