import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { readSettings } from '../../config/settings.js';
import { createGateway } from '../http-server.js';
import { AccessAudit, type OperationAccess } from '../tenants/access-audit.js';
import { authorisationPage } from './authorisation-page.js';
import { clientTypesPage } from './client-types-page.js';
import { lifecyclePage } from './lifecycle-page.js';
import { LIFECYCLE_PAGES } from './lifecycles.js';
import { schemaPage } from './schema-page.js';

/** Prints what is made from the code: pages of docs/, the schema, and its types for the client. Run from the repository's root. */
async function main(): Promise<void> {
  for (const page of LIFECYCLE_PAGES) {
    const path = join('docs', `${page.name}.md`);
    writeFileSync(path, lifecyclePage(readFileSync(path, 'utf8'), page));
  }
  const { operations, schema } = await describeGateway();
  writeFileSync(join('docs', 'authorisation.md'), authorisationPage(operations));
  writeFileSync('schema.graphql', schemaPage(schema));
  writeFileSync(join('libs', 'client', 'gateway-schema.ts'), clientTypesPage(schema));
}

interface Described {
  readonly operations: readonly OperationAccess[];
  readonly schema: GraphQLSchema;
}

/** What a gateway that is built, but does not listen, says of itself. */
async function describeGateway(): Promise<Described> {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-docs-'));
  try {
    const app = await createGateway(
      readSettings({ NODE_ENV: 'test', LOG_LEVEL: 'silent', LIAISON_DEMO: 'false', LIAISON_DATA_DIR: dataDir }),
    );
    await app.init();
    const { operations } = app.get(AccessAudit);
    const { schema } = app.get(GraphQLSchemaHost);
    await app.close();
    return { operations, schema };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
