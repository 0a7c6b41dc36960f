// Lookups through everything against a bare resolver, and at 10,000 against 1,000,000 entities:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/lookup.ts
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { signAgencyToken } from '../../libs/signing/agency-token.js';
import type { SigningAlgorithm } from '../../libs/signing/keys.js';
import { startServers } from '../harness/servers.js';
import { LoadGenerator, type LoadResult, type ServerProcess, startGateway, startServer } from './children.js';
import { type FilledDatabase, fillDatabase, POLICE } from './lookup-rows.js';
import { printed, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    small: { type: 'string', default: '10000' },
    /** 0 leaves the large database out. */
    large: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '6000' },
    concurrency: { type: 'string', default: '64' },
    /** Only the contenders whose name holds this text: for profiles. */
    only: { type: 'string', default: '' },
    /** Writes a CPU profile of the small gateway into this folder. */
    profile: { type: 'string' },
    dist: { type: 'string' },
  },
});
const SMALL = Number(options.small);
const LARGE = Number(options.large);
const ROUNDS = Number(options.rounds);
const REQUESTS = Number(options.requests);
const CONCURRENCY = Number(options.concurrency);

const LOOKUP = `query ($input: LookupInput!) {
  lookup(input: $input) {
    __typename
    ... on LookupAnswer {
      hasMore
      entities {
        id kind highestSeverity flagCount
        names { role name }
        identifiers { type role value }
        flags { category { code } severity state measures source { code } detectedAt }
      }
    }
    ... on UserError { code field message }
  }
}`;
const BARE = 'query ($anchorKey: String!) { entity(anchorKey: $anchorKey) { id kind anchorKey createdAtMs } }';

/** One thing that is measured, once in every round. */
interface Contender {
  readonly name: string;
  prepare(): Promise<() => Promise<LoadResult>>;
}

const generator = new LoadGenerator();
const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 4_096 } });
const running: ServerProcess[] = [];
/** How far the ledger's chain was behind after each round of lookups. */
const backlogs: { waiting: number; settledMs: number }[] = [];

try {
  const contenders = (await prepare()).filter(({ name }) => name.includes(options.only));
  // One round that does not count: caches fill and code is compiled.
  for (const contender of contenders) await measure(contender);
  const rounds = new Map<string, LoadResult[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    // Another order each time, so that nobody always follows the same neighbour.
    const order = [...contenders.slice(round % contenders.length), ...contenders.slice(0, round % contenders.length)];
    for (const contender of order) rounds.get(contender.name)?.push(await measure(contender));
    console.log(`round ${round + 1} of ${ROUNDS}`);
  }
  await report(rounds);
} catch (error) {
  // Said before the clean-up, which may take a while.
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const server of running) await server.stop();
  await generator.stop();
  await servers.stop();
}

async function prepare(): Promise<Contender[]> {
  const small = await fill(SMALL);
  const smallGateway = await gatewayOver(small, options.profile);
  const bare = await startServer(
    fileURLToPath(new URL('./bare-server.ts', import.meta.url)),
    { DATABASE_URL: small.url },
    '/health',
  );
  running.push(bare);
  const contenders = [
    bareReads('bare resolver', bare, small),
    lookups('lookup, one token', smallGateway, small, SMALL),
    lookups('lookup, new EdDSA tokens', smallGateway, small, SMALL, { fresh: 'EdDSA' }),
    lookups('lookup, new ES256 tokens', smallGateway, small, SMALL, { fresh: 'ES256' }),
    lookups(`lookup, 1 caller, ${SMALL}`, smallGateway, small, SMALL, { concurrency: 1 }),
  ];
  if (LARGE === 0) return contenders;
  const large = await fill(LARGE);
  const largeGateway = await gatewayOver(large);
  return [
    ...contenders,
    lookups(`lookup, one token, ${LARGE}`, largeGateway, large, LARGE),
    lookups(`lookup, 1 caller, ${LARGE}`, largeGateway, large, LARGE, { concurrency: 1 }),
  ];
}

async function fill(merchants: number): Promise<FilledDatabase & { masterKey: string }> {
  const startMs = Date.now();
  const masterKey = randomBytes(32).toString('base64');
  const filled = await fillDatabase(await servers.createDatabase(), masterKey, merchants);
  console.log(`${merchants} merchants in ${((Date.now() - startMs) / 1_000).toFixed(0)} s`);
  return { ...filled, masterKey };
}

async function gatewayOver(database: { url: string; masterKey: string }, profile?: string): Promise<ServerProcess> {
  const gateway = await startGateway(
    {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: servers.redisUrl,
      LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
      LIAISON_MASTER_KEY: database.masterKey,
      LIAISON_RATE_LIMIT_PER_MINUTE: '10000000',
    },
    profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  );
  running.push(gateway);
  return gateway;
}

