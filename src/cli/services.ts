import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import type { Settings } from '../../config/settings.js';
import { UserError } from '../common/graphql/user-error.graphql.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LedgerReadingService } from '../ledger/ledger-reading.service.js';
import { openLog } from '../operations/log.js';
import { ProfileModule } from '../profile/profile.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { CommandRefusal } from './output.js';

/**
 * The services that the commands use, over the database alone. No queue and no Redis: a tenant must be suspended though
 * Redis is away, and a running gateway finds by itself what the commands wrote.
 */
@Module({})
class CommandsModule {
  static async open(settings: Settings): Promise<DynamicModule> {
    const profile = await ProfileModule.open({ ...settings, REDIS_URL: undefined, LIAISON_WORK_JOBS: false });
    return { module: CommandsModule, imports: [profile, LedgerModule, TenantsModule] };
  }
}

/** Lets `work` use the tenants' service. @throws CommandRefusal when the use case refused */
export const useTenants = async <T extends object>(settings: Settings, work: (tenants: TenantsService) => Promise<T>) =>
  accepted(await withServices(settings, (services) => work(services.get(TenantsService))));

/** Lets `work` read the ledger. */
export const useLedger = <T>(settings: Settings, work: (ledger: LedgerReadingService) => Promise<T>): Promise<T> =>
  withServices(settings, (services) => work(services.get(LedgerReadingService)));

/** Opens the services and closes them after `work`. Warnings go to standard error. */
async function withServices<T>(
  settings: Settings,
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const log = openLog(settings.LOG_LEVEL === 'silent' ? 'silent' : 'warn', pino.destination(2));
  const services = await NestFactory.createApplicationContext(await CommandsModule.open(settings), {
    logger: log.nest,
    abortOnError: false,
  });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

function accepted<T extends object>(result: T): Exclude<T, UserError> {
  if (result instanceof UserError) throw new CommandRefusal(result.message, result.code, result.field);
  return result as Exclude<T, UserError>;
}
