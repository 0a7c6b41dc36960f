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
import { printed, spreadOf } from './statistics.js';
import { subscribeAll } from './subscription-office.js';

const { values: options } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '10000' },
    /** Events for every endpoint in the round with those that hang, and in the one without. */
    publications: { type: 'string', default: '10' },
    /** Per cent of the endpoints that accept a connection and never answer. */
    hanging: { type: 'string', default: '1' },
    backlog: { type: 'string', default: '1000000' },
    /** Of the comparison with and without endpoints that hang; 0 leaves it out. */
    rounds: { type: 'string', default: '3' },
    dist: { type: 'string' },
  },
});
const ENDPOINTS = Number(options.endpoints);
const PUBLICATIONS = Number(options.publications);
const EVERY = Math.round(100 / Number(options.hanging));
const BACKLOG = Number(options.backlog);
const ROUNDS = Number(options.rounds);
const TENANTS = 50;
/** Subscribers of other events, by which a gateway warms up before its deliveries are counted. */
const WARM_ENDPOINTS = 2_000;
const EMERGENCIES = 10;
const BETWEEN_EMERGENCIES_MS = 3_000;
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
await new Promise<void>((resolve) => hanging.listen(0, '0.0.0.0', resolve));
const { port: hangingPort } = hanging.address() as AddressInfo;
/** Each on a host of its own: hosts that hang do not share connections. */
const hangingUrl = (n: number) => `http://127.2.${Math.floor(n / 250) % 250}.${(n % 250) + 1}:${hangingPort}/hook`;
const without: number[] = [];
const beside: number[] = [];

try {
  for (let round = 0; round < ROUNDS; round++) {
    without.push(await burst(false));
    beside.push(await burst(true));
    console.log(`round ${round + 1}: ${without.at(-1)?.toFixed(0)}/s alone, ${beside.at(-1)?.toFixed(0)}/s beside`);
  }
  report(BACKLOG > 0 ? await drain() : undefined);
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
  for (let n = 0; n < TENANTS; n++) await addTenant(connection, gateway, `bench-${n}`, 'PLATFORM');
  await gateway.stop();
  const [tenants] = await connection.query<RowDataPacket[]>(`SELECT id, kind FROM tenant ORDER BY id`);
  const tenantIds = tenants.filter(({ kind }) => kind === 'PLATFORM').map(({ id }) => String(id));
  const subscribe = (urls: readonly string[], severity: string) =>
    subscribeAll(environment, { tenantIds, urls, severities: [severity] });
  await subscribe([`${alarm.origin}/alarm`], 'CRITICAL');
  await subscribe(
    Array.from({ length: WARM_ENDPOINTS }, (_, n) => `${sink.origin}/warm/${n}`),
    'LOW',
  );
  await subscribe(
    Array.from({ length: endpoints }, (_, n) => urlOf(n)),
    'HIGH',
  );
  const ownerId = String(tenants.find(({ kind }) => kind === 'MARKET_REGULATOR')?.id);
  const [rows] = await connection.query<RowDataPacket[]>(`SELECT id FROM subscription WHERE filter LIKE '%"HIGH"%'`);
  const sharingId = await sharing(connection, ownerId);
  return { connection, ownerId, sharingId, environment, subscriptionIds: rows.map(({ id }) => id) };
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
  const place = await prepare(ENDPOINTS, (n) =>
    withHanging && isHanging(n) ? hangingUrl(n) : `${sink.origin}/hook/${n}`,
  );
  const gateway = await startGateway(place.environment);
  try {
    for (let n = 0; n < 3; n++) {
      const warmed = sink.receive(WARM_ENDPOINTS);
      await publish(place, 'LOW');
      await warmed;
    }
    const answering = Array.from({ length: ENDPOINTS }, (_, n) => n).filter((n) => !(withHanging && isHanging(n)));
    const count = answering.length * PUBLICATIONS;
    const receiving = sink.receive(count);
    const startMs = nowMs();
    for (let n = 0; n < PUBLICATIONS; n++) await publish(place, 'HIGH');
    const received = await receiving;
    return (count * 1_000) / ((received.at(-1) ?? Number.NaN) - startMs);
  } finally {
    await gateway.stop();
    await place.connection.end();
  }
}

