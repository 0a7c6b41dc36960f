import { type BeforeApplicationShutdown, Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { OpenStreams } from '../common/context/open-streams.js';
import { Metrics } from '../common/metrics.js';
import { Database } from '../common/persistence/database.js';
import { SETTINGS } from '../common/tokens.js';
import { AccessGuard } from './access.guard.js';
import { AccessAudit } from './access-audit.js';
import { Authenticator } from './authenticator.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantsResolver } from './tenants.resolver.js';
import { TenantsService } from './tenants.service.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: TenantDirectory,
      inject: [Database, Clock, SETTINGS],
      useFactory: (database: Database, clock: Clock, settings: Settings) =>
        new TenantDirectory(database, clock, settings.LIAISON_KEY_CACHE_MS),
    },
    {
      provide: Authenticator,
      inject: [TenantDirectory, Clock, SETTINGS, Metrics],
      useFactory: (directory: TenantDirectory, clock: Clock, settings: Settings, metrics: Metrics) =>
        new Authenticator(directory, clock, settings.LIAISON_AUDIENCE, (reason) =>
          metrics.authenticationRefused(reason),
        ),
    },
    {
      provide: OpenStreams,
      inject: [Authenticator, SETTINGS],
      useFactory: (authenticator: Authenticator, settings: Settings) =>
        new OpenStreams((context) => authenticator.isStillGood(context), {
          perTenant: settings.LIAISON_STREAMS_PER_TENANT,
          total: settings.LIAISON_STREAMS_TOTAL,
        }),
    },
    { provide: APP_GUARD, useClass: AccessGuard },
    AccessAudit,
    TenantsService,
    TenantsResolver,
  ],
  exports: [Authenticator, OpenStreams, TenantDirectory, TenantsService, AccessAudit],
})
export class TenantsModule implements BeforeApplicationShutdown {
  constructor(private readonly streams: OpenStreams) {}

  beforeApplicationShutdown(): void {
    this.streams.close();
  }
}
