import {
  type BeforeApplicationShutdown,
  Global,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { SseStreams } from '../common/http/sse-streams.js';
import { Database } from '../common/persistence/database.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { SETTINGS } from '../common/tokens.js';
import { Wakeup } from '../common/wakeup.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { EventBlocks } from './event-blocks.js';
import { EventFeeds } from './event-feed.js';
import { EventStreamController } from './event-stream.controller.js';
import { EventStreams } from './event-streams.service.js';
import { EVENTS_CHANNEL, EventTail } from './event-tail.js';
import { EventsResolver } from './events.resolver.js';
import { EventsService, SEQUENCER_CHANNEL } from './events.service.js';
import { Sequencer } from './sequencer.js';

/** Starts and stops the loops that follow the log. */
@Injectable()
class EventLoops implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly sequencer: Sequencer,
    private readonly tail: EventTail,
    private readonly pubSub: PubSub,
    private readonly wakeup: Wakeup,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.wakeup.set(() => this.sequencer.wake());
    await this.pubSub.subscribe(SEQUENCER_CHANNEL, () => this.sequencer.wake());
    await this.tail.start();
    this.sequencer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sequencer.stop();
    await this.tail.stop();
  }
}

@Global()
@Module({
  controllers: [EventStreamController],
  providers: [
    {
      provide: Sequencer,
      inject: [Database, Clock, PubSub, SETTINGS],
      useFactory: (database: Database, clock: Clock, pubSub: PubSub, settings: Settings) =>
        new Sequencer(database, clock, {
          leaseMs: settings.LIAISON_LEASE_MS,
          pollMs: settings.LIAISON_SEQUENCER_POLL_MS,
          announce: () => pubSub.publish(EVENTS_CHANNEL, ''),
        }),
    },
    {
      provide: EventTail,
      inject: [Database, SharingRepository, PubSub],
      useFactory: (database: Database, sharings: SharingRepository, pubSub: PubSub) =>
        new EventTail(database, sharings, pubSub),
    },
    { provide: EventFeeds, inject: [EventTail], useFactory: (tail: EventTail) => new EventFeeds(tail) },
    EventsService,
    EventStreams,
    EventBlocks,
    SseStreams,
    EventsResolver,
    EventLoops,
  ],
  exports: [EventsService, Sequencer, SseStreams],
})
export class EventsModule {}
