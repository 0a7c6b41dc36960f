import { Controller, Header, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { QUEUE_COOKIE, QUEUE_SESSION_MS, QUEUES_PATH, sealVisitor } from './queue-session.js';

/** Exchanges an operator's token for a cookie of ten minutes, with which a browser can look at the queues. */
@Controller('v1/operator')
export class QueueSessionController {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post('queue-session')
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  @RequiresScope('queues:read', { consumesToken: true })
  async open(@CurrentContext() context: TenantContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.ledger.record(context, { action: 'operator.queues' });
    const value = sealVisitor(this.ciphers.cursors, context, this.clock.now());
    // Only these pages get it, no script sees it, and no other site's request carries it.
    const attributes = `Path=${QUEUES_PATH}; Max-Age=${QUEUE_SESSION_MS / 1_000}; HttpOnly; SameSite=Strict`;
    const secure = this.settings.isProduction ? '; Secure' : '';
    reply.header('set-cookie', `${QUEUE_COOKIE}=${value}; ${attributes}${secure}`);
  }
}
