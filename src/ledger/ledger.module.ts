import { Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { Wakeup } from '../common/wakeup.js';
import { LedgerService } from './ledger.service.js';

@Global()
@Module({
  providers: [
    {
      provide: LedgerService,
      inject: [Database, Clock, CIPHERS, Wakeup],
      useFactory: (database: Database, clock: Clock, ciphers: Ciphers, wakeup: Wakeup) =>
        new LedgerService(database, clock, ciphers.pseudonyms, () => wakeup.call()),
    },
  ],
  exports: [LedgerService],
})
export class LedgerModule {}
