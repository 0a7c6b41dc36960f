// Endpoints that hang, and a backlog that an emergency overtakes:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/delivery-load.ts
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { startServers } from '../harness/servers.js';
import { built } from './built.js';
import { type ServerProcess, startGateway } from './children.js';
import { addTenant, Sink } from './delivery-parties.js';

const { values: options } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '10000' },
    /** Events for every endpoint in the round with those that hang, and in the one without. */
    publications: { type: 'string', default: '10' },
    /** Per cent of the endpoints that accept a connection and never answer. */
    hanging: { type: 'string', default: '1' },
    backlog: { type: 'string', default: '1000000' },
    dist: { type: 'string' },
  },
});
const ENDPOINTS = Number(options.endpoints);
const PUBLICATIONS = Number(options.publications);
const EVERY = Math.round(100 / Number(options.hanging));
const BACKLOG = Number(options.backlog);
const SUBSCRIPTIONS_PER_TENANT = 200;
const ROWS_AT_ONCE = 5_000;
const SAMPLE_MS = 500;
/** What came while the process warms up and fills its pools says nothing of a leak. */
const WARM_SHARE = 0.3;

const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
const nowMs = () => performance.timeOrigin + performance.now();

interface Place {
  readonly connection: Connection;
  readonly ownerId: string;
  readonly sharingId: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly subscriptionIds: readonly string[];
}

const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 1_024 } });
const sink = await Sink.start();
const alarm = await Sink.start();
const hanging = createServer(() => undefined);
await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
const hangingOrigin = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;

try {
  const without = await burst(false);
  const beside = await burst(true);
  const drained = await drain();
  report(without, beside, drained);
} finally {
  sink.stop();
  alarm.stop();
  hanging.close();
  await servers.stop();
}

