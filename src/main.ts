import { readSettings, SettingsError } from '../config/settings.js';
import { createGateway } from './http-server.js';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const app = await createGateway(settings);
  app.enableShutdownHooks();
  await app.listen(settings.PORT, settings.HOST);
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
