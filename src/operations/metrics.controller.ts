import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { Public } from '../common/context/operation.decorators.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { SETTINGS } from '../common/tokens.js';
import { Gauges } from './gauges.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

/** For Prometheus. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly gauges: Gauges,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Public('LIAISON_METRICS_TOKEN guards it, or else it answers the same machine only')
  async metrics(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!mayRead(request, this.settings.LIAISON_METRICS_TOKEN)) {
      throw new HttpProblem(403, 'FORBIDDEN', 'Metrics need their token, or a caller on the same machine.');
    }
    reply.type(this.gauges.contentType);
    return this.gauges.print();
  }
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) return isSame(request.headers.authorization ?? '', `Bearer ${token}`);
  // A proxy on this machine would make everybody a caller from it.
  const isForwarded = FORWARDED.some((header) => request.headers[header] !== undefined);
  return !isForwarded && LOOPBACK.has(request.socket.remoteAddress ?? '');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in a time that tells nothing of where two texts differ. */
const isSame = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));
