// A batch screening of mixed rows against a large register, through everything: upload, job, results, and memory meanwhile:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/screening.ts
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { startServers } from '../harness/servers.js';
import { built } from './built.js';
import { type ServerProcess, startGateway } from './children.js';
import { type FilledDatabase, fillDatabase, POLICE } from './lookup-rows.js';
import { Random } from './matching/random.js';
import { type ScreeningRows, screeningRows } from './screening-rows.js';
import { percentile, printed, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    /** About three names each. */
    merchants: { type: 'string', default: '350000' },
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    /** Writes CPU profiles of the gateway's threads into this folder. */
    profile: { type: 'string' },
    dist: { type: 'string' },
  },
});
const MERCHANTS = Number(options.merchants);
const ROWS = Number(options.rows);
const ROUNDS = Number(options.rounds);
const SEED = 20_260_801;
const READY_MS = 600_000;
const POLL_MS = 100;

const PROGRESS = `query ($id: ID!) { screening(id: $id) { __typename
  ... on Screening { state screenedRows rejectedRows matchRows reviewRows distinctQueries } } }`;

interface Progress {
  readonly state: string;
  readonly screenedRows: number;
  readonly rejectedRows: number;
  readonly matchRows: number;
  readonly reviewRows: number;
  readonly distinctQueries: number;
}

interface Measured {
  readonly uploadSeconds: number;
  /** From the first byte of the file until every row has its result. */
  readonly seconds: number;
  /** Processor time of the gateway and all its threads. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
  /** Of lookups by another caller while the screening ran. */
  readonly searchMs: readonly number[];
  readonly progress: Progress;
}

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 4_096 } });
const dataDir = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
let gateway: ServerProcess | undefined;

try {
  const masterKey = randomBytes(32).toString('base64');
  const startMs = performance.now();
  const database = await fillDatabase(await servers.createDatabase(), masterKey, MERCHANTS);
  console.log(`${MERCHANTS} merchants in ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
  gateway = await startGateway(
    {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      REDIS_URL: servers.redisUrl,
      LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
      LIAISON_MASTER_KEY: masterKey,
      LIAISON_DATA_DIR: dataDir,
      LIAISON_RATE_LIMIT_PER_MINUTE: '10000000',
    },
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  );
  const client = await clientOf(gateway, database);
  await indexed(client, database);
  const idleMb = residentMb(gateway.pid);
  const small = screeningRows(database, new Random(SEED + 1), MERCHANTS, Math.ceil(ROWS / 10));
  const rounds: Measured[] = [];
  const warm = await screen(gateway, client, database, small);
  for (let round = 0; round < ROUNDS; round++) {
    const rows = screeningRows(database, new Random(SEED + 2 + round), MERCHANTS, ROWS);
    rounds.push(await screen(gateway, client, database, rows));
    const { seconds, cpuSeconds, progress } = rounds.at(-1) as Measured;
    console.log(`round ${round + 1}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor`, progress);
  }
  report(rounds, { idleMb, smallMb: warm.peakMb });
} finally {
  await gateway?.stop();
  await servers.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function clientOf({ url }: ServerProcess, database: FilledDatabase): Promise<LiaisonClient> {
  const client = await built<typeof import('../../libs/client/liaison-client.js')>('libs/client/liaison-client.js');
  return new client.LiaisonClient({
    url,
    audience: 'liaison',
    credentials: {
      tenant: POLICE,
      actor: 'bench',
      scopes: ['entities:search', 'screenings:read', 'screenings:write'],
      privateJwk: database.keys.EdDSA,
    },
  });
}

async function search(client: LiaisonClient, query: string): Promise<string> {
  const { searchEntities } = await client.query<{ searchEntities: { __typename: string } }>(
    'query ($query: String!) { searchEntities(query: $query, first: 5) { __typename } }',
    { query },
  );
  return searchEntities.__typename;
}

async function indexed(client: LiaisonClient, database: FilledDatabase): Promise<void> {
  const endMs = performance.now() + READY_MS;
  for (;;) {
    const found = await search(client, database.name(0)).catch(() => '');
    if (found === 'SearchAnswer') return;
    if (performance.now() > endMs) throw new Error('the index does not open');
    await pause(100);
  }
}

async function screen(
  { pid }: ServerProcess,
  client: LiaisonClient,
  database: FilledDatabase,
  { body, distinct }: ScreeningRows,
): Promise<Measured> {
  const cpuBefore = processorSeconds(pid);
  const startMs = performance.now();
  const { id } = await client.submitScreening({
    body,
    format: 'ndjson',
    idempotencyKey: randomBytes(8).toString('hex'),
    purpose: 'benchmark',
    caseRef: 'bench-1',
    least: 'REVIEW',
  });
  const uploadSeconds = (performance.now() - startMs) / 1_000;
  const searchMs: number[] = [];
  let peakMb = 0;
  for (let n = 0; ; n++) {
    const askedMs = performance.now();
    await search(client, database.name(n * 7));
    searchMs.push(performance.now() - askedMs);
    peakMb = Math.max(peakMb, residentMb(pid));
    const { screening } = await client.query<{ screening: Progress }>(PROGRESS, { id });
    if (screening.state === 'COMPLETED') {
      const seconds = (performance.now() - startMs) / 1_000;
      if (screening.distinctQueries !== distinct) throw new Error('rows were asked twice, or not at all');
      const cpuSeconds = processorSeconds(pid) - cpuBefore;
      return { uploadSeconds, seconds, cpuSeconds, peakMb, searchMs, progress: screening };
    }
    if (screening.state !== 'RUNNING') throw new Error(`the screening is ${screening.state}`);
    await pause(POLL_MS);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** User and system time of a process and its threads; Linux counts in hundredths of a second. */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMb(pid: number): number {
  return Math.round(
    (Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024) / 1e6,
  );
}

function report(rounds: readonly Measured[], memory: { idleMb: number; smallMb: number }): void {
  const seconds = spreadOf(rounds.map((round) => round.seconds));
  const searchMs = rounds.flatMap((round) => round.searchMs).sort((a, b) => a - b);
  const result = {
    rows: ROWS,
    seconds,
    rowsPerSecond: spreadOf(rounds.map((round) => ROWS / round.seconds)),
    uploadSeconds: spreadOf(rounds.map((round) => round.uploadSeconds)),
    cpuSeconds: spreadOf(rounds.map((round) => round.cpuSeconds)),
    searchMs: { p50: percentile(searchMs, 0.5), p99: percentile(searchMs, 0.99) },
    residentMb: { ...memory, peak: Math.max(...rounds.map(({ peakMb }) => peakMb)) },
  };
  console.log(`\n${ROWS} rows against ${MERCHANTS} merchants; median (lowest–highest) of ${ROUNDS} rounds\n`);
  console.table({
    'until the last result, s': printed(seconds, 1),
    'rows per second': printed(result.rowsPerSecond),
    'of it the upload, s': printed(result.uploadSeconds, 1),
    'processor time of the gateway, s': printed(result.cpuSeconds, 1),
    "another caller's search meanwhile, p50 / p99 ms": `${result.searchMs.p50.toFixed(0)} / ${result.searchMs.p99.toFixed(0)}`,
    'resident, idle / a tenth of the rows / all, MB': `${memory.idleMb} / ${memory.smallMb} / ${result.residentMb.peak}`,
  });
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    'bench-results/screening.json',
    `${JSON.stringify({ at: new Date(), machine, options: { MERCHANTS, ROWS, ROUNDS }, result }, null, 2)}\n`,
  );
}
