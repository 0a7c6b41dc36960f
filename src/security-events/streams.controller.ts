import { Body, Controller, Delete, Get, Header, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type ShownStatus, StreamStatusService } from './stream-status.service.js';
import { StreamsService } from './streams.service.js';

/** The management API of event streams (Shared Signals Framework 1.0 §8). */
@Controller('v1/ssf')
export class StreamsController {
  constructor(
    private readonly streams: StreamsService,
    private readonly statuses: StreamStatusService,
  ) {}

  @Post('stream')
  @RequiresScope('subscriptions:write', { consumesToken: true })
  create(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<object> {
    return this.streams.create(context, body);
  }

  /** One stream, or all of the caller's when none is named. */
  @Get('stream')
  @Header('cache-control', 'no-store')
  @RequiresScope('subscriptions:read')
  read(@CurrentContext() context: TenantContext, @Query('stream_id') id: unknown): Promise<object> {
    return id === undefined ? this.streams.all(context) : this.streams.one(context, String(id));
  }

  @Patch('stream')
  @RequiresScope('subscriptions:write', { consumesToken: true })
  patch(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<object> {
    return this.streams.change(context, streamIdIn(body), body, true);
  }

  @Put('stream')
  @RequiresScope('subscriptions:write', { consumesToken: true })
  replace(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<object> {
    return this.streams.change(context, streamIdIn(body), body, false);
  }

  @Delete('stream')
  @HttpCode(204)
  @RequiresScope('subscriptions:write', { consumesToken: true })
  delete(@CurrentContext() context: TenantContext, @Query('stream_id') id: unknown): Promise<void> {
    return this.streams.delete(context, String(id));
  }

  @Get('status')
  @Header('cache-control', 'no-store')
  @RequiresScope('subscriptions:read')
  status(@CurrentContext() context: TenantContext, @Query('stream_id') id: unknown): Promise<ShownStatus> {
    return this.statuses.status(context, String(id));
  }

  @Post('status')
  @HttpCode(200)
  @RequiresScope('subscriptions:write', { consumesToken: true })
  changeStatus(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<ShownStatus> {
    return this.statuses.change(context, body);
  }

  @Post('subjects/add')
  @HttpCode(200)
  @RequiresScope('subscriptions:write', { consumesToken: true })
  addSubject(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<void> {
    return this.statuses.chooseSubject(context, body, true);
  }

  @Post('subjects/remove')
  @HttpCode(204)
  @RequiresScope('subscriptions:write', { consumesToken: true })
  removeSubject(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<void> {
    return this.statuses.chooseSubject(context, body, false);
  }

  @Post('verify')
  @HttpCode(204)
  @RequiresScope('subscriptions:write', { consumesToken: true })
  verify(@CurrentContext() context: TenantContext, @Body() body: unknown): Promise<void> {
    return this.statuses.verify(context, body);
  }
}

/** Not by `String(…)`: an object of JSON can have a `toString` that is no function. */
function streamIdIn(body: unknown): string {
  const id = (body as { stream_id?: unknown } | null)?.stream_id;
  return typeof id === 'string' ? id : '';
}
