import { readFileSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { schemaPage } from '../src/docs/schema-page.js';
import { TestGateway } from './harness/profiles.js';

it('has committed the schema that is built; `npm run docs` prints it', async () => {
  const gateway = await TestGateway.start('embedded');
  try {
    expect(readFileSync('schema.graphql', 'utf8')).toBe(schemaPage(gateway.app.get(GraphQLSchemaHost).schema));
  } finally {
    await gateway.stop();
  }
});
