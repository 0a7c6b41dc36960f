import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/context/operation.decorators.js';
import { Database } from '../common/persistence/database.js';
import { RedisConnections } from '../common/redis-connections.js';

/** A check that takes longer than this counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;

type Verdict = 'ok' | 'failed';

/** For load balancers and orchestrators: alive means restart me if not, ready means send me requests. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    @Inject(RedisConnections) private readonly redis: RedisConnections | null,
  ) {}

  @Get('live')
  @Public('an orchestrator asks without a token; the answer says nothing but that the process runs')
  live(): { status: Verdict } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public('an orchestrator asks without a token; the answer names only the parts and whether they answer')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Record<string, Verdict>> {
    const checks: Record<string, Promise<unknown>> = { database: this.database.select('SELECT 1') };
    if (this.redis) checks.redis = this.redis.commands.ping();
    const verdicts: Record<string, Verdict> = {};
    for (const [part, check] of Object.entries(checks)) verdicts[part] = await verdictOf(check);
    const isReady = Object.values(verdicts).every((verdict) => verdict === 'ok');
    reply.code(isReady ? 200 : 503);
    return { status: isReady ? 'ok' : 'failed', ...verdicts };
  }
}

async function verdictOf(check: Promise<unknown>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve('failed'), CHECK_TIMEOUT_MS);
  });
  const answered = check.then(
    (): Verdict => 'ok',
    (): Verdict => 'failed',
  );
  return Promise.race([answered, timeout]).finally(() => clearTimeout(timer));
}
