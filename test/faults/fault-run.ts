import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { newId } from '../../src/common/ids.js';
import { Database } from '../../src/common/persistence/database.js';
import { SeededRandom } from '../../src/demo/seeded-random.js';
import { EventsRepository } from '../../src/events/events.repository.js';
import { checkChain, type SealedEntry } from '../../src/ledger/ledger-chain.js';
import { SCHEMA } from '../../src/schema.js';
import { SharingRepository } from '../../src/sharing/sharing.repository.js';
import { freePort } from '../harness/loopback.js';
import { eventually, settingsFor, TestGateway } from '../harness/profiles.js';
import { environmentOf } from '../harness/program.js';
import { type Servers, startServers } from '../harness/servers.js';
import { createSubscription } from '../harness/subscriptions.js';
import { WebhookReceiver } from '../harness/webhook-receiver.js';
import { type EndpointRecord, HABITS, misbehave } from './faulty-receivers.js';
import { KeptProcess } from './kept-process.js';

export interface FaultOptions {
  readonly publications: number;
  readonly endpoints: number;
  readonly entities: number;
  readonly faults: number;
  readonly seed: number;
  /** Between two faults, at most. */
  readonly pauseMs: number;
  /** For everything to arrive after the last fault. */
  readonly settleMs: number;
}

const FAULTS = ['gateway', 'worker', 'Redis', 'database', 'clock'] as const;
type Fault = (typeof FAULTS)[number];

/** The counts at the end of a run. */
export interface FaultReport {
  readonly seed: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly publications: number;
  readonly owed: number;
  readonly missing: number;
  readonly messages: number;
  readonly repeated: number;
  readonly overtakings: number;
  readonly foreignIds: number;
  readonly ledgerEntries: number;
  readonly settlements: number;
  readonly settledTwice: number;
  readonly ledgerProblem: string | null;
  readonly processStarts: number;
}

const HOUR_MS = 3_600_000;
const TENANTS = 5;

const SETTINGS = {
  LIAISON_DELIVERY_BACKOFF_MS: '50,100,200,400,800,1000',
  LIAISON_DELIVERY_MAX_ATTEMPTS: '50',
  LIAISON_SWEEP_INTERVAL_MS: '300',
  LIAISON_WEBHOOK_TIMEOUT_MS: '1000',
  LIAISON_LEASE_MS: '1000',
  LIAISON_RATE_LIMIT_PER_MINUTE: '0',
};

