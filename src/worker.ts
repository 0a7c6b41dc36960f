import { NestFactory } from '@nestjs/core';
import { readSettings, SettingsError } from '../config/settings.js';
import { AppModule } from './app.module.js';

/** The gateway's modules without HTTP: works jobs, and takes its turn as sequencer. */
async function main(): Promise<void> {
  const settings = readSettings({ ...process.env, LIAISON_WORK_JOBS: 'true' });
  if (settings.profile !== 'servers') {
    throw new SettingsError('Setting DATABASE_URL is missing: the embedded profile has no worker but the gateway.');
  }
  const app = await NestFactory.createApplicationContext(await AppModule.open(settings), { abortOnError: false });
  app.enableShutdownHooks();
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