interface Drained {
  readonly perSecond: number;
  readonly alarmsMs: readonly number[];
  /** Of the process, twice a second. */
  readonly memoryMb: readonly number[];
}

/** Lets a backlog drain, and publishes emergencies in its midst. */
async function drain(): Promise<Drained> {
  const endpoints = Math.min(1_000, ENDPOINTS);
  const place = await prepare(endpoints, (n) => `${sink.origin}/hook/${n}`);
  await fillBacklog(place);
  console.log(`a backlog of ${BACKLOG} is laid`);
  const startMs = nowMs();
  const gateway = await startGateway(place.environment);
  const memoryMb: number[] = [];
  const sampling = setInterval(() => memoryMb.push(residentMb(gateway)), SAMPLE_MS);
  try {
    let isDrained = false;
    const receiving = sink.receive(BACKLOG).then(() => {
      isDrained = true;
    });
    const alarmsMs: number[] = [];
    while (!isDrained && alarmsMs.length < EMERGENCIES) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_EMERGENCIES_MS));
      if (isDrained) break;
      const alarmed = alarm.receive(1);
      const publishedMs = nowMs();
      await publish(place, 'CRITICAL');
      alarmsMs.push(((await alarmed)[0] ?? Number.NaN) - publishedMs);
    }
    await receiving;
    return { perSecond: (BACKLOG * 1_000) / (nowMs() - startMs), alarmsMs, memoryMb };
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

/** Memory when a share of the time had passed: the mean of a tenth of the samples. */
function memoryAt(memoryMb: readonly number[], share: number): number {
  const from = Math.floor(memoryMb.length * share);
  const some = memoryMb.slice(from, Math.max(from + 1, Math.floor(memoryMb.length * (share + 0.1))));
  return some.reduce((sum, megabytes) => sum + megabytes, 0) / some.length;
}

function report(drained: Drained | undefined): void {
  const [alone, others] = [spreadOf(without), spreadOf(beside)];
  const ofAlone = spreadOf(beside.map((value, round) => value / (without[round] ?? Number.NaN)));
  const memory = drained && {
    warmMb: memoryAt(drained.memoryMb, WARM_SHARE),
    mostMb: Math.max(...drained.memoryMb),
    lastMb: memoryAt(drained.memoryMb, 0.9),
  };
  const alarms = drained && spreadOf(drained.alarmsMs);
  const results = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    ...{ endpoints: ENDPOINTS, publications: PUBLICATIONS, hangingPercent: Number(options.hanging), rounds: ROUNDS },
    ...{ perSecondWithoutHanging: alone, perSecondBesideHanging: others, ofAlone },
    ...{ backlog: BACKLOG, drainedPerSecond: drained?.perSecond, alarmsMs: alarms, memory },
    memoryMb: drained?.memoryMb.map(Math.round),
  };
  console.table({
    ...(ROUNDS > 0
      ? {
          'deliveries per second, all answer': printed(alone),
          [`to the others, ${options.hanging} % hang`]: printed(others),
          'of those without': printed(ofAlone, 2),
        }
      : {}),
    ...(drained && memory && alarms
      ? {
          [`backlog of ${BACKLOG}: drained per second`]: drained.perSecond.toFixed(0),
          'an emergency in its midst arrives after, ms': printed(alarms),
          'memory when warm, at most, at the end, MB': `${memory.warmMb.toFixed(0)}, ${memory.mostMb.toFixed(0)}, ${memory.lastMb.toFixed(0)}`,
        }
      : {}),
  });
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/delivery-load.json', `${JSON.stringify(results, null, 2)}\n`);
}
