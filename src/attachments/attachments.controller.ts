import {
  Controller,
  Delete,
  Get,
  Head,
  Headers,
  HttpCode,
  type OnModuleInit,
  Options,
  Param,
  Patch,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { safeFileName } from '../../libs/sealing/file-names.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { bodyPackets } from '../common/http/body-packets.js';
import { HttpProblem } from '../common/http/http-errors.js';
import {
  AttachmentDownloads,
  type Download,
  entityTagOf,
  RangeNotSatisfiable,
} from './attachment-downloads.service.js';
import { AttachmentUploads, OffsetConflict, type UploadPosition } from './attachment-uploads.service.js';
import {
  checkVersion,
  readDeclaration,
  readOffset,
  TUS_EXTENSIONS,
  TUS_VERSION,
  UPLOAD_MEDIA_TYPE,
} from './upload-headers.js';

const PATH = '/v1/attachments';

/** Files in and out: uploads by the tus protocol 1.0.0, downloads by ranges. */
@Controller(PATH)
export class AttachmentsController implements OnModuleInit {
  constructor(
    private readonly uploads: AttachmentUploads,
    private readonly downloads: AttachmentDownloads,
    private readonly adapter: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter?.getInstance<FastifyInstance>();
    // The worker has no HTTP server.
    if (!fastify?.addContentTypeParser) return;
    fastify.addContentTypeParser(UPLOAD_MEDIA_TYPE, (request, payload, done) => {
      if (isUpload(request)) done(null, payload);
      else done(unsupported());
    });
    // A refused upload is still being sent: left unread, it would keep its client waiting for ever.
    fastify.addHook('onResponse', (request, _reply, done) => {
      if (isUpload(request)) request.raw.resume();
      done();
    });
  }

  @Options()
  @HttpCode(204)
  @RequiresScope('attachments:write')
  options(@Res({ passthrough: true }) reply: FastifyReply): void {
    reply.headers({ 'tus-resumable': TUS_VERSION, 'tus-version': TUS_VERSION, 'tus-extension': TUS_EXTENSIONS });
  }

  @Post()
  @RequiresScope('attachments:write', { consumesToken: true })
  async create(
    @CurrentContext() context: TenantContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
  ): Promise<Record<string, unknown>> {
    speakTus(reply, headers);
    const declaration = readDeclaration(headers['upload-length'], headers['upload-metadata']);
    const position = await this.uploads.create(context, declaration);
    tell(reply, position);
    reply.header('location', `${PATH}/${position.id}`);
    return { id: position.id, offset: position.offset, length: position.length };
  }

  @Head(':id')
  @RequiresScope('attachments:write')
  async position(
    @CurrentContext() context: TenantContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Param('id') id: string,
  ): Promise<void> {
    speakTus(reply, headers);
    const position = await this.uploads.position(context, id);
    tell(reply, position);
    reply.headers({ 'upload-length': position.length, 'cache-control': 'no-store' });
  }

  @Patch(':id')
  @HttpCode(204)
  @RequiresScope('attachments:write', { consumesToken: true })
  async append(
    @CurrentContext() context: TenantContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Param('id') id: string,
  ): Promise<void> {
    speakTus(reply, headers);
    if (headers['content-type'] !== UPLOAD_MEDIA_TYPE) throw unsupported();
    const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
    const body = bodyPackets(request, 'ask by HEAD how much is here, and go on from there.');
    try {
      tell(reply, await this.uploads.append(context, id, readOffset(headers['upload-offset']), body, length));
    } catch (error) {
      if (error instanceof OffsetConflict) reply.header('upload-offset', error.offset);
      throw error;
    }
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresScope('attachments:write', { consumesToken: true })
  async cancel(
    @CurrentContext() context: TenantContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Param('id') id: string,
  ): Promise<void> {
    speakTus(reply, headers);
    await this.uploads.cancel(context, id);
  }

  @Get(':id')
  @RequiresScope('attachments:read')
  async download(
    @CurrentContext() context: TenantContext,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers() headers: Record<string, string | undefined>,
    @Param('id') id: string,
  ): Promise<StreamableFile> {
    const download = await this.downloads
      .open(context, id, { range: headers.range, ifRange: headers['if-range'] })
      .catch((error: unknown) => {
        if (error instanceof RangeNotSatisfiable) reply.header('content-range', `bytes */${error.size}`);
        throw error;
      });
    describe(reply, download);
    return new StreamableFile(download.bytes, { type: download.attachment.mediaType });
  }
}

const isUpload = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'PATCH' && routeOptions.url === `${PATH}/:id`;

function speakTus(reply: FastifyReply, headers: Record<string, string | undefined>): void {
  reply.headers({ 'tus-resumable': TUS_VERSION, 'tus-version': TUS_VERSION });
  checkVersion(headers['tus-resumable']);
}

function tell(reply: FastifyReply, { offset, expiresAtMs }: UploadPosition): void {
  reply.header('upload-offset', offset);
  if (expiresAtMs !== null) reply.header('upload-expires', new Date(expiresAtMs).toUTCString());
}

/** Status and headers of a download: the digest is of the whole also when a range is given (RFC 9530 §3). */
function describe(reply: FastifyReply, { attachment: { sha256, size, fileName }, range }: Download): void {
  const { start, end } = range ?? { start: 0, end: size - 1 };
  reply.headers({
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'content-disposition': dispositionOf(fileName ?? 'file'),
    'content-length': end - start + 1,
    // What somebody uploaded is never run or shown as a page of ours.
    'content-security-policy': "sandbox; default-src 'none'",
    etag: entityTagOf(sha256),
    'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'x-content-type-options': 'nosniff',
  });
  if (!range) return;
  reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
}

/** RFC 6266 §4.3 with the name as RFC 8187 writes it. */
function dispositionOf(fileName: string): string {
  const encoded = encodeURIComponent(safeFileName(fileName)).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}

const unsupported = (): HttpProblem =>
  new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', `Send the bytes as ${UPLOAD_MEDIA_TYPE}.`, 'Content-Type');
