import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import type { Settings } from '../../config/settings.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import type { LedgerAuthor } from '../ledger/ledger.service.js';
import { openLog } from '../operations/log.js';
import { ProfileModule } from '../profile/profile.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';

/** Who the ledger names for what is done at the command line. */
export const COMMAND_LINE: LedgerAuthor = { system: 'command-line' };

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

/** Opens the services, lets `work` use them, and closes them. Warnings go to standard error. */
export async function withServices<T>(
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
