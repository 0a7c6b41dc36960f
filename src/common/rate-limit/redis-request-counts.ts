import type { RedisClientType } from 'redis';
import { RequestCounts } from './request-counts.js';
import { WINDOW_MS } from './sliding-window.js';

/** The servers profile's, over counters in Redis that outlive their window by one. */
export class RedisRequestCounts extends RequestCounts {
  constructor(
    private readonly redis: RedisClientType,
    private readonly prefix: string,
  ) {
    super();
  }

  async exchange(window: number, counts: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    // The client would keep the commands until Redis is back.
    if (!this.redis.isReady) throw new Error('Redis is away');
    const tenantIds = [...counts.keys()];
    const totals = await Promise.all(
      tenantIds.map(async (tenantId) => {
        const key = `${this.prefix}:requests:${window}:${tenantId}`;
        const [total] = await this.redis
          .multi()
          .incrBy(key, counts.get(tenantId) ?? 0)
          .pExpire(key, 3 * WINDOW_MS)
          .exec();
        return Number(total);
      }),
    );
    return new Map(tenantIds.map((tenantId, index) => [tenantId, totals[index] ?? 0]));
  }
}
