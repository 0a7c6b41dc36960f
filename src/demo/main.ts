import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '../../config/settings.js';
import { createGateway } from '../http-server.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { ensureDemoTenants, hasDemoKeys, readDemoCredentials, readDemoKeys } from './demo-tenants.js';
import { Narrator } from './narrator.js';
import { castFor, tellStory } from './story.js';

/** A gateway to play against, and what to do when the story is over. */
interface Stage {
  readonly url: string;
  readonly dataDir: string;
  readonly close: () => Promise<void>;
}

async function isLive(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Nobody listens there: the demo brings its own gateway.
    return false;
  }
}

/** The running gateway whose demo keys are at hand, else one of our own in a temporary folder. */
async function setStage(settings: Settings): Promise<Stage> {
  const url = `http://${settings.HOST}:${settings.PORT}`;
  if (hasDemoKeys(settings.LIAISON_DATA_DIR) && (await isLive(url))) {
    return { url, dataDir: settings.LIAISON_DATA_DIR, close: async () => undefined };
  }
  const dataDir = settings.DATABASE_URL ? settings.LIAISON_DATA_DIR : mkdtempSync(join(tmpdir(), 'liaison-demo-'));
  const app = await createGateway({ ...settings, LIAISON_DATA_DIR: dataDir, LOG_LEVEL: 'silent', PORT: 0 });
  await ensureDemoTenants(app.get(TenantsService), dataDir);
  await app.listen(0, '127.0.0.1');
  const close = async () => {
    await app.close();
    if (dataDir !== settings.LIAISON_DATA_DIR) rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: await app.getUrl(), dataDir, close };
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const stage = await setStage(settings);
  const narrator = new Narrator();
  process.stdout.write(`The story of Liaison, played against ${stage.url}\n`);
  try {
    const cast = castFor(stage.url, readDemoCredentials(stage.dataDir), settings.LIAISON_AUDIENCE);
    await tellStory(cast, readDemoKeys(stage.dataDir), narrator);
    process.stdout.write(`\nAll ${narrator.count} steps went as they should.\n`);
  } finally {
    await stage.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
