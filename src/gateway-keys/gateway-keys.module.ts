import { Global, Module } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { GatewayKeysController } from './gateway-keys.controller.js';
import { GatewayKeysResolver } from './gateway-keys.resolver.js';
import { GatewayKeys } from './gateway-keys.service.js';

@Global()
@Module({
  controllers: [GatewayKeysController],
  providers: [
    {
      provide: GatewayKeys,
      inject: [Database, Idempotency, Clock, LedgerService, CIPHERS, SETTINGS],
      useFactory: (
        database: Database,
        idempotency: Idempotency,
        clock: Clock,
        ledger: LedgerService,
        ciphers: Ciphers,
        settings: Settings,
      ) => new GatewayKeys(database, idempotency, clock, ledger, ciphers, settings.LIAISON_KEY_CACHE_MS),
    },
    GatewayKeysResolver,
  ],
  exports: [GatewayKeys],
})
export class GatewayKeysModule {}