function bareReads(name: string, server: ServerProcess, database: FilledDatabase): Contender {
  return {
    name,
    prepare: async () => {
      const bodies = Array.from({ length: REQUESTS }, () =>
        JSON.stringify({ query: BARE, variables: { anchorKey: database.anchorKey(randomInt(SMALL)) } }),
      );
      const { url } = server;
      return () =>
        generator.run({ url, bodies, tokens: [''], concurrency: CONCURRENCY, expected: '"kind":"MERCHANT"' });
    },
  };
}

interface Options {
  readonly fresh?: SigningAlgorithm;
  readonly concurrency?: number;
}

function lookups(
  name: string,
  server: ServerProcess,
  database: FilledDatabase,
  merchants: number,
  { fresh, concurrency = CONCURRENCY }: Options = {},
): Contender {
  return {
    name,
    prepare: async () => {
      const count = concurrency === 1 ? Math.ceil(REQUESTS / 6) : REQUESTS;
      const bodies = Array.from({ length: count }, () => {
        const value = database.uscc(randomInt(merchants));
        return JSON.stringify({ query: LOOKUP, variables: { input: { type: 'USCC', value } } });
      });
      const tokens: string[] = [];
      for (let n = 0; n < (fresh ? count : 1); n++) tokens.push(await token(database, fresh ?? 'EdDSA'));
      const { url } = server;
      return async () => {
        const result = await generator.run({ url, bodies, tokens, concurrency, expected: '"category":{"code":"COUN' });
        await settled(database.url);
        return result;
      };
    },
  };
}

async function measure(contender: Contender): Promise<LoadResult> {
  const run = await contender.prepare();
  return run().catch((error: Error) => {
    throw new Error(`${contender.name}: ${error.message}`);
  });
}

function token(database: FilledDatabase, algorithm: SigningAlgorithm): Promise<string> {
  return signAgencyToken({
    privateJwk: database.keys[algorithm],
    issuer: POLICE,
    subject: 'bench',
    audience: 'liaison',
    scopes: ['entities:lookup'],
    lifetimeSeconds: 300,
    nowSeconds: Date.now() / 1_000,
  });
}

/** Waits until the ledger's chain has caught up, so that one round's rest does not burden the next. */
async function settled(url: string): Promise<void> {
  const connection = await createConnection(url);
  const startMs = Date.now();
  let first: number | undefined;
  for (;;) {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT COUNT(*) AS waiting FROM ledger_entry WHERE seq IS NULL',
    );
    const waiting = Number(rows[0]?.waiting);
    first ??= waiting;
    if (waiting === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await connection.end();
  backlogs.push({ waiting: first, settledMs: Date.now() - startMs });
}

async function report(rounds: ReadonlyMap<string, readonly LoadResult[]>): Promise<void> {
  const connection = await createConnection(servers.databaseUrl);
  const [[version]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  const results = [...rounds].map(([name, results]) => ({
    name,
    perSecond: spreadOf(results.map(({ perSecond }) => perSecond)),
    p50Ms: spreadOf(results.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(results.map(({ p99Ms }) => p99Ms)),
  }));
  const of = (name: string) => results.find((result) => result.name === name);
  const bare = of('bare resolver')?.perSecond.median ?? Number.NaN;
  console.log(
    `\nmedian (lowest–highest) of ${ROUNDS} alternating rounds of ${REQUESTS} requests, ${CONCURRENCY} callers\n`,
  );
  console.table(
    Object.fromEntries(
      results.map(({ name, perSecond, p50Ms, p99Ms }) => [
        name,
        {
          'per second': printed(perSecond),
          'of bare': (perSecond.median / bare).toFixed(2),
          'p50 ms': printed(p50Ms, 2),
          'p99 ms': printed(p99Ms, 2),
        },
      ]),
    ),
  );
  const growth = (small: string, large: string) => (of(large)?.p50Ms.median ?? NaN) / (of(small)?.p50Ms.median ?? NaN);
  const ratios = {
    throughputOfBare: (of('lookup, one token')?.perSecond.median ?? NaN) / bare,
    latencyGrowth: growth('lookup, one token', `lookup, one token, ${LARGE}`),
    latencyGrowthOneCaller: growth(`lookup, 1 caller, ${SMALL}`, `lookup, 1 caller, ${LARGE}`),
  };
  const behind = spreadOf(backlogs.map(({ settledMs }) => settledMs));
  console.log(ratios, `ledger chain complete ${printed(behind)} ms after a round`);
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    database: version?.version,
  };
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    'bench-results/lookup.json',
    `${JSON.stringify({ at: new Date(), machine, options: { SMALL, LARGE, ROUNDS, REQUESTS, CONCURRENCY }, ratios, results }, null, 2)}\n`,
  );
}
