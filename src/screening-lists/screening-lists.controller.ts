import { Controller, Headers, Inject, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { bodyPackets } from '../common/http/body-packets.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { streamBodies } from '../common/http/streamed-bodies.js';
import { SETTINGS } from '../common/tokens.js';
import { tooLarge } from '../screening/upload/screening-chunks.js';
import { MEDIA_TYPES, readFormat, readIdempotencyKey } from '../screening/upload/screening-headers.js';
import { UPLOAD_MODES, type UploadMode } from './upload/list-uploads.repository.js';
import { ListUploads } from './upload/list-uploads.service.js';

const PATH = '/v1/screening-lists';
const ITEMS = ':id/items';

/** The bulk door for the items of screening lists: files are streams, and never held whole. */
@Controller(PATH)
export class ScreeningListsController implements OnModuleInit {
  constructor(
    private readonly uploads: ListUploads,
    private readonly adapter: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    streamBodies(this.adapter, `${PATH}/${ITEMS}`, MEDIA_TYPES);
  }

  /** A file of items for a list; answers when it is durable. */
  @Post(ITEMS)
  @RequiresScope('screenings:write', { consumesToken: true })
  async upload(
    @CurrentContext() context: TenantContext,
    @Param('id') listId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Query('mode') mode: unknown,
  ): Promise<Record<string, unknown>> {
    const asked = {
      listId,
      format: readFormat(headers),
      idempotencyKey: readIdempotencyKey(headers),
      version: readVersion(headers['if-match']),
      mode: readMode(mode),
    };
    const maxBytes = this.settings.LIAISON_SCREENING_MAX_BYTES;
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const body = bodyPackets(request, 'send the same file again under the same key.');
    const { upload, isNew } = await this.uploads.receive(context, { ...asked, body });
    reply.code(isNew ? 202 : 200);
    const { id, state, receivedRows, acceptedRows, rejectedRows } = upload;
    return { id, listId: upload.listId, mode: upload.mode, state, receivedRows, acceptedRows, rejectedRows };
  }
}

/** The version as an entity tag (RFC 9110 §13.1.1): `"3"`. @throws HttpProblem 428 without one (RFC 6585 §3) */
function readVersion(header: string | undefined): number {
  const found = header?.match(/^"?(\d{1,9})"?$/)?.[1];
  if (found) return Number(found);
  throw new HttpProblem(428, 'VERSION_REQUIRED', 'Send the version of the list as If-Match: "1".', 'If-Match');
}

/** @throws HttpProblem 400 */
function readMode(value: unknown): UploadMode {
  if (value === undefined) return 'EXTEND';
  const found = UPLOAD_MODES.find((mode) => mode.toLowerCase() === value);
  if (found) return found;
  throw new HttpProblem(400, 'INVALID_INPUT', '`mode` is extend or replace.', 'mode');
}
