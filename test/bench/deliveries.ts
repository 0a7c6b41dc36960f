// Publication to received webhook, and deliveries per second against BullMQ and undici alone:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/deliveries.ts
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { startServers } from '../harness/servers.js';
import { type ServerProcess, startGateway } from './children.js';
import { addTenant, forkScript, Sink } from './delivery-parties.js';
import { decided, publish } from './publications.js';
import type { RawOrder, RawSettings } from './raw-deliveries.js';
import { percentile, printed, type Spread, spreadOf } from './statistics.js';
import { subscribeAll } from './subscription-office.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    /** Publications of the throughput round; each goes to the largest number of subscribers. */
    publications: { type: 'string', default: '1' },
    /** How often each round repeats them; the memory after each tells whether it grows. */
    bursts: { type: 'string', default: '5' },
    /** Publications at each number of subscribers whose way is timed. */
    timed: { type: 'string', default: '10' },
    subscribers: { type: 'string', default: '1,100,1000,10000' },
    /** Writes a CPU profile of each gateway into this folder. */
    profile: { type: 'string' },
    dist: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
const PUBLICATIONS = Number(options.publications);
const TIMED = Number(options.timed);
const SUBSCRIBERS = options.subscribers.split(',').map(Number);
const LARGEST = Math.max(...SUBSCRIBERS);
const DELIVERIES = PUBLICATIONS * LARGEST;
/** Both sides: messages on their way at once, and connections to the one receiver. */
const CONCURRENCY = 100;
const CONNECTIONS = 100;
const BURSTS = Number(options.bursts);
const TENANTS = 50;
/** Publications before those that are timed, at each number of subscribers. */
const WARMING = 2;
/** With more subscribers it is the throughput that is measured, not the way. */
const LARGEST_TIMED = 1_000;

interface Timing {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const latest = (moments: readonly number[]): number => moments.reduce((last, moment) => Math.max(last, moment), 0);
const nowMs = () => performance.timeOrigin + performance.now();

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 1_024 } });
const sink = await Sink.start();
const timings = new Map<number, Timing[]>(SUBSCRIBERS.map((count) => [count, []]));
const perSecond: number[] = [];
const rawPerSecond: number[] = [];
/** Of the gateway, in each round: before and after each burst. */
const memoryMb: number[][] = [];
/** Deliveries that this round's gateway has made or is making. */
let expected = 0;

try {
  for (let round = 0; round < ROUNDS; round++) {
    rawPerSecond.push(await rawRound());
    perSecond.push(await gatewayRound());
    console.log(
      `round ${round + 1} of ${ROUNDS}: ${perSecond.at(-1)?.toFixed(0)}/s, alone ${rawPerSecond.at(-1)?.toFixed(0)}/s`,
    );
  }
  await report();
} finally {
  sink.stop();
  await servers.stop();
}

/** Deliveries per second from the first job's adding to the last request's coming: the median of some bursts. */
async function rawRound(): Promise<number> {
  const child = forkScript('raw-deliveries.ts');
  const settings: RawSettings = {
    redisUrl: servers.redisUrl,
    origin: sink.origin,
    concurrency: CONCURRENCY,
    connections: CONNECTIONS,
  };
  child.send(settings);
  await once(child, 'message');
  const rawBurst = async (count: number): Promise<number> => {
    const started = once(child, 'message');
    child.send({ count } satisfies RawOrder);
    const [{ startedAtMs }] = (await started) as [{ startedAtMs: number }];
    return (count * 1_000) / (latest(await sink.receive(count)) - startedAtMs);
  };
  try {
    for (const count of SUBSCRIBERS) for (let n = 0; n < WARMING; n++) await rawBurst(count);
    const bursts: number[] = [];
    for (let n = 0; n < BURSTS; n++) bursts.push(await rawBurst(DELIVERIES));
    return spreadOf(bursts).median;
  } finally {
    child.kill();
  }
}

/** Times single publications at each number of subscribers, then gives deliveries per second of a burst. */
async function gatewayRound(): Promise<number> {
  expected = 0;
  const environment = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    DATABASE_URL: await servers.createDatabase(),
    REDIS_URL: servers.redisUrl,
    LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
    LIAISON_DELIVERY_CONCURRENCY: String(CONCURRENCY),
    LIAISON_RATE_LIMIT_PER_MINUTE: '0',
    LIAISON_INTROSPECTION: 'false',
    LIAISON_SEARCH_AT_START: 'false',
  };
  const gateway = await startGateway(
    environment,
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  );
  const connection = await createConnection(environment.DATABASE_URL);
  try {
    const regulator = await addTenant(connection, gateway, 'bench-regulator', 'MARKET_REGULATOR');
    for (let n = 0; n < TENANTS; n++) await addTenant(connection, gateway, `bench-${n}`, 'PLATFORM');
    const tenantIds = await platformsOf(connection);
    let subscribers = 0;
    for (const count of SUBSCRIBERS) {
      const urls = Array.from({ length: count - subscribers }, (_, n) => `${sink.origin}/hook/${subscribers + n}`);
      await subscribeAll(environment, { tenantIds, urls });
      subscribers = count;
      await timedPublications(connection, regulator, count, WARMING);
      if (count <= LARGEST_TIMED)
        timings.get(count)?.push(await timedPublications(connection, regulator, count, TIMED));
    }
    const memory = [residentMb(gateway)];
    const bursts: number[] = [];
    for (let n = 0; n < BURSTS; n++) {
      bursts.push(await burst(connection, regulator));
      memory.push(residentMb(gateway));
    }
    memoryMb.push(memory);
    return spreadOf(bursts).median;
  } finally {
    await gateway.stop();
    await connection.end();
  }
}

