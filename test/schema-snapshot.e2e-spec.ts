import { readFileSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { clientTypesPage } from '../src/docs/client-types-page.js';
import { schemaPage } from '../src/docs/schema-page.js';
import { TestGateway } from './harness/profiles.js';

it('has committed the schema that is built, and its types for the client; `npm run docs` prints both', async () => {
  const gateway = await TestGateway.start('embedded');
  try {
    const { schema } = gateway.app.get(GraphQLSchemaHost);
    expect(readFileSync('schema.graphql', 'utf8')).toBe(schemaPage(schema));
    expect(readFileSync('libs/client/gateway-schema.ts', 'utf8')).toBe(clientTypesPage(schema));
  } finally {
    await gateway.stop();
  }
});
