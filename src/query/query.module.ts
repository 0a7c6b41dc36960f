import { Module } from '@nestjs/common';
import { Database } from '../common/persistence/database.js';
import { FlagsModule } from '../flags/flags.module.js';
import { TenantCards } from '../tenants/tenant-cards.js';
import { EntityPresenter } from './entity-presenter.js';
import { QueryResolver } from './query.resolver.js';
import { QueryService } from './query.service.js';

@Module({
  imports: [FlagsModule],
  providers: [
    { provide: TenantCards, inject: [Database], useFactory: (database: Database) => new TenantCards(database) },
    EntityPresenter,
    QueryService,
    QueryResolver,
  ],
})
export class QueryModule {}
