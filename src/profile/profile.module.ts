import { BullModule, getQueueToken } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ConnectionOptions, Queue } from 'bullmq';
import type { Settings } from '../../config/settings.js';
import { Clock, SystemClock } from '../common/clock.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { Metrics } from '../common/metrics.js';
import { Pagination } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import { InProcessPubSub } from '../common/pubsub/in-process-pub-sub.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { RedisPubSub } from '../common/pubsub/redis-pub-sub.js';
import { BullJobQueue } from '../common/queue/bull-job-queue.js';
import { InProcessJobQueue } from '../common/queue/in-process-job-queue.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { InProcessRequestCounts } from '../common/rate-limit/in-process-request-counts.js';
import { RateLimiter } from '../common/rate-limit/rate-limiter.js';
import { RedisRequestCounts } from '../common/rate-limit/redis-request-counts.js';
import { RequestCounts } from '../common/rate-limit/request-counts.js';
import { RedisConnections } from '../common/redis-connections.js';
import { BULL_QUEUES, CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { Wakeup } from '../common/wakeup.js';
import { JOBS } from '../jobs.js';
import { SCHEMA } from '../schema.js';
import { openCiphers } from './data-keys.js';

/** Closes what the profile opened, after the HTTP server has answered its last request. */
@Injectable()
class Resources implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(PubSub) private readonly pubSub: PubSub,
    @Inject(RedisConnections) private readonly redis: RedisConnections | null,
  ) {}

  onModuleInit(): void {
    if (this.jobs instanceof BullJobQueue) this.jobs.watch(JOBS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.jobs.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pubSub.close();
    await this.redis?.close();
    await this.database.close();
  }
}

/** What every profile gives: the ports' adapters are chosen here and nowhere else. */
@Global()
@Module({})
export class ProfileModule {
  /** @param clock replaces the machine's clock in tests */
  static async open(settings: Settings, clock: Clock = new SystemClock()): Promise<DynamicModule> {
    const redis = settings.REDIS_URL ? await RedisConnections.open(settings.REDIS_URL) : undefined;
    const database = await Database.open(settings, SCHEMA);
    const ciphers = await openCiphers(settings, database, clock.now()).catch(async (error: unknown) => {
      await Promise.all([database.close(), redis?.close()]);
      throw error;
    });
    return {
      module: ProfileModule,
      imports: redis ? bullModules(settings, redis) : [],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Clock, useValue: clock },
        { provide: Database, useValue: database },
        { provide: CIPHERS, useValue: ciphers },
        { provide: RedisConnections, useValue: redis ?? null },
        {
          provide: Idempotency,
          useFactory: (opened: Ciphers) => new Idempotency(opened.inputs),
          inject: [CIPHERS],
        },
        { provide: Pagination, useFactory: (opened: Ciphers) => new Pagination(opened.cursors), inject: [CIPHERS] },
        {
          provide: PubSub,
          useFactory: () =>
            redis
              ? new RedisPubSub(redis.commands, redis.listener, settings.LIAISON_REDIS_PREFIX)
              : new InProcessPubSub(),
        },
        {
          provide: JobQueue,
          inject: [ModuleRef],
          useFactory: (modules: ModuleRef) =>
            redis
              ? new BullJobQueue(
                  (name) => modules.get<Queue>(getQueueToken(name), { strict: false }),
                  redis.commands as unknown as ConnectionOptions,
                  settings.LIAISON_REDIS_PREFIX,
                  () => redis.commands.isReady,
                  () => redis.renew(),
                )
              : new InProcessJobQueue(),
        },
        {
          provide: RequestCounts,
          useFactory: () =>
            redis
              ? new RedisRequestCounts(redis.commands, settings.LIAISON_REDIS_PREFIX)
              : new InProcessRequestCounts(),
        },
        RateLimiter,
        {
          provide: BULL_QUEUES,
          inject: [ModuleRef],
          useFactory: (modules: ModuleRef) =>
            redis ? () => JOBS.map(({ name }) => modules.get<Queue>(getQueueToken(name), { strict: false })) : null,
        },
        Metrics,
        Wakeup,
        Resources,
      ],
      exports: [
        SETTINGS,
        CIPHERS,
        Clock,
        Database,
        RedisConnections,
        Idempotency,
        Pagination,
        PubSub,
        JobQueue,
        RateLimiter,
        Metrics,
        Wakeup,
      ],
    };
  }
}

const bullModules = (settings: Settings, redis: RedisConnections): DynamicModule[] => [
  BullModule.forRoot({
    connection: redis.commands as unknown as ConnectionOptions,
    prefix: settings.LIAISON_REDIS_PREFIX,
  }),
  ...JOBS.map(({ name }) => BullModule.registerQueue({ name })),
];
