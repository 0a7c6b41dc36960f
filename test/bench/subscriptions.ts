// The subscriptions that want an event, found among 1,000 and among 100,000, against reading all filters:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/subscriptions.ts
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../../config/settings.js';
import { startServers } from '../harness/servers.js';
import { built } from './built.js';
import { percentile, printed, type Spread, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    rounds: { type: 'string', default: '7' },
    dist: { type: 'string' },
  },
});
const SIZES = options.sizes.split(',').map(Number);
const ROUNDS = Number(options.rounds);
/** Events that are asked about, each wanted by as many subscriptions whatever their number is. */
const EVENTS = 10;
const WANTED_BY = 20;
const TENANTS = 100;
const LOOKUPS = 200;

const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
  'src/common/persistence/database.js',
);
const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
const { filterKeys, isWanted, OPEN_FILTER } = await built<
  typeof import('../../src/subscriptions/subscription-filter.js')
>('src/subscriptions/subscription-filter.js');
const { SubscriptionsRepository } = await built<typeof import('../../src/subscriptions/subscriptions.repository.js')>(
  'src/subscriptions/subscriptions.repository.js',
);

type Filter = import('../../src/subscriptions/subscription-filter.js').SubscriptionFilter;
type Opened = import('../../src/common/persistence/database.js').Database;

interface Row {
  readonly profile: string;
  readonly subscriptions: number;
  readonly p50Ms: Spread;
  readonly p95Ms: Spread;
  readonly allReadMs: Spread;
}

const oneOf = <Value>(values: readonly Value[]): Value => values[randomInt(values.length)] as Value;
const TYPES = ['blacklist.published', 'blacklist.revoked', 'report.completed'];
const CATEGORIES = ['COUNTERFEIT', 'EXTORTION', 'FALSE_INFORMATION', 'OTHER'];
const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const DIVISIONS = ['330000', '330100', '330106', '440000', '440300', '110000'];

const eventNumber = (n: number) => ({
  type: oneOf(TYPES),
  category: oneOf(CATEGORIES),
  severity: oneOf(SEVERITIES),
  jurisdiction: '330106',
  entityKind: 'SHOP',
  platform: `asked-${n}`,
  listId: null,
});

/** Leaves most sides open, as subscribers do, and wants none of the events that are asked about. */
function otherFilter(): Filter {
  const elsewhere = { ...OPEN_FILTER, platforms: [`other-${randomInt(1_000)}`] };
  const shapes: (() => Filter)[] = [
    () => elsewhere,
    () => ({ ...OPEN_FILTER, listIds: [newId()] }),
    () => ({ ...OPEN_FILTER, entityKinds: ['PERSON'], severities: [oneOf(SEVERITIES)] }),
    () => ({ ...OPEN_FILTER, jurisdictions: ['440000'], categories: [oneOf(CATEGORIES)] }),
    () => ({ ...elsewhere, eventTypes: [oneOf(TYPES)], jurisdictions: [oneOf(DIVISIONS)] }),
    () => ({ ...elsewhere, severities: ['HIGH', 'CRITICAL'], categories: [oneOf(CATEGORIES)] }),
  ];
  return oneOf(shapes)();
}