/** Publishes while everything around the deliveries fails at random moments; then counts what came. */
export class FaultRun {
  private readonly random: SeededRandom;
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'liaison-faults-'));
  private readonly clockFile = join(this.dataDir, 'clock');
  private readonly receivers: WebhookReceiver[] = [];
  private readonly records: EndpointRecord[] = [];
  private readonly counts: Record<Fault, number> = { gateway: 0, worker: 0, Redis: 0, database: 0, clock: 0 };
  private readonly published: string[] = [];
  private readonly before = new Map<string, string>();
  private readonly lastOf = new Map<number, string>();
  private processes: KeptProcess[] = [];
  private offsetMs = 0;
  private readonly ending = new AbortController();
  private playing: Promise<FaultReport> | undefined;

  private constructor(
    private readonly servers: Servers,
    private readonly options: FaultOptions,
  ) {
    this.random = new SeededRandom(options.seed);
  }

  /** Starts the servers; whoever has it must also end it. */
  static async start(options: FaultOptions): Promise<FaultRun> {
    return new FaultRun(await startServers({ own: true }), options);
  }

  /** Publishes and breaks things, waits until all has arrived, and counts. */
  play(): Promise<FaultReport> {
    this.playing ??= this.playAll();
    return this.playing;
  }

  private async playAll(): Promise<FaultReport> {
    writeFileSync(this.clockFile, '0');
    const settings = await settingsFor('servers', this.dataDir, this.servers, SETTINGS);
    const ownerId = await this.subscribe(settings);
    this.ending.signal.throwIfAborted();
    this.processes = [
      this.start('main.js', settings, { LIAISON_WORK_JOBS: 'false' }),
      this.start('main.js', settings, { LIAISON_WORK_JOBS: 'false' }),
      this.start('worker.js', settings, {}),
      this.start('worker.js', settings, {}),
    ];
    const database = await Database.open(settings, SCHEMA);
    try {
      await Promise.all([this.publishAll(database, ownerId), this.breakThings()]);
      // What was put off by a clock that ran ahead is due when the time has come.
      this.moveClock(HOUR_MS);
      await this.settled(database);
      this.ending.signal.throwIfAborted();
      return await this.report(database);
    } finally {
      await database.close();
    }
  }

  /** Stops all that was started, also in the midst of {@link play}, which then fails. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.allSettled([
      ...this.processes.map((kept) => kept.stop()),
      ...this.receivers.map((receiver) => receiver.stop()),
    ]);
    await this.servers.stop();
    await Promise.allSettled([this.playing]);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Makes tenants, endpoints and subscriptions while all is well; gives the publisher's id. */
  private async subscribe(settings: Settings): Promise<string> {
    const gateway = await TestGateway.start('servers', {
      ...SETTINGS,
      DATABASE_URL: String(settings.DATABASE_URL),
      REDIS_URL: String(settings.REDIS_URL),
      LIAISON_REDIS_PREFIX: settings.LIAISON_REDIS_PREFIX,
      LIAISON_MASTER_KEY: String(settings.LIAISON_MASTER_KEY),
    });
    try {
      const regulator = await gateway.tenant({ code: 'publisher', kind: 'MARKET_REGULATOR' });
      for (let n = 0; n < this.options.endpoints; n++) {
        this.ending.signal.throwIfAborted();
        const tenant = await gateway.tenant({ code: `receiver-${n % TENANTS}`, kind: 'PLATFORM' });
        const receiver = await WebhookReceiver.start();
        this.receivers.push(receiver);
        const made = await createSubscription(tenant, {
          name: `endpoint ${n}`,
          url: receiver.url,
          eventTypes: ['blacklist.published'],
        });
        if (!made.subscription) throw new Error(`not subscribed: ${JSON.stringify(made)}`);
        const habit = HABITS[n % HABITS.length] ?? 'well';
        this.records.push(misbehave(receiver, habit, this.options.seed + n, (id) => this.before.get(id)));
      }
      return regulator.id;
    } finally {
      await gateway.stop();
    }
  }

  private start(script: string, settings: Settings, overrides: Record<string, string>): KeptProcess {
    return new KeptProcess(script, async () => ({
      ...environmentOf(settings),
      ...overrides,
      PORT: String(await freePort()),
      NODE_OPTIONS: '--import=./test/faults/jumping-clock.mjs',
      LIAISON_TEST_CLOCK_FILE: this.clockFile,
    }));
  }

  private async publishAll(database: Database, ownerId: string): Promise<void> {
    const pauseMs = (this.options.faults * this.options.pauseMs) / this.options.publications / 2;
    for (let n = 0; n < this.options.publications; n++) {
      this.ending.signal.throwIfAborted();
      const entity = this.random.below(this.options.entities);
      await this.publish(database, ownerId, entity);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** Publishes one event, which counts when it was committed; asks again until it was. */
  private async publish(database: Database, ownerId: string, entity: number): Promise<void> {
    const id = newId();
    const orderKey = `entity-${entity}`;
    // One entity's events are committed one after the other, so this is their order.
    const previous = this.lastOf.get(entity);
    if (previous !== undefined) this.before.set(id, previous);
    await eventually(
      'the publication is committed',
      () =>
        this.insert(database, ownerId, id, orderKey).then(
          () => true,
          () => this.ending.signal.aborted,
        ),
      60_000,
    );
    this.lastOf.set(entity, id);
    this.published.push(id);
  }

  private insert(database: Database, ownerId: string, id: string, orderKey: string): Promise<void> {
    return database.transaction(async (tx) => {
      const known = await tx.select('SELECT id FROM event WHERE id = ?', [id]);
      if (known.length > 0) return;
      const [sharingId = ''] = await new SharingRepository().ensure(tx, [{ ownerId, level: 'PUBLIC' }], Date.now());
      await new EventsRepository(tx).insert(tx, [
        {
          ...{ id, type: 'blacklist.published', occurredAtMs: Date.now(), tenantId: ownerId, sharingId, orderKey },
          ...{ subjectType: 'blacklist_entry', subjectId: orderKey, category: 'OTHER', severity: 'HIGH' },
          ...{ jurisdiction: null, entityKind: null, platform: null, listId: null, data: '{}' },
        },
      ]);
    });
  }

  private async breakThings(): Promise<void> {
    for (let n = 0; n < this.options.faults; n++) {
      await new Promise((resolve) => setTimeout(resolve, this.random.below(this.options.pauseMs)));
      this.ending.signal.throwIfAborted();
      // Each kind comes once before any comes again.
      const fault = FAULTS[(n + this.options.seed) % FAULTS.length] ?? 'worker';
      this.counts[fault] += 1;
      await this.break(fault);
    }
  }

  private async break(fault: Fault): Promise<void> {
    const downMs = 200 + this.random.below(1_000);
    const [one, other, worker, another] = this.processes;
    if (fault === 'gateway') (this.random.chance(0.5) ? one : other)?.kill();
    if (fault === 'worker') (this.random.chance(0.5) ? worker : another)?.kill();
    if (fault === 'clock') this.moveClock(this.offsetMs === 0 ? (this.random.chance(0.5) ? HOUR_MS : -HOUR_MS) : 0);
    if (fault === 'Redis') {
      await this.servers.killRedis();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await this.servers.startRedis();
    }
    if (fault === 'database') {
      await this.servers.killDatabase();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await this.servers.startDatabase();
    }
  }

  private moveClock(offsetMs: number): void {
    this.offsetMs = offsetMs;
    writeFileSync(this.clockFile, String(offsetMs));
  }

  private async settled(database: Database): Promise<void> {
    const owed = this.options.publications * this.options.endpoints;
    const look = async () => {
      const [row] = await database.select<{ settled: number; unsealed: number }>(
        `SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'DELIVERED') AS settled,
           (SELECT COUNT(*) FROM ledger_entry WHERE seq IS NULL) AS unsealed`,
      );
      return Number(row?.settled) === owed && Number(row?.unsealed) === 0;
    };
    // What is missing is counted in the report; the look may fail while the database comes back.
    await eventually(
      'every delivery is settled',
      () => look().catch(() => this.ending.signal.aborted),
      this.options.settleMs,
    ).catch(() => undefined);
  }

  private async report(database: Database): Promise<FaultReport> {
    const { publications, endpoints, seed } = this.options;
    const entries = await database.select<SealedEntry>(
      `SELECT id, occurredAtMs, tenantId, actorRef, action, subjectType, subjectId, outcome, requestId, detailDigest,
         seq, previousHash, hash, salt, detail FROM ledger_entry WHERE seq IS NOT NULL ORDER BY seq`,
    );
    const chain = checkChain(
      entries.map((entry) => ({ ...entry, seq: Number(entry.seq), occurredAtMs: Number(entry.occurredAtMs) })),
    );
    const settlements = entries.filter(({ action }) => action === 'delivery.settle');
    const sum = (value: (record: EndpointRecord) => number) =>
      this.records.reduce((total, record) => total + value(record), 0);
    const messages = sum((record) => record.messages);
    return {
      seed,
      faults: this.counts,
      publications: this.published.length,
      owed: publications * endpoints,
      missing: sum(({ accepted }) => this.published.filter((id) => !accepted.has(id)).length),
      messages,
      repeated: messages - sum(({ first }) => first.length),
      overtakings: sum((record) => record.overtakings),
      foreignIds: sum((record) => record.foreignIds),
      ledgerEntries: entries.length,
      settlements: settlements.length,
      settledTwice: settlements.length - new Set(settlements.map(({ subjectId }) => subjectId)).size,
      ledgerProblem: chain.problem?.kind ?? null,
      processStarts: this.processes.reduce((total, { starts }) => total + starts, 0),
    };
  }
}
