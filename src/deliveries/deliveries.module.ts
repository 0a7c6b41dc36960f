import {
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { eventSource } from '../events/cloud-event.js';
import { EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { StreamEvents } from '../subscriptions/stream-events.js';
import { AnswerListeners } from './answer-listeners.js';
import { Channels } from './channels.js';
import { DeliveriesResolver } from './deliveries.resolver.js';
import { DeliveriesService } from './deliveries.service.js';
import { DELIVERY_JOB, DeliveryQueue, URGENT_DELIVERY_JOB } from './delivery.job.js';
import { DeliveryClaims } from './delivery-claims.js';
import { DeliverySender } from './delivery-sender.js';
import { DeliverySettlement } from './delivery-settlement.js';
import { DeliverySweeper } from './delivery-sweeper.js';
import { EndpointControl } from './endpoint-control.js';
import { EndpointGuard } from './endpoint-guard.js';
import { EndpointHealthRepository } from './endpoint-health.repository.js';
import { EndpointWatch } from './endpoint-watch.js';
import { Endpoints } from './endpoints.js';
import { FanOut } from './fan-out.js';
import { Retention } from './retention.js';
import { openWebhooks } from './webhook-channel.js';
import { WebhookClient } from './webhook-client.js';

/** A delivery counts as forgotten by the queue when it has been due for this many sweeps. */
const SWEEPS_OF_GRACE = 6;

/** Starts and stops this process's work on deliveries. */
@Injectable()
class DeliveryWork implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly jobs: JobQueue,
    private readonly sender: DeliverySender,
    private readonly sweeper: DeliverySweeper,
    private readonly client: WebhookClient,
    channels: Channels,
    @Inject(CIPHERS) ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    channels.register('WEBHOOK', openWebhooks(ciphers.fields, eventSource(settings.LIAISON_AUDIENCE)));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.settings.LIAISON_WORK_JOBS) return;
    const declaration = { ...DELIVERY_JOB, concurrency: this.settings.LIAISON_DELIVERY_CONCURRENCY };
    await this.jobs.work(declaration, (id) => this.sender.deliver(id));
    await this.jobs.work({ ...URGENT_DELIVERY_JOB, concurrency: declaration.concurrency }, (id) =>
      this.sender.deliver(id),
    );
    this.sweeper.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.client.stop(this.settings.LIAISON_SHUTDOWN_GRACE_MS);
    await this.sweeper.stop();
    await this.sender.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

@Module({
  providers: [
    {
      provide: EndpointGuard,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => new EndpointGuard(settings.LIAISON_WEBHOOK_ALLOW_PRIVATE),
    },
    {
      provide: WebhookClient,
      inject: [EndpointGuard, SETTINGS],
      useFactory: (guard: EndpointGuard, settings: Settings) =>
        new WebhookClient(guard, {
          timeoutMs: settings.LIAISON_WEBHOOK_TIMEOUT_MS,
        }),
    },
    {
      provide: EndpointControl,
      inject: [EndpointGuard, WebhookClient, Clock, SETTINGS],
      useFactory: (guard: EndpointGuard, client: WebhookClient, clock: Clock, settings: Settings) =>
        new EndpointControl(guard, client, clock, settings.LIAISON_ENDPOINT_CHALLENGE),
    },
    {
      provide: DeliverySender,
      inject: [
        Database,
        Clock,
        LedgerService,
        EventsService,
        SharingRepository,
        DeliveryQueue,
        WebhookClient,
        EndpointGuard,
        Channels,
        StreamEvents,
        AnswerListeners,
        SETTINGS,
      ],
      useFactory: makeSender,
    },
    {
      provide: DeliverySweeper,
      inject: [Database, Clock, DeliveryQueue, SETTINGS],
      useFactory: (database: Database, clock: Clock, queue: DeliveryQueue, settings: Settings) =>
        new DeliverySweeper(database, clock, queue, {
          intervalMs: settings.LIAISON_SWEEP_INTERVAL_MS,
          graceMs: settings.LIAISON_SWEEP_INTERVAL_MS * SWEEPS_OF_GRACE,
        }),
    },
    AnswerListeners,
    Channels,
    StreamEvents,
    DeliveryQueue,
    DeliveriesService,
    DeliveriesResolver,
    FanOut,
    Retention,
    DeliveryWork,
  ],
  exports: [AnswerListeners, Channels, EndpointControl, DeliveryQueue, StreamEvents],
})
export class DeliveriesModule {}

function makeSender(
  database: Database,
  clock: Clock,
  ledger: LedgerService,
  events: EventsService,
  sharings: SharingRepository,
  queue: DeliveryQueue,
  client: WebhookClient,
  guard: EndpointGuard,
  channels: Channels,
  streamEvents: StreamEvents,
  answers: AnswerListeners,
  settings: Settings,
): DeliverySender {
  const owner = newId();
  const endpoints = new Endpoints(database, channels, guard);
  const healths = new EndpointHealthRepository(database);
  const claims = new DeliveryClaims(database, clock, sharings, endpoints, healths, {
    owner,
    timeoutMs: settings.LIAISON_WEBHOOK_TIMEOUT_MS,
  });
  const waitsMs = settings.LIAISON_DELIVERY_BACKOFF_MS;
  const watch = new EndpointWatch(database, clock, ledger, events, sharings, streamEvents, queue, {
    shortestMs: waitsMs[0] ?? 0,
    warnAfterMs: settings.LIAISON_ENDPOINT_WARN_AFTER_MS,
    disableAfterMs: settings.LIAISON_ENDPOINT_DISABLE_AFTER_MS,
  });
  const settlement = new DeliverySettlement(database, clock, ledger, queue, watch, owner);
  return new DeliverySender(clock, claims, settlement, client, queue, answers, {
    concurrency: settings.LIAISON_DELIVERY_CONCURRENCY,
    perEndpoint: settings.LIAISON_DELIVERY_ENDPOINT_CONCURRENCY,
    perTenant: settings.LIAISON_DELIVERY_TENANT_CONCURRENCY,
    rules: { maxAttempts: settings.LIAISON_DELIVERY_MAX_ATTEMPTS, waitsMs },
  });
}
