import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { RedisConnections } from '../common/redis-connections.js';

/** Warns of a Redis that may throw jobs away. No work would be lost, but deliveries would wait for the sweeper. */
@Injectable()
export class RedisPolicyCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(RedisPolicyCheck.name);

  constructor(@Inject(RedisConnections) private readonly redis: RedisConnections | null) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.redis) return;
    // INFO rather than CONFIG GET, which hosted Redis services refuse.
    const policy = /^maxmemory_policy:(\S+)/m.exec(await this.redis.commands.info('memory'))?.[1];
    if (policy === undefined || policy === 'noeviction') return;
    this.logger.warn(`Redis has maxmemory-policy ${policy}: set noeviction, or queued jobs may be thrown away.`);
  }
}
