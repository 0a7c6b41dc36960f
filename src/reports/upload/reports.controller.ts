import { Controller, Headers, Inject, type OnModuleInit, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../../config/settings.js';
import { CurrentContext, RequiresScope } from '../../common/context/operation.decorators.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { bodyPackets } from '../../common/http/body-packets.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { streamBodies } from '../../common/http/streamed-bodies.js';
import { SETTINGS } from '../../common/tokens.js';
import { type ReportFormat, tooLarge } from './report-chunks.js';
import { ReportUploads } from './report-uploads.service.js';

const PATH = '/v1/reports';
const FORMATS: ReadonlyMap<string, ReportFormat> = new Map([
  ['application/x-ndjson', 'ndjson'],
  ['text/csv', 'csv'],
]);
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;

/** The bulk door for self-inspection reports: the body is a stream, and is never held whole. */
@Controller()
export class ReportsController implements OnModuleInit {
  constructor(
    private readonly uploads: ReportUploads,
    private readonly adapter: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    streamBodies(this.adapter, PATH, [...FORMATS.keys()]);
  }

  @Post(PATH)
  @RequiresScope('reports:submit', { consumesToken: true })
  async submit(
    @CurrentContext() context: TenantContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<Record<string, unknown>> {
    const format = formatOf(request);
    if (!format) throw unsupported();
    if (!idempotencyKey || !IDEMPOTENCY_KEY.test(idempotencyKey)) {
      throw new HttpProblem(
        400,
        'IDEMPOTENCY_KEY_REQUIRED',
        'Send an Idempotency-Key header of 1 to 128 visible ASCII characters.',
        'Idempotency-Key',
      );
    }
    const maxBytes = this.settings.LIAISON_REPORT_MAX_BYTES;
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const body = bodyPackets(request, 'send the same file again under the same key.');
    const { report, isNew } = await this.uploads.receive(context, { idempotencyKey, format, body });
    reply.code(isNew ? 202 : 200);
    const { id, state, receivedRows, acceptedRows, rejectedRows } = report;
    return { id, state, receivedRows, acceptedRows, rejectedRows };
  }
}

function formatOf({ headers }: FastifyRequest): ReportFormat | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  return encoding === 'identity' && type ? FORMATS.get(type) : undefined;
}

const unsupported = (): HttpProblem =>
  new HttpProblem(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'Send a report as application/x-ndjson or text/csv, without content encoding.',
    'Content-Type',
  );