const servers = await startServers({ own: true, database: { bufferPoolMb: 1_024 } });
const dataDir = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const rows: Row[] = [];
try {
  for (const subscriptions of SIZES) {
    rows.push(await measure('SQLite', subscriptions, {}));
    const url = await servers.createDatabase();
    rows.push(await measure('MariaDB', subscriptions, { DATABASE_URL: url, REDIS_URL: servers.redisUrl }));
  }
  report();
} finally {
  await servers.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(profile: string, subscriptions: number, environment: Record<string, string>): Promise<Row> {
  const settings = readSettings({
    LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
    LIAISON_DATA_DIR: join(dataDir, `${profile}-${subscriptions}`),
    ...environment,
  });
  const database = await Database.open(settings, SCHEMA);
  try {
    const events = Array.from({ length: EVENTS }, (_, n) => eventNumber(n));
    await fill(database, subscriptions);
    const p50s: number[] = [];
    const p95s: number[] = [];
    const alls: number[] = [];
    await round(database, events);
    for (let n = 0; n < ROUNDS; n++) {
      const sorted = await round(database, events);
      p50s.push(percentile(sorted, 0.5));
      p95s.push(percentile(sorted, 0.95));
      alls.push(await readAll(database, oneOf(events)));
    }
    return { profile, subscriptions, p50Ms: spreadOf(p50s), p95Ms: spreadOf(p95s), allReadMs: spreadOf(alls) };
  } finally {
    await database.close();
  }
}

async function fill(database: Opened, subscriptions: number): Promise<void> {
  const stamps = { createdAtMs: 1, updatedAtMs: 1, version: 1, state: 'ACTIVE' };
  const tenants = Array.from({ length: TENANTS }, (_, n) => ({ id: newId(), code: `bench-${n}` }));
  await database.insert(
    'tenant',
    tenants.map((tenant) => ({
      ...{ ...tenant, ...stamps, name: tenant.code, kind: 'PLATFORM', jurisdiction: '330100', scopes: '[]' },
    })),
  );
  const filters = Array.from({ length: subscriptions }, (_, n): Filter => {
    const asked = Math.floor(n / WANTED_BY);
    return asked < EVENTS ? { ...OPEN_FILTER, platforms: [`asked-${asked}`] } : otherFilter();
  });
  for (let start = 0; start < filters.length; start += 1_000) {
    const some = filters.slice(start, start + 1_000).map((filter) => ({ id: newId(), filter }));
    await database.insert(
      'subscription',
      some.map(({ id, filter }) => ({
        ...{ id, tenantId: oneOf(tenants).id, name: 'bench', channel: 'WEBHOOK', url: 'https://a.example/', ...stamps },
        ...{ secret: 'x', lastSeq: 0, filter: JSON.stringify(filter) },
      })),
    );
    const keys = some.flatMap(({ id, filter }) =>
      filterKeys(filter).map((filterKey) => ({ filterKey, subscriptionId: id })),
    );
    await database.insert('subscription_filter', keys);
  }
}

/** Milliseconds of single look-ups, sorted. */
async function round(database: Opened, events: readonly ReturnType<typeof eventNumber>[]): Promise<number[]> {
  const repository = new SubscriptionsRepository(database);
  const times: number[] = [];
  for (let n = 0; n < LOOKUPS; n++) {
    const startMs = performance.now();
    const found = await repository.wanting(oneOf(events), { ownerId: newId(), level: 'PUBLIC' });
    times.push(performance.now() - startMs);
    if (found.length !== WANTED_BY) throw new Error(`found ${found.length} subscriptions instead of ${WANTED_BY}`);
  }
  return times.sort((a, b) => a - b);
}

/** Milliseconds for reading every filter and comparing it: what the index saves. */
async function readAll(database: Opened, event: ReturnType<typeof eventNumber>): Promise<number> {
  const startMs = performance.now();
  const all = await database.select<{ filter: string }>(`SELECT id, filter FROM subscription WHERE state = 'ACTIVE'`);
  const wanted = all.filter(({ filter }) => isWanted(JSON.parse(filter) as Filter, event));
  const ms = performance.now() - startMs;
  if (wanted.length !== WANTED_BY) throw new Error(`${wanted.length} filters want it instead of ${WANTED_BY}`);
  return ms;
}

function report(): void {
  const [smallest = 0] = SIZES;
  const baseOf = (profile: string) =>
    rows.find((row) => row.profile === profile && row.subscriptions === smallest)?.p50Ms.median ?? Number.NaN;
  const results = {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    versions: { node: process.version },
    rounds: ROUNDS,
    wantedBy: WANTED_BY,
    rows: rows.map((row) => ({ ...row, ofSmallest: row.p50Ms.median / baseOf(row.profile) })),
  };
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds; each event is wanted by ${WANTED_BY} subscriptions\n`);
  console.table(
    Object.fromEntries(
      results.rows.map(({ profile, subscriptions, p50Ms, p95Ms, allReadMs, ofSmallest }) => [
        `${profile}, ${subscriptions}`,
        {
          'found in ms, p50': printed(p50Ms, 2),
          p95: printed(p95Ms, 2),
          [`of ${smallest}`]: ofSmallest.toFixed(2),
          'all filters read in ms': printed(allReadMs, 1),
        },
      ]),
    ),
  );
  mkdirSync('bench-results', { recursive: true });
  writeFileSync('bench-results/subscriptions.json', `${JSON.stringify(results, null, 2)}\n`);
}
