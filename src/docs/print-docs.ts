import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../config/settings.js';
import { createGateway } from '../http-server.js';
import { AccessAudit, type OperationAccess } from '../tenants/access-audit.js';
import { authorisationPage } from './authorisation-page.js';
import { lifecyclePage } from './lifecycle-page.js';
import { LIFECYCLES } from './lifecycles.js';

/** Prints the pages of docs/ that are made from the code. Run from the repository's root. */
async function main(): Promise<void> {
  for (const lifecycle of LIFECYCLES) {
    const path = join('docs', `${lifecycle.name}.md`);
    writeFileSync(path, lifecyclePage(readFileSync(path, 'utf8'), lifecycle));
  }
  writeFileSync(join('docs', 'authorisation.md'), authorisationPage(await operations()));
}

/** The operations of a gateway that is built, but does not listen. */
async function operations(): Promise<readonly OperationAccess[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-docs-'));
  try {
    const app = await createGateway(
      readSettings({ NODE_ENV: 'test', LOG_LEVEL: 'silent', LIAISON_DEMO: 'false', LIAISON_DATA_DIR: dataDir }),
    );
    await app.init();
    const found = app.get(AccessAudit).operations;
    await app.close();
    return found;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
