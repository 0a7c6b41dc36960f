import { type BeforeApplicationShutdown, Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { Wakeup } from '../common/wakeup.js';
import { LedgerResolver } from './ledger.resolver.js';
import { LedgerService } from './ledger.service.js';
import { LedgerExportController } from './ledger-export.controller.js';
import { LedgerReadingService } from './ledger-reading.service.js';

@Global()
@Module({
  controllers: [LedgerExportController],
  providers: [
    {
      provide: LedgerService,
      inject: [Database, Clock, CIPHERS, Wakeup],
      useFactory: (database: Database, clock: Clock, ciphers: Ciphers, wakeup: Wakeup) =>
        new LedgerService(database, clock, ciphers.pseudonyms, () => wakeup.call()),
    },
    LedgerReadingService,
    LedgerResolver,
  ],
  exports: [LedgerService, LedgerReadingService],
})
export class LedgerModule implements BeforeApplicationShutdown {
  constructor(private readonly ledger: LedgerService) {}

  /** Queries recorded by now are written before the database closes. */
  beforeApplicationShutdown(): Promise<void> {
    return this.ledger.idle();
  }
}
