import './typescript-imports.js';
import { spawnSync } from 'node:child_process';
import type { Servers } from './servers.js';

declare global {
  var liaisonTestServers: Servers | undefined;
  var removeLiaisonTemplates: (() => void) | undefined;
}

/**
 * Once per run with e2e tests: builds the program, which some tests start as a process of its own, and starts the
 * servers. The workers get their URLs through the environment.
 */
export default async function setUp(): Promise<void> {
  build();
  const { startServers } = await import('./servers.js');
  const servers = await startServers({ database: { flushLogAtCommit: 2 } });
  globalThis.liaisonTestServers = servers;
  const { prepareTemplates } = await import('./schema-template.js');
  globalThis.removeLiaisonTemplates = await prepareTemplates(servers);
  process.env.LIAISON_TEST_DATABASE_URL = servers.databaseUrl;
  process.env.LIAISON_TEST_REDIS_URL = servers.redisUrl;
}

function build(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run build failed:\n${stdout}\n${stderr}`);
}
