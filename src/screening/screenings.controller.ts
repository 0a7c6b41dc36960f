import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  type OnModuleInit,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { bodyPackets } from '../common/http/body-packets.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { streamBodies } from '../common/http/streamed-bodies.js';
import { SETTINGS } from '../common/tokens.js';
import { CONTENT_TYPES } from './results/result-formats.js';
import { ScreeningsService } from './screenings.service.js';
import { tooLarge } from './upload/screening-chunks.js';
import {
  MEDIA_TYPES,
  readFormat,
  readIdempotencyKey,
  readLeast,
  readResultFormat,
  readStated,
  readWanted,
} from './upload/screening-headers.js';
import { ScreeningUploads } from './upload/screening-uploads.service.js';

const PATH = '/v1/screenings';

/** The bulk door for batch screenings: files in and results out are streams, and never held whole. */
@Controller(PATH)
export class ScreeningsController implements OnModuleInit {
  constructor(
    private readonly uploads: ScreeningUploads,
    private readonly screenings: ScreeningsService,
    private readonly adapter: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    streamBodies(this.adapter, PATH, MEDIA_TYPES);
  }

  /** A file of rows to look for; answers when it is durable. */
  @Post()
  @RequiresScope('screenings:write', { consumesToken: true })
  async submit(
    @CurrentContext() context: TenantContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Query('least') least: unknown,
  ): Promise<Record<string, unknown>> {
    const asked = {
      format: readFormat(headers),
      idempotencyKey: readIdempotencyKey(headers),
      stated: readStated(headers),
      least: readLeast(least),
    };
    const maxBytes = this.settings.LIAISON_SCREENING_MAX_BYTES;
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const body = bodyPackets(request, 'send the same file again under the same key.');
    const { screening, isNew } = await this.uploads.receive(context, { ...asked, body });
    reply.code(isNew ? 202 : 200);
    const { id, state, receivedRows, screenedRows, rejectedRows } = screening;
    return { id, state, receivedRows, screenedRows, rejectedRows };
  }

  /** The results so far, in the order of the file, as the caller may see them now. */
  @Get(':id/results')
  @Header('cache-control', 'no-store')
  @RequiresScope('screenings:read')
  async results(
    @CurrentContext() context: TenantContext,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('format') format: unknown,
    @Query('only') only: unknown,
  ): Promise<StreamableFile> {
    const wanted = { format: readResultFormat(format), wanted: readWanted(only) };
    const found = await this.screenings.results(context, id, wanted);
    if (!found) throw new HttpProblem(404, 'NOT_FOUND', 'There is no such screening.', 'id');
    const { screening, text } = found;
    if (screening.state === 'EXPIRED') {
      throw new HttpProblem(410, 'EXPIRED', 'The results of this screening have had their time.', 'id');
    }
    reply.header('liaison-screening-state', screening.state);
    return new StreamableFile(Readable.from(text), { type: CONTENT_TYPES[wanted.format] });
  }
}
