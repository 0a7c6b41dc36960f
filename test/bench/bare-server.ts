// What the gateway is measured against: Apollo Server on Fastify, and a resolver that reads one row by a unique key.
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { createPool, type RowDataPacket } from 'mysql2/promise';

const pool = createPool({ uri: process.env.DATABASE_URL ?? '', connectionLimit: 16 });

const typeDefs = `
  type Entity { id: ID! kind: String! anchorKey: String! createdAtMs: Float! }
  type Query { entity(anchorKey: String!): Entity }
`;

const resolvers = {
  Query: {
    entity: async (_: unknown, { anchorKey }: { anchorKey: string }) => {
      const [rows] = await pool.query<RowDataPacket[]>(
        'SELECT id, kind, anchorKey, createdAtMs FROM entity WHERE anchorKey = ?',
        [anchorKey],
      );
      return rows[0];
    },
  },
};

const fastify = Fastify();
const apollo = new ApolloServer({ typeDefs, resolvers, plugins: [fastifyApolloDrainPlugin(fastify)] });
await apollo.start();
await fastify.register(fastifyApollo(apollo));
fastify.get('/health', async () => ({ status: 'ok' }));
await fastify.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

process.once('SIGTERM', () => {
  void fastify
    .close()
    .then(() => pool.end())
    .then(() => process.exit(0));
});
