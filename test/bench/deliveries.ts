// Publication to received webhook, and deliveries per second against BullMQ and undici alone:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/deliveries.ts
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { startServers } from '../harness/servers.js';
import { type ServerProcess, startGateway } from './children.js';
import { addTenant, forkScript, Sink } from './delivery-parties.js';
import { decided, publish } from './publications.js';
import type { RawOrder } from './raw-deliveries.js';
import { percentile, printed, type Spread, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    /** Publications of the throughput round; each goes to the largest number of subscribers. */
    publications: { type: 'string', default: '10' },
    /** Publications at each number of subscribers whose way is timed. */
    timed: { type: 'string', default: '10' },
    subscribers: { type: 'string', default: '1,100,1000' },
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
const CONNECTIONS = 64;
const SUBSCRIPTIONS_PER_TENANT = 200;

interface Timing {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const nowMs = () => performance.timeOrigin + performance.now();

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 1_024 } });
const sink = await Sink.start();
const timings = new Map<number, Timing[]>(SUBSCRIBERS.map((count) => [count, []]));
const perSecond: number[] = [];
const rawPerSecond: number[] = [];

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

/** Deliveries per second from the first job's adding to the last request's coming. */
async function rawRound(): Promise<number> {
  const child = forkScript('raw-deliveries.ts');
  const order: RawOrder = {
    redisUrl: servers.redisUrl,
    origin: sink.origin,
    count: DELIVERIES,
    concurrency: CONCURRENCY,
    connections: CONNECTIONS,
  };
  const started = once(child, 'message');
  child.send(order);
  const [{ startedAtMs }] = (await started) as [{ startedAtMs: number }];
  const received = await sink.receive(DELIVERIES);
  child.send('stop');
  await once(child, 'exit');
  return (DELIVERIES * 1_000) / (Math.max(...received) - startedAtMs);
}

/** Times single publications at each number of subscribers, then gives deliveries per second of a burst. */
async function gatewayRound(): Promise<number> {
  const databaseUrl = await servers.createDatabase();
  const gateway = await startGateway(
    {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      REDIS_URL: servers.redisUrl,
      LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
      LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
      LIAISON_DELIVERY_CONCURRENCY: String(CONCURRENCY),
      LIAISON_INTROSPECTION: 'false',
    },
    options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [],
  );
  const connection = await createConnection(databaseUrl);
  try {
    const regulator = await addTenant(connection, gateway, 'bench-regulator', 'MARKET_REGULATOR');
    let subscribers = 0;
    for (const count of SUBSCRIBERS) {
      await subscribe(connection, gateway, subscribers, count);
      subscribers = count;
      await timedPublications(connection, regulator, count, 2);
      timings.get(count)?.push(await timedPublications(connection, regulator, count, TIMED));
    }
    return await burst(connection, regulator);
  } finally {
    await gateway.stop();
    await connection.end();
  }
}

async function timedPublications(
  connection: Connection,
  regulator: LiaisonClient,
  subscribers: number,
  count: number,
): Promise<Timing> {
  const waits: number[] = [];
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
  for (;;) {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `SELECT COUNT(*) AS n, (SELECT COUNT(*) FROM ledger_entry WHERE action = 'delivery.settle') AS entries,
         (SELECT COUNT(*) FROM delivery_attempt) AS attempts FROM delivery WHERE state = 'DELIVERED'`,
    );
    const expected = DELIVERIES + SUBSCRIBERS.reduce((sum, count) => sum + count * (TIMED + 2), 0);
    if (Number(row?.n) === expected) {
      // A send that broke off was made again, so there may be more attempts, but never more or fewer entries.
      if (Number(row?.entries) !== expected || Number(row?.attempts) < expected) {
        throw new Error(`of ${expected} deliveries ${row?.entries} entries and ${row?.attempts} attempts are recorded`);
      }
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return (DELIVERIES * 1_000) / (Math.max(...received) - startMs);
}

/** Adds subscriptions until there are `count`. */
async function subscribe(connection: Connection, gateway: ServerProcess, from: number, count: number): Promise<void> {
  let client: LiaisonClient | undefined;
  for (let n = from; n < count; n++) {
    if (!client || n % SUBSCRIPTIONS_PER_TENANT === 0) {
      client = await addTenant(connection, gateway, `bench-${n}`, 'PLATFORM');
    }
    const { made } = await client.mutate<{ made: { secret?: string } }>(
      `mutation ($input: CreateSubscriptionInput!) {
        made: createSubscription(input: $input) { ... on SubscriptionWithSecret { secret } ... on UserError { message } } }`,
      { input: { name: `bench ${n}`, url: `${sink.origin}/hook/${n}`, eventTypes: ['blacklist.published'] } },
    );
    if (!made.secret) throw new Error(`not subscribed: ${JSON.stringify(made)}`);
  }
}

async function report(): Promise<void> {
  const connection = await createConnection(servers.databaseUrl);
  const [[version]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version');
  await connection.end();
  const ofAlone: Spread = spreadOf(perSecond.map((value, round) => value / (rawPerSecond[round] ?? Number.NaN)));
  const ways = SUBSCRIBERS.map((subscribers) => {
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
    deliveriesPerRound: DELIVERIES,
    concurrency: CONCURRENCY,
    publicationToReceived: ways,
    deliveriesPerSecond: spreadOf(perSecond),
    bullAndUndiciPerSecond: spreadOf(rawPerSecond),
    ofAlone,
  };
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds; ${DELIVERIES} deliveries in each burst\n`);
  console.table(
    Object.fromEntries([
      ...ways.map(({ subscribers, p50Ms, p99Ms }) => [
        `publication → received at ${subscribers}, ms`,
        `p50 ${printed(p50Ms, 1)}  p99 ${printed(p99Ms, 1)}`,
      ]),
      ['deliveries per second', printed(results.deliveriesPerSecond)],
      ['BullMQ and undici alone', printed(results.bullAndUndiciPerSecond)],
      ['of alone', printed(ofAlone, 2)],
    ]),
  );
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/deliveries.json', `${JSON.stringify(results, null, 2)}\n`);
}
