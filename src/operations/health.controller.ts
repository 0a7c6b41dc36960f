import { Controller, Get, Inject, type OnModuleDestroy, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/context/operation.decorators.js';
import { Database } from '../common/persistence/database.js';
import { RedisConnections } from '../common/redis-connections.js';
import { withinTime } from './within-time.js';

/** A check that takes longer than this counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

type Verdict = 'ok' | 'failed' | 'stopping';

/** For load balancers and orchestrators: alive means restart me if not, ready means send me requests. */
@Controller('health')
export class HealthController implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    @Inject(RedisConnections) private readonly redis: RedisConnections | null,
  ) {}

  /** At shutdown requests go elsewhere while those in flight are finished. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  @Get('live')
  @Public('an orchestrator asks without a token; the answer says nothing but that the process runs')
  live(): { status: Verdict } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public('an orchestrator asks without a token; the answer names only the parts and whether they answer')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Record<string, Verdict>> {
    const parts: Record<string, () => Promise<unknown>> = { database: () => this.database.select('SELECT 1') };
    const { redis } = this;
    if (redis) parts.redis = () => redis.commands.ping();
    const verdicts = await Promise.all(
      Object.entries(parts).map(async ([part, check]) => [part, await verdictOf(check)] as const),
    );
    const isReady = verdicts.every(([, verdict]) => verdict === 'ok');
    reply.code(isReady && !this.isStopping ? 200 : 503);
    const status = this.isStopping ? 'stopping' : isReady ? 'ok' : 'failed';
    return { status, ...Object.fromEntries(verdicts) };
  }
}

async function verdictOf(check: () => Promise<unknown>): Promise<Verdict> {
  try {
    await withinTime(check(), CHECK_TIMEOUT_MS);
    return 'ok';
  } catch {
    return 'failed';
  }
}