/** An own database with subscriptions, made by a gateway that has ended. @param urlOf by the number of the endpoint */
async function prepare(endpoints: number, urlOf: (n: number) => string): Promise<Place> {
  const databaseUrl = await servers.createDatabase();
  const environment = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
    LIAISON_RATE_LIMIT_PER_MINUTE: '0',
    LIAISON_SEARCH_AT_START: 'false',
  };
  const gateway = await startGateway(environment);
  const connection = await createConnection(databaseUrl);
  await addTenant(connection, gateway, 'bench-regulator', 'MARKET_REGULATOR');
  for (let first = 0; first < endpoints; first += SUBSCRIPTIONS_PER_TENANT) {
    const client = await addTenant(connection, gateway, `bench-${first}`, 'PLATFORM');
    const numbers = Array.from({ length: Math.min(SUBSCRIPTIONS_PER_TENANT, endpoints - first) }, (_, n) => first + n);
    for (const n of numbers) await subscribe(client, urlOf(n), 'HIGH');
    if (first === 0) await subscribe(client, `${alarm.origin}/alarm`, 'CRITICAL');
  }
  await gateway.stop();
  const [[owner]] = await connection.query<RowDataPacket[]>(`SELECT id FROM tenant WHERE code = 'bench-regulator'`);
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT id FROM subscription WHERE url NOT LIKE '%/alarm'`);
  const sharingId = await sharing(connection, String(owner?.id));
  return { connection, ownerId: String(owner?.id), sharingId, environment, subscriptionIds: rows.map(({ id }) => id) };
}

async function subscribe(
  client: Awaited<ReturnType<typeof addTenant>>,
  url: string,
  severity: 'HIGH' | 'CRITICAL',
): Promise<void> {
  const { made } = await client.mutate<{ made: { secret?: string } }>(
    `mutation ($input: CreateSubscriptionInput!) {
      made: createSubscription(input: $input) { ... on SubscriptionWithSecret { secret } ... on UserError { message } } }`,
    { input: { name: 'bench', url, eventTypes: ['blacklist.published'], filter: { severities: [severity] } } },
  );
  if (!made.secret) throw new Error(`not subscribed: ${JSON.stringify(made)}`);
}

/** The regulator's public sharing. */
async function sharing(connection: Connection, ownerId: string): Promise<string> {
  const id = newId();
  await connection.query('INSERT INTO sharing SET ?', { id, ownerId, level: 'PUBLIC', createdAtMs: 0 });
  return id;
}

type Row = Record<string, string | number | null>;

function eventRow({ ownerId, sharingId }: Place, severity: string, seq: number | null): Row {
  const id = newId();
  return {
    ...{ id, seq, type: 'blacklist.published', occurredAtMs: Date.now(), tenantId: ownerId, sharingId, severity },
    ...{ subjectType: 'blacklist_entry', subjectId: id, orderKey: id, category: 'OTHER', data: '{}' },
  };
}

async function publish(place: Place, severity: string): Promise<void> {
  await place.connection.query('INSERT INTO event SET ?', eventRow(place, severity, null));
}

/** Deliveries per second to the endpoints that answer. */
async function burst(withHanging: boolean): Promise<number> {
  const isHanging = (n: number) => n % EVERY === 0;
  const place = await prepare(
    ENDPOINTS,
    (n) => `${withHanging && isHanging(n) ? hangingOrigin : sink.origin}/hook/${n}`,
  );
  const gateway = await startGateway(place.environment);
  try {
    const answering = Array.from({ length: ENDPOINTS }, (_, n) => n).filter((n) => !(withHanging && isHanging(n)));
    const count = answering.length * PUBLICATIONS;
    const receiving = sink.receive(count);
    const startMs = nowMs();
    for (let n = 0; n < PUBLICATIONS; n++) await publish(place, 'HIGH');
    const received = await receiving;
    return (count * 1_000) / (Math.max(...received.slice(-1_000)) - startMs);
  } finally {
    await gateway.stop();
    await place.connection.end();
  }
}

interface Drained {
  readonly perSecond: number;
  readonly alarmMs: number;
  readonly warmMb: number;
  readonly mostMb: number;
  readonly lastMb: number;
}

/** Lets a backlog drain, and publishes an emergency in its midst. */
async function drain(): Promise<Drained> {
  const endpoints = Math.min(1_000, ENDPOINTS);
  const place = await prepare(endpoints, (n) => `${sink.origin}/hook/${n}`);
  await fillBacklog(place);
  const startMs = nowMs();
  const gateway = await startGateway(place.environment);
  const memory: number[] = [];
  const sampling = setInterval(() => memory.push(residentMb(gateway)), SAMPLE_MS);
  try {
    const receiving = sink.receive(BACKLOG);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const alarmed = alarm.receive(1);
    const publishedMs = nowMs();
    await publish(place, 'CRITICAL');
    const [alarmedAtMs = Number.NaN] = await alarmed;
    await receiving;
    const perSecond = (BACKLOG * 1_000) / (nowMs() - startMs);
    const warm = memory.slice(Math.floor(memory.length * WARM_SHARE));
    return {
      perSecond,
      alarmMs: alarmedAtMs - publishedMs,
      warmMb: warm[0] ?? Number.NaN,
      mostMb: Math.max(...memory),
      lastMb: memory.at(-1) ?? Number.NaN,
    };
  } finally {
    clearInterval(sampling);
    await gateway.stop();
    await place.connection.end();
  }
}

/** Events that were fanned out, and whose deliveries nobody sent. */
async function fillBacklog(place: Place): Promise<void> {
  const { connection, subscriptionIds } = place;
  const events = Math.ceil(BACKLOG / subscriptionIds.length);
  let left = BACKLOG;
  for (let seq = 1; seq <= events; seq++) {
    const event = eventRow(place, 'HIGH', seq);
    await connection.query('INSERT INTO event SET ?', event);
    const rows = subscriptionIds
      .slice(0, left)
      .map((subscriptionId) => [
        ...[newId(), subscriptionId, String(event.id), seq, String(event.orderKey), 'PENDING'],
        ...[0, 0, Date.now(), 0, Date.now(), 1],
      ]);
    left -= rows.length;
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      await connection.query(
        `INSERT INTO delivery (id, subscriptionId, eventId, seq, orderKey, state, attempts, attemptsBefore,
           nextAttemptAtMs, claimedUntilMs, createdAtMs, priority) VALUES ?`,
        [rows.slice(from, from + ROWS_AT_ONCE)],
      );
    }
  }
  await connection.query('UPDATE subscription SET lastSeq = ?', [events]);
  for (const name of ['event', 'consumer:deliveries']) {
    await connection.query('REPLACE INTO sequence_head SET ?', { name, seq: events, hash: 'A'.repeat(43) });
  }
}

function residentMb({ pid }: ServerProcess): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

function report(without: number, beside: number, drained: Drained): void {
  const results = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    endpoints: ENDPOINTS,
    publications: PUBLICATIONS,
    hangingPercent: Number(options.hanging),
    perSecondWithoutHanging: without,
    perSecondBesideHanging: beside,
    ofWithout: beside / without,
    backlog: BACKLOG,
    drained,
  };
  console.table({
    'deliveries per second, all answer': without.toFixed(0),
    [`deliveries per second to the others, ${options.hanging} % hang`]: `${beside.toFixed(0)} (${(beside / without).toFixed(2)})`,
    [`backlog of ${BACKLOG}: drained per second`]: drained.perSecond.toFixed(0),
    'an emergency in its midst arrives after, ms': drained.alarmMs.toFixed(0),
    'memory when warm, at most, at the end, MB': `${drained.warmMb.toFixed(0)}, ${drained.mostMb.toFixed(0)}, ${drained.lastMb.toFixed(0)}`,
  });
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/delivery-load.json', `${JSON.stringify(results, null, 2)}\n`);
}
