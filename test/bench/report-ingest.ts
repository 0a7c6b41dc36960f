// Report rows through HTTP into the tables, against a plain multi-row INSERT of the rows that they become:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/report-ingest.ts
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { readSettings } from '../../config/settings.js';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { startServers } from '../harness/servers.js';
import { built } from './built.js';
import { type ServerProcess, startGateway } from './children.js';
import { printed, type Spread, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    /** The report whose memory is compared with that of the large one. */
    small: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    /** Writes a CPU profile of each gateway into this folder. */
    profile: { type: 'string' },
    dist: { type: 'string' },
  },
});
const ROWS = Number(options.rows);
const SMALL_ROWS = Number(options.small);
const ROUNDS = Number(options.rounds);
const WARM_UP_ROWS = 2_000;
const ROWS_PER_STATEMENT = 1_000;
const PLATFORM = 'bench-platform';

/** What a report becomes, in the order in which it is written. */
const TABLES = ['entity', 'entity_identifier', 'entity_name', 'flag', 'complaint'] as const;
type Row = Readonly<Record<string, unknown>>;
/** The rows of one transaction, by table. */
type Batch = Map<(typeof TABLES)[number], Row[]>;

interface Ingest {
  readonly uploadSeconds: number;
  readonly seconds: number;
  readonly rssGrowthMiB: number;
}

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 2_048 } });
const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const ingests: Ingest[] = [];
const smallIngests: Ingest[] = [];
const plainSeconds: number[] = [];
let databaseRows = 0;

try {
  const files = {
    warmUp: await writeReport(WARM_UP_ROWS, 3),
    small: await writeReport(SMALL_ROWS, 2),
    large: await writeReport(ROWS, 1),
  };
  for (let round = 0; round < ROUNDS; round++) {
    smallIngests.push((await ingest(files.warmUp, files.small)).ingest);
    const { ingest: large, batches } = await ingest(files.warmUp, files.large);
    ingests.push(large);
    plainSeconds.push(await plainInsert(batches));
    databaseRows = batches.reduce((sum, batch) => sum + [...batch.values()].reduce((n, rows) => n + rows.length, 0), 0);
    console.log(
      `round ${round + 1} of ${ROUNDS}: ${large.seconds.toFixed(1)} s, plain ${plainSeconds.at(-1)?.toFixed(1)} s`,
    );
  }
  await report();
} finally {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a report in the campaign's own proportions. */
async function writeReport(rows: number, seed: number): Promise<string> {
  const { generateCampaignReport, toNdjson } =
    await built<typeof import('../../src/demo/campaign-report.js')>('src/demo/campaign-report.js');
  const part = (share: number) => Math.round((rows * share) / 4_220);
  const size = { merchants: part(1_000), complaints: part(120), resolvedComplaints: part(90), accounts: part(100) };
  const listings = rows - size.merchants - size.complaints - size.accounts;
  const path = join(folder, `report-${rows}.ndjson`);
  const file = await open(path, 'w');
  await file.writeFile(toNdjson(generateCampaignReport({ platform: PLATFORM, seed, size: { ...size, listings } })));
  await file.close();
  return path;
}

/** Hands a report in to a gateway of its own over an empty database. */
async function ingest(warmUp: string, path: string): Promise<{ ingest: Ingest; batches: Batch[] }> {
  const url = await servers.createDatabase();
  const gateway = await startGateway(
    {
      NODE_ENV: 'production',
      DATABASE_URL: url,
      REDIS_URL: servers.redisUrl,
      LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
      LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
    },
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  );
  const connection = await createConnection(url);
  try {
    const client = await clientOf(gateway, await addPlatform(connection));
    await submit(client, connection, warmUp);
    const [[mark]] = await connection.query<RowDataPacket[]>('SELECT MAX(createdAtMs) AS at FROM flag');
    const beforeMiB = rssMiB(gateway.pid);
    let peakMiB = beforeMiB;
    const sampling = setInterval(() => {
      peakMiB = Math.max(peakMiB, rssMiB(gateway.pid));
    }, 10);
    const times = await submit(client, connection, path).finally(() => clearInterval(sampling));
    const batches = path.includes(String(ROWS)) ? await readBatches(connection, Number(mark?.at)) : [];
    return { ingest: { ...times, rssGrowthMiB: peakMiB - beforeMiB }, batches };
  } finally {
    await gateway.stop();
    await connection.query(`DROP DATABASE \`${new URL(url).pathname.slice(1)}\``);
    await connection.end();
  }
}

async function submit(client: LiaisonClient, connection: Connection, path: string) {
  const startMs = performance.now();
  const body = createReadStream(path, { highWaterMark: 65_536 }) as AsyncIterable<Uint8Array>;
  const { id } = await client.submitReport({ body, format: 'ndjson', idempotencyKey: path });
  const uploadSeconds = (performance.now() - startMs) / 1_000;
  for (;;) {
    const [[row]] = await connection.query<RowDataPacket[]>(
      'SELECT state, rejectedRows FROM inspection_report WHERE id = ?',
      [id],
    );
    if (row?.state === 'COMPLETED') {
      if (Number(row.rejectedRows) > 0) throw new Error('the report has bad rows');
      return { uploadSeconds, seconds: (performance.now() - startMs) / 1_000 };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The rows that were written after `afterMs`, by the transaction that wrote them, in the order of their keys. */
async function readBatches(connection: Connection, afterMs: number): Promise<Batch[]> {
  const byMoment = new Map<number, Batch>();
  for (const table of TABLES) {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT * FROM ${table} WHERE createdAtMs > ? ORDER BY createdAtMs, 1, 2, 3`,
      [afterMs],
    );
    for (const row of rows) {
      // Complaints are stamped in the transaction, the others when its rows were built.
      const moments = [...byMoment.keys()].filter((moment) => moment <= Number(row.createdAtMs));
      const moment = table === 'complaint' ? Math.max(...moments) : Number(row.createdAtMs);
      const batch: Batch = byMoment.get(moment) ?? new Map();
      byMoment.set(moment, batch);
      batch.set(table, [...(batch.get(table) ?? []), row]);
    }
  }
  return [...byMoment].sort(([a], [b]) => a - b).map(([, batch]) => batch);
}

/** Inserts the same rows into an empty schema by plain statements, batch by batch. Seconds. */
async function plainInsert(batches: readonly Batch[]): Promise<number> {
  const url = await servers.createDatabase();
  const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
    'src/common/persistence/database.js',
  );
  const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
  const database = await Database.open(readSettings({ DATABASE_URL: url, REDIS_URL: servers.redisUrl }), SCHEMA);
  await database.close();
  const connection = await createConnection(url);
  const startMs = performance.now();
  for (const batch of batches) {
    await connection.beginTransaction();
    for (const [table, rows] of batch) await insertPlainly(connection, table, rows);
    await connection.commit();
  }
  const seconds = (performance.now() - startMs) / 1_000;
  await connection.query(`DROP DATABASE \`${new URL(url).pathname.slice(1)}\``);
  await connection.end();
  return seconds;
}

async function insertPlainly(connection: Connection, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const values = rows.slice(start, start + ROWS_PER_STATEMENT).map((row) => columns.map((column) => row[column]));
    await connection.query(`INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(',')}) VALUES ?`, [
      values,
    ]);
  }
}

async function addPlatform(connection: Connection): Promise<PrivateSigningJwk> {
  const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
  const { scopesOf } = await built<typeof import('../../src/common/context/scopes.js')>('src/common/context/scopes.js');
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'bench');
  const id = newId();
  const common = { createdAtMs: 0, updatedAtMs: 0, version: 1, state: 'ACTIVE' };
  await insertPlainly(connection, 'tenant', [
    {
      ...common,
      id,
      code: PLATFORM,
      name: PLATFORM,
      kind: 'PLATFORM',
      jurisdiction: '330100',
      scopes: JSON.stringify(scopesOf('PLATFORM')),
    },
  ]);
  await insertPlainly(connection, 'tenant_key', [
    {
      ...common,
      id: newId(),
      tenantId: id,
      keyId: publicJwk.kid,
      algorithm: 'EdDSA',
      publicJwk: JSON.stringify(publicJwk),
      notBeforeMs: 0,
      notAfterMs: null,
    },
  ]);
  return privateJwk;
}

async function clientOf(gateway: ServerProcess, privateJwk: PrivateSigningJwk): Promise<LiaisonClient> {
  const client = await built<typeof import('../../libs/client/liaison-client.js')>('libs/client/liaison-client.js');
  const credentials = { tenant: PLATFORM, actor: 'bench', privateJwk, scopes: ['reports:submit'] };
  return new client.LiaisonClient({ url: gateway.url, credentials });
}

/** Resident memory of a process, as Linux counts it. */
function rssMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4_096) / 2 ** 20;
}

