import { readSettings } from '../config/settings.js';
import { loadDemo, nextSteps } from './demo/load-demo.js';
import { createGateway } from './http-server.js';
import { openLog } from './operations/log.js';
import { reportStartFailure } from './operations/report-start-failure.js';
import { dieOfUncaught, stopOnSignal } from './operations/shutdown.js';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = openLog(settings.LOG_LEVEL);
  dieOfUncaught(log);
  const app = await createGateway(settings, undefined, log);
  stopOnSignal(app, log, settings.LIAISON_SHUTDOWN_GRACE_MS);
  await app.listen(settings.PORT, settings.HOST);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const data = settings.profile === 'embedded' ? `, data in ${settings.LIAISON_DATA_DIR}` : '';
  process.stderr.write(`Liaison is listening on ${url} (${settings.profile} profile${data}).\n`);
  log.pino.info({ url, profile: settings.profile }, 'listening');
  if (settings.LIAISON_DEMO) process.stderr.write(`\n${nextSteps(url, settings, await loadDemo(app, settings, url))}`);
}

main().catch(reportStartFailure);
