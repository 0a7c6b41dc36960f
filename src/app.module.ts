import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { AdmissionModule } from './admission/admission.module.js';
import { AttachmentsModule } from './attachments/attachments.module.js';
import { BlacklistModule } from './blacklist/blacklist.module.js';
import type { Clock } from './common/clock.js';
import { DeadlinesModule } from './deadlines/deadlines.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { DisclosurePackagesModule } from './disclosure-packages/packages.module.js';
import { DisclosureUsesModule } from './disclosure-uses/disclosure-uses.module.js';
import { DisclosuresModule } from './disclosures/disclosures.module.js';
import { EventsModule } from './events/events.module.js';
import { GatewayKeysModule } from './gateway-keys/gateway-keys.module.js';
import { graphqlModule } from './graphql.module.js';
import { JointCasesModule } from './joint-cases/joint-cases.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ProfileModule } from './profile/profile.module.js';
import { QueryModule } from './query/query.module.js';
import { QueueBoardModule } from './queue-board/queue-board.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RefillsModule } from './refills/refills.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { ScreeningModule } from './screening/screening.module.js';
import { ScreeningListsModule } from './screening-lists/screening-lists.module.js';
import { SearchModule } from './search/search.module.js';
import { SecurityEventsModule } from './security-events/security-events.module.js';
import { SharingModule } from './sharing/sharing.module.js';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.js';
import { TenantsModule } from './tenants/tenants.module.js';

/** Every feature, in the order of the arrows. */
const FEATURES = [
  SharingModule,
  LedgerModule,
  TenantsModule,
  GatewayKeysModule,
  EventsModule,
  AttachmentsModule,
  DeadlinesModule,
  ReportsModule,
  BlacklistModule,
  JointCasesModule,
  DisclosuresModule,
  DisclosurePackagesModule,
  DisclosureUsesModule,
  QueryModule,
  SearchModule,
  AdmissionModule,
  ScreeningModule,
  ScreeningListsModule,
  DeliveriesModule,
  QueueBoardModule,
  RefillsModule,
  SubscriptionsModule,
  SecurityEventsModule,
  ReceiptsModule,
  OperationsModule,
];

/** The whole application over an opened profile. */
@Module({})
export class AppModule {
  static async open(settings: Settings, clock?: Clock): Promise<DynamicModule> {
    return {
      module: AppModule,
      imports: [await ProfileModule.open(settings, clock), ...FEATURES, graphqlModule()],
    };
  }
}
