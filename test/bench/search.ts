// Searches by name against lookups by identifier, through everything, at a million names; start of the index; how soon a
// committed name is found:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/search.ts
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../../config/settings.js';
import { signAgencyToken } from '../../libs/signing/agency-token.js';
import { startServers } from '../harness/servers.js';
import { built } from './built.js';
import { LoadGenerator, type LoadResult, type ServerProcess, startGateway } from './children.js';
import { type FilledDatabase, fillDatabase, POLICE } from './lookup-rows.js';
import { percentile, printed, type Spread, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    /** About three names each. */
    merchants: { type: 'string', default: '350000' },
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '4000' },
    concurrency: { type: 'string', default: '16' },
    /** New names that are timed from their commit until they are found. */
    additions: { type: 'string', default: '20' },
    /** Writes CPU profiles of the gateway's threads into this folder. */
    profile: { type: 'string' },
    /** Only the contender of this name. */
    only: { type: 'string' },
    dist: { type: 'string' },
  },
});
const MERCHANTS = Number(options.merchants);
const ROUNDS = Number(options.rounds);
const REQUESTS = Number(options.requests);
const CONCURRENCY = Number(options.concurrency);
const READY_MS = 600_000;

const ENTITY = `id kind highestSeverity flagCount names { role name } identifiers { type role value }
  flags { category { code } severity state measures source { code } detectedAt }`;
const LOOKUP = `query ($input: LookupInput!) { lookup(input: $input) { __typename
  ... on LookupAnswer { hasMore entities { ${ENTITY} } } ... on UserError { code message field } } }`;
const SEARCH = `query ($query: String!, $first: Int) { searchEntities(query: $query, first: $first) { __typename
  ... on SearchAnswer { queryKey isTruncated hits { edges { cursor node { score decision entity { ${ENTITY} } } }
    pageInfo { hasNextPage endCursor } } }
  ... on UserError { code message field } } }`;

/** A round, with the processor time of the gateway for each request: what a busy machine cannot blur. */
interface Measured extends LoadResult {
  readonly cpuMs: number;
}

const generator = new LoadGenerator();
const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 4_096 } });
const dataDir = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const masterKey = randomBytes(32).toString('base64');
let gateway: ServerProcess | undefined;