async function platformsOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT id FROM tenant WHERE kind = 'PLATFORM'`);
  return rows.map(({ id }) => String(id));
}

async function timedPublications(
  connection: Connection,
  regulator: LiaisonClient,
  subscribers: number,
  count: number,
): Promise<Timing> {
  const waits: number[] = [];
  expected += count * subscribers;
  for (const entry of await decided(connection, regulator, count)) {
    const receiving = sink.receive(subscribers);
    const startMs = nowMs();
    await publish(regulator, entry);
    for (const receivedAtMs of await receiving) waits.push(receivedAtMs - startMs);
  }
  waits.sort((a, b) => a - b);
  return { p50Ms: percentile(waits, 0.5), p99Ms: percentile(waits, 0.99) };
}

async function burst(connection: Connection, regulator: LiaisonClient): Promise<number> {
  const entries = await decided(connection, regulator, PUBLICATIONS);
  const receiving = sink.receive(DELIVERIES);
  const startMs = nowMs();
  await Promise.all(entries.map((entry) => publish(regulator, entry)));
  const received = await receiving;
  expected += DELIVERIES;
  await settled(connection);
  return (DELIVERIES * 1_000) / (latest(received) - startMs);
}

/** Every delivery has its entry and its attempt: what was only sent does not count. */
async function settled(connection: Connection): Promise<void> {
  for (;;) {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS n, (SELECT COUNT(*) FROM ledger_entry WHERE action = 'delivery.settle') AS entries,
         (SELECT COUNT(*) FROM delivery_attempt) AS attempts FROM delivery WHERE state = 'DELIVERED'`,
    );
    if (Number(row?.n) === expected) {
      // A send that broke off was made again, so there may be more attempts, but never more or fewer entries.
      if (Number(row?.entries) === expected && Number(row?.attempts) >= expected) return;
      throw new Error(`of ${expected} deliveries ${row?.entries} entries and ${row?.attempts} attempts are recorded`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function residentMb({ pid }: ServerProcess): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

async function report(): Promise<void> {
  const connection = await createConnection(servers.databaseUrl);
  const [[version]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  const ofAlone: Spread = spreadOf(perSecond.map((value, round) => value / (rawPerSecond[round] ?? Number.NaN)));
  const ways = SUBSCRIBERS.filter((count) => count <= LARGEST_TIMED).map((subscribers) => {
    const rounds = timings.get(subscribers) ?? [];
    return {
      subscribers,
      p50Ms: spreadOf(rounds.map(({ p50Ms }) => p50Ms)),
      p99Ms: spreadOf(rounds.map(({ p99Ms }) => p99Ms)),
    };
  });
  const results = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { node: process.version, database: version?.version },
    rounds: ROUNDS,
    deliveriesPerBurst: DELIVERIES,
    bursts: BURSTS,
    concurrency: CONCURRENCY,
    publicationToReceived: ways,
    deliveriesPerSecond: spreadOf(perSecond),
    bullAndUndiciPerSecond: spreadOf(rawPerSecond),
    ofAlone,
    memoryMb,
  };
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds; ${DELIVERIES} deliveries in each of ${BURSTS} bursts\n`);
  console.table(
    Object.fromEntries([
      ...ways.map(({ subscribers, p50Ms, p99Ms }) => [
        `publication → received at ${subscribers}, ms`,
        `p50 ${printed(p50Ms, 1)}  p99 ${printed(p99Ms, 1)}`,
      ]),
      ['deliveries per second', printed(results.deliveriesPerSecond)],
      ['BullMQ and undici alone', printed(results.bullAndUndiciPerSecond)],
      ['of alone', printed(ofAlone, 2)],
      [
        'memory before and after each burst, MB',
        memoryMb
          .at(-1)
          ?.map((megabytes) => megabytes.toFixed(0))
          .join(' '),
      ],
    ]),
  );
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/deliveries.json', `${JSON.stringify(results, null, 2)}\n`);
}
