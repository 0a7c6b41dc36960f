import { NestFactory } from '@nestjs/core';
import { readSettings, SettingsError } from '../config/settings.js';
import { AppModule } from './app.module.js';
import { openLog } from './operations/log.js';
import { reportStartFailure } from './operations/report-start-failure.js';
import { dieOfUncaught, stopOnSignal } from './operations/shutdown.js';

/** The gateway's modules without HTTP: works jobs, and takes its turn as sequencer. */
async function main(): Promise<void> {
  const settings = readSettings({ ...process.env, LIAISON_WORK_JOBS: 'true' });
  if (settings.profile !== 'servers') {
    throw new SettingsError('Setting DATABASE_URL is missing: the embedded profile has no worker but the gateway.');
  }
  const log = openLog(settings.LOG_LEVEL);
  dieOfUncaught(log);
  const app = await NestFactory.createApplicationContext(await AppModule.open(settings), {
    logger: log.nest,
    abortOnError: false,
  });
  stopOnSignal(app, log, settings.LIAISON_SHUTDOWN_GRACE_MS);
  log.pino.info('working');
}

main().catch(reportStartFailure);