try {
  const startMs = performance.now();
  const database = await fillDatabase(await servers.createDatabase(), masterKey, MERCHANTS);
  console.log(`${MERCHANTS} merchants in ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
  const fromTablesMs = await open(database);
  await snapshotWritten();
  await gateway?.stop();
  const fromSnapshotMs = await open(database);
  const residentMb = Math.round(residentBytes(gateway?.pid ?? 0) / 1e6);
  const snapshotMb = Math.round(statSync(join(dataDir, 'name-index.snapshot')).size / 1e6);
  const rounds = await compare(database);
  const foundMs = await timeAdditions(database);
  report(rounds, { fromTablesMs, fromSnapshotMs, residentMb, snapshotMb, foundMs });
} finally {
  await gateway?.stop();
  await generator.stop();
  await servers.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Starts the gateway; gives the milliseconds from its start until it answers a search. */
async function open(database: FilledDatabase): Promise<number> {
  const startMs = performance.now();
  const profiling = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
  const environment = {
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    REDIS_URL: servers.redisUrl,
    LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    LIAISON_MASTER_KEY: masterKey,
    LIAISON_DATA_DIR: dataDir,
    LIAISON_RATE_LIMIT_PER_MINUTE: '10000000',
  };
  gateway = await startGateway(environment, profiling);
  while (!(await search(database, database.name(0))).includes('SearchAnswer')) {
    if (performance.now() - startMs > READY_MS) throw new Error('the index does not open');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startMs;
}

async function snapshotWritten(): Promise<void> {
  const endMs = performance.now() + READY_MS;
  while (!statSync(join(dataDir, 'name-index.snapshot'), { throwIfNoEntry: false })) {
    if (performance.now() > endMs) throw new Error('no snapshot was written');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function search(database: FilledDatabase, query: string): Promise<string> {
  const answer = await fetch(`${gateway?.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(database)}` },
    body: JSON.stringify({ query: SEARCH, variables: { query, first: 5 } }),
  });
  return answer.text();
}

/** The contenders take turns, each round in another order; one round before does not count. */
async function compare(database: FilledDatabase): Promise<Map<string, Measured[]>> {
  const merchants = Array.from({ length: REQUESTS }, () => randomInt(MERCHANTS));
  const lookup = (n: number) => ({ query: LOOKUP, variables: { input: { type: 'USCC', value: database.uscc(n) } } });
  const byName = (name: string, first: number) => ({ query: SEARCH, variables: { query: name, first } });
  const contenders = {
    'lookup by identifier': { bodies: merchants.map(lookup), expected: '"category":{"code":"COUN' },
    'search, best hit': { bodies: merchants.map((n) => byName(database.name(n), 1)), expected: '"score":1' },
    'search, ten hits': { bodies: merchants.map((n) => byName(database.name(n), 10)), expected: '"score":1' },
    'search, garbled, ten hits': {
      bodies: merchants.map((n) => byName(garbled(database.name(n)), 10)),
      expected: '"__typename":"Search',
    },
  };
  const all = Object.keys(contenders) as (keyof typeof contenders)[];
  const names = all.filter((name) => options.only === undefined || name === options.only);
  const rounds = new Map<string, Measured[]>(names.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    const turn = Math.max(0, round) % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const { bodies, expected } = contenders[name];
      const load = { bodies: bodies.map((body) => JSON.stringify(body)), expected, concurrency: CONCURRENCY };
      const tokens = [await token(database)];
      const cpuBeforeMs = processorMs(gateway?.pid ?? 0);
      const result = await generator.run({ url: gateway?.url ?? '', tokens, ...load });
      const cpuMs = (processorMs(gateway?.pid ?? 0) - cpuBeforeMs) / REQUESTS;
      if (round >= 0) rounds.get(name)?.push({ ...result, cpuMs });
    }
    console.log(`round ${round + 1} of ${ROUNDS}`);
  }
  return rounds;
}

/** Two neighbours change places, as a hasty typist has it. */
function garbled(name: string): string {
  const at = 2 + randomInt(Math.max(1, name.length - 7));
  return name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
}

/** Milliseconds from the commit of a name, by another process, until a search finds it. */
async function timeAdditions(database: FilledDatabase): Promise<number[]> {
  const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
    'src/common/persistence/database.js',
  );
  const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
  const { openCiphers } = await built<typeof import('../../src/profile/data-keys.js')>('src/profile/data-keys.js');
  const { EntitiesWriter } = await built<typeof import('../../src/entities/entities.writer.js')>(
    'src/entities/entities.writer.js',
  );
  const settings = readSettings({
    DATABASE_URL: database.url,
    REDIS_URL: 'redis://unused',
    LIAISON_MASTER_KEY: masterKey,
  });
  const opened = await Database.open(settings, SCHEMA);
  const writer = new EntitiesWriter(await openCiphers(settings, opened, Date.now()));
  const [sharing] = await opened.select<{ id: string; ownerId: string }>('SELECT id, ownerId FROM sharing LIMIT 1');
  const foundMs: number[] = [];
  for (let n = 0; n < Number(options.additions); n++) {
    const name = `${String.fromCharCode(0x9f00 - n * 7, 0x9a00 + n * 11, 0x8100 + n * 5)}贸易有限公司`;
    const keyed = writer.key({
      tenantId: sharing?.ownerId ?? '',
      sharingId: sharing?.id ?? '',
      kind: 'MERCHANT',
      anchor: { type: 'USCC', canonical: `bench ${n}` },
      identifiers: [],
      names: [{ role: 'REGISTERED', name }],
    });
    await opened.transaction(async (tx) => {
      const resolved = await writer.resolve(tx, [keyed]);
      await writer.insert(tx, writer.build([keyed], resolved, Date.now()));
    });
    const committedMs = performance.now();
    while (!(await search(database, name)).includes('"score":1'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    foundMs.push(performance.now() - committedMs);
    await new Promise((resolve) => setTimeout(resolve, randomInt(400)));
  }
  await opened.close();
  return foundMs;
}

/** User and system time of a process and its threads; Linux counts in hundredths of a second. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
}

function token(database: FilledDatabase): Promise<string> {
  return signAgencyToken({
    privateJwk: database.keys.EdDSA,
    issuer: POLICE,
    subject: 'bench',
    audience: 'liaison',
    scopes: ['entities:lookup', 'entities:search'],
    lifetimeSeconds: 300,
    nowSeconds: Date.now() / 1_000,
  });
}

function report(
  rounds: ReadonlyMap<string, readonly Measured[]>,
  once: { fromTablesMs: number; fromSnapshotMs: number; residentMb: number; snapshotMb: number; foundMs: number[] },
): void {
  const results = [...rounds].map(([name, all]) => ({
    name,
    perSecond: spreadOf(all.map(({ perSecond }) => perSecond)),
    p50Ms: spreadOf(all.map(({ p50Ms }) => p50Ms)),
    p99Ms: spreadOf(all.map(({ p99Ms }) => p99Ms)),
    cpuMs: spreadOf(all.map(({ cpuMs }) => cpuMs)),
  }));
  const lookup = results[0]?.p50Ms.median ?? Number.NaN;
  const row = ({ perSecond, p50Ms, p99Ms, cpuMs }: Record<'perSecond' | 'p50Ms' | 'p99Ms' | 'cpuMs', Spread>) => ({
    'per second': printed(perSecond),
    'p50 ms': printed(p50Ms, 2),
    'p99 ms': printed(p99Ms, 2),
    'processor ms': printed(cpuMs, 2),
    'over lookup, p50 ms': (p50Ms.median - lookup).toFixed(2),
  });
  console.log(
    `\nmedian (lowest–highest) of ${ROUNDS} alternating rounds of ${REQUESTS} requests, ${CONCURRENCY} callers\n`,
  );
  console.table(Object.fromEntries(results.map((result) => [result.name, row(result)])));
  const sorted = [...once.foundMs].sort((a, b) => a - b);
  const foundMs = { p50: percentile(sorted, 0.5), max: sorted.at(-1) ?? Number.NaN };
  const { fromTablesMs, fromSnapshotMs, residentMb, snapshotMb } = once;
  console.log({ fromTablesMs, fromSnapshotMs, residentMb, snapshotMb, foundMs });
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    'bench-results/search.json',
    `${JSON.stringify({ at: new Date(), machine, options: { MERCHANTS, ROUNDS, REQUESTS, CONCURRENCY }, fromTablesMs, fromSnapshotMs, residentMb, snapshotMb, foundMs, results }, null, 2)}\n`,
  );
}
