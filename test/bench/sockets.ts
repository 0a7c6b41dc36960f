// One event to many graphql-ws subscribers of one gateway process, and what a connection costs there:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/sockets.ts
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Connection, createConnection } from 'mysql2/promise';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { startServers } from '../harness/servers.js';
import { type ServerProcess, startGateway } from './children.js';
import { addTenant, forkScript } from './delivery-parties.js';
import { decided, publish } from './publications.js';
import type { SocketOrder, SocketReport } from './socket-clients.js';
import { percentile, printed, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    sockets: { type: 'string', default: '10000' },
    tenants: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '3' },
    /** Events of each round whose way is timed. */
    events: { type: 'string', default: '10' },
    /** Processes that hold the other end of the sockets. */
    clients: { type: 'string', default: '2' },
    /** Writes a CPU profile of each gateway into this folder. */
    profile: { type: 'string' },
    dist: { type: 'string' },
  },
});
const SOCKETS = Number(options.sockets);
const TENANTS = Number(options.tenants);
const ROUNDS = Number(options.rounds);
const EVENTS = Number(options.events);
const CLIENTS = Number(options.clients);
/** Sockets that warm the gateway up before its memory is measured; they stay, and are not counted. */
const WARM_SOCKETS = 200;
const REST_MS = 5_000;
const ADDRESSES_PER_CLIENT = 4;

const QUERY = `subscription { events { id type subject time subjectType subjectId category severity jurisdiction
  previousId cursor } }`;

const nowMs = () => performance.timeOrigin + performance.now();
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Round {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
  readonly kilobytesPerSocket: number;
  /** Of the gateway, with all sockets open, before and after the events. */
  readonly residentMb: number;
  readonly residentAfterMb: number;
}

/** A process with the clients' ends of many sockets. */
class Clients {
  private readonly child: ChildProcess = forkScript('socket-clients.ts');

  async tell(order: SocketOrder): Promise<readonly number[]> {
    const told = once(this.child, 'message');
    this.child.send(order);
    const [report] = (await told) as [SocketReport];
    if (report.kind === 'failed') throw new Error(report.reason);
    return report.kind === 'received' ? report.receivedAtMs : [];
  }

  stop(): void {
    this.child.kill();
  }
}

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 512 } });
const rounds: Round[] = [];
try {
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await measure());
    console.log(`round ${round + 1} of ${ROUNDS}: ${JSON.stringify(rounds.at(-1))}`);
  }
  report();
} finally {
  await servers.stop();
}

async function measure(): Promise<Round> {
  const databaseUrl = await servers.createDatabase();
  const gateway = await startGateway(
    {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      REDIS_URL: servers.redisUrl,
      LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
      LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
      LIAISON_RATE_LIMIT_PER_MINUTE: '0',
      LIAISON_STREAMS_PER_TENANT: String(SOCKETS + WARM_SOCKETS),
      LIAISON_STREAMS_TOTAL: String(SOCKETS + WARM_SOCKETS),
      LIAISON_SEARCH_AT_START: 'false',
    },
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  );
  const connection = await createConnection(databaseUrl);
  const clients = Array.from({ length: CLIENTS + 1 }, () => new Clients());
  try {
    return await timed(connection, gateway, clients);
  } finally {
    for (const one of clients) one.stop();
    await gateway.stop();
    await connection.end();
  }
}

async function timed(
  connection: Connection,
  gateway: ServerProcess,
  [warm, ...clients]: readonly Clients[],
): Promise<Round> {
  const regulator = await addTenant(connection, gateway, 'bench-regulator', 'MARKET_REGULATOR');
  const tenants: LiaisonClient[] = [];
  for (let n = 0; n < TENANTS; n++) tenants.push(await addTenant(connection, gateway, `bench-${n}`, 'PLATFORM'));
  const open = async (one: Clients | undefined, index: number, count: number) =>
    one?.tell({
      ...{ kind: 'open', count, query: QUERY, url: `${gateway.url.replace('http', 'ws')}/graphql` },
      tokens: await Promise.all(tenants.map((tenant) => tenant.token(['events:read']))),
      addresses: Array.from(
        { length: ADDRESSES_PER_CLIENT },
        (_, n) => `127.0.1.${1 + index * ADDRESSES_PER_CLIENT + n}`,
      ),
    });

  await open(warm, 0, WARM_SOCKETS);
  await waysOf(connection, regulator, warm ? [warm] : [], 5);
  await rest(REST_MS);
  const beforeMb = residentMb(gateway);
  await Promise.all(clients.map((one, index) => open(one, index + 1, SOCKETS / CLIENTS)));
  await rest(REST_MS);
  const openMb = residentMb(gateway);
  const all = warm ? [warm, ...clients] : clients;
  await waysOf(connection, regulator, all, 1);
  const ways = await waysOf(connection, regulator, all, EVENTS);
  await rest(REST_MS);
  return {
    p50Ms: percentile(ways, 0.5),
    p99Ms: percentile(ways, 0.99),
    lastMs: ways.at(-1) ?? Number.NaN,
    kilobytesPerSocket: ((openMb - beforeMb) * 1_024) / SOCKETS,
    residentMb: openMb,
    residentAfterMb: residentMb(gateway),
  };
}

/** How long events took, from the request that publishes to each subscriber; sorted. */
async function waysOf(
  connection: Connection,
  regulator: LiaisonClient,
  clients: readonly Clients[],
  count: number,
): Promise<number[]> {
  const ways: number[] = [];
  for (const entry of await decided(connection, regulator, count)) {
    const receiving = Promise.all(clients.map((one) => one.tell({ kind: 'receive' })));
    const startMs = nowMs();
    await publish(regulator, entry);
    for (const receivedAtMs of (await receiving).flat()) ways.push(receivedAtMs - startMs);
  }
  return ways.sort((a, b) => a - b);
}

function residentMb({ pid }: ServerProcess): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

function report(): void {
  const of = (value: (round: Round) => number) => spreadOf(rounds.map(value));
  const results = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { node: process.version },
    sockets: SOCKETS,
    tenants: TENANTS,
    eventsPerRound: EVENTS,
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    lastMs: of(({ lastMs }) => lastMs),
    kilobytesPerSocket: of(({ kilobytesPerSocket }) => kilobytesPerSocket),
    residentMb: of(({ residentMb }) => residentMb),
    residentAfterMb: of(({ residentAfterMb }) => residentAfterMb),
  };
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds with ${SOCKETS} sockets of ${TENANTS} tenants\n`);
  console.table({
    'published → at half of the subscribers, ms': printed(results.p50Ms),
    'at 99 % of them, ms': printed(results.p99Ms),
    'at the last, ms': printed(results.lastMs),
    'memory of a connection, kB': printed(results.kilobytesPerSocket, 1),
    'memory of the gateway, MB': printed(results.residentMb),
    [`after ${EVENTS} events, MB`]: printed(results.residentAfterMb),
  });
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/sockets.json', `${JSON.stringify(results, null, 2)}\n`);
}