async function report(): Promise<void> {
  const connection = await createConnection(servers.databaseUrl);
  const [[version]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  const of = (values: readonly Ingest[], name: keyof Ingest): Spread => spreadOf(values.map((value) => value[name]));
  const perSecond = spreadOf(ingests.map(({ seconds }) => ROWS / seconds));
  const plainPerSecond = spreadOf(plainSeconds.map((seconds) => ROWS / seconds));
  const ofPlain = spreadOf(ingests.map(({ seconds }, round) => (plainSeconds[round] ?? Number.NaN) / seconds));
  const results = {
    reportRowsPerSecond: perSecond,
    plainInsertReportRowsPerSecond: plainPerSecond,
    ofPlain,
    databaseRowsPerReportRow: databaseRows / ROWS,
    secondsUntilAcknowledged: of(ingests, 'uploadSeconds'),
    rssGrowthMiB: { [ROWS]: of(ingests, 'rssGrowthMiB'), [SMALL_ROWS]: of(smallIngests, 'rssGrowthMiB') },
  };
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds of ${ROWS} rows, ${databaseRows} rows in the tables\n`);
  console.table({
    'report rows per second through HTTP': printed(perSecond),
    'the same rows by plain multi-row INSERT': printed(plainPerSecond),
    'of plain': printed(ofPlain, 2),
    'seconds until acknowledged': printed(results.secondsUntilAcknowledged, 2),
    [`peak memory growth, ${SMALL_ROWS} rows, MiB`]: printed(of(smallIngests, 'rssGrowthMiB')),
    [`peak memory growth, ${ROWS} rows, MiB`]: printed(of(ingests, 'rssGrowthMiB')),
  });
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    database: version?.version,
  };
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    'bench-results/report-ingest.json',
    `${JSON.stringify({ at: new Date(), machine, options: { ROWS, SMALL_ROWS, ROUNDS }, results }, null, 2)}\n`,
  );
}
