import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';

/** The committed `schema.graphql`: the built schema in a stable order. */
export const schemaPage = (schema: GraphQLSchema): string =>
  `# Printed from the code by \`npm run docs\`.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
