import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { ENTITY_CHANGE_TABLE } from '../entities/entity-changes.js';
import { Sequencer } from '../events/sequencer.js';
import { QueryModule } from '../query/query.module.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { Hits } from './hits.js';
import { ItemScreener } from './item-screener.js';
import { NameIndexService } from './name-index.service.js';
import { ReviewsService } from './reviews.service.js';
import { ScreeningService } from './screening.service.js';
import { SearchResolver } from './search.resolver.js';
import { SearchService } from './search.service.js';

/** Has the feed of changes sequenced, and opens and closes the index of this process. */
@Injectable()
class IndexLife implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger('NameIndex');

  constructor(
    sequencer: Sequencer,
    private readonly index: NameIndexService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    sequencer.order(ENTITY_CHANGE_TABLE);
  }

  onApplicationBootstrap(): void {
    if (!this.settings.LIAISON_SEARCH_AT_START) return;
    // Nobody waits for it: the gateway answers everything but searches meanwhile.
    this.index.start().catch((error: Error) => this.logger.error(`the name index did not open: ${error.name}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.index.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.index.close();
  }
}

@Module({
  imports: [QueryModule],
  providers: [
    {
      provide: NameIndexService,
      inject: [Database, SharingRepository, Clock, PubSub, CIPHERS, SETTINGS],
      useFactory: (
        database: Database,
        sharings: SharingRepository,
        clock: Clock,
        pubSub: PubSub,
        ciphers: Ciphers,
        settings: Settings,
      ) => new NameIndexService(database, sharings, clock, pubSub, ciphers.fields, settings),
    },
    Hits,
    ItemScreener,
    SearchService,
    ScreeningService,
    ReviewsService,
    SearchResolver,
    IndexLife,
  ],
  exports: [NameIndexService, ItemScreener, Hits],
})
export class SearchModule {}
