import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnEachProfile, eventually, settingsFor, TestGateway } from '../../test/harness/profiles.js';
import { startServers } from '../../test/harness/servers.js';
import { newId } from '../common/ids.js';
import type { Sql } from '../common/persistence/sql.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { type Deadline, DeadlinesRepository } from './deadlines.repository.js';
import { DeadlinesService, type DueHandler } from './deadlines.service.js';

const FAST = { LIAISON_SWEEP_INTERVAL_MS: '100' };
const DAY_MS = 86_400_000;

/** Deadlines of tests, each of which leaves one ledger entry when it comes. */
class Probe {
  private readonly deadlines: DeadlinesService;

  constructor(
    readonly gateway: TestGateway,
    readonly kind: string,
    also: DueHandler = async () => undefined,
  ) {
    this.deadlines = gateway.app.get(DeadlinesService);
    this.deadlines.onDue(kind, async (tx, due) => {
      const fact = { action: 'review.mark', subjectType: 'test', subjectId: due.subjectId } as const;
      await gateway.app.get(LedgerService).append(tx, due.author, [fact]);
      await also(tx, due);
    });
  }

  /** Sets deadlines on new subjects, or on these, so long from now. */
  async set(inMs: number, subjectIds: readonly string[] = [newId()], kind = this.kind): Promise<string[]> {
    const dueAtMs = this.gateway.clock.now() + inMs;
    await this.gateway.database.transaction(async (tx) => {
      for (const subjectId of subjectIds) await this.deadlines.set(tx, { kind, subjectId, dueAtMs });
    });
    return [...subjectIds];
  }

  cancel(subjectId: string, kinds?: readonly string[]): Promise<void> {
    return this.gateway.database.transaction((tx) => this.deadlines.cancel(tx, subjectId, kinds));
  }

  /** Subjects whose deadline has come, once for each time. */
  async happened(subjectIds: readonly string[]): Promise<string[]> {
    const rows = await this.gateway.database.select<{ subjectId: string }>(
      `SELECT subjectId FROM ledger_entry WHERE action = 'review.mark' AND requestId = ? ORDER BY subjectId`,
      [`deadline:${this.kind}`],
    );
    return rows.map(({ subjectId }) => subjectId).filter((id) => subjectIds.includes(id));
  }

  async all(subjectIds: readonly string[]): Promise<void> {
    const wanted = [...subjectIds].sort();
    await eventually('every deadline', async () => (await this.happened(subjectIds)).length >= wanted.length, 30_000);
    expect(await this.happened(subjectIds)).toEqual(wanted);
  }

  async open(subjectId: string): Promise<Pick<Deadline, 'kind' | 'attempts'>[]> {
    return this.gateway.database.select('SELECT kind, attempts FROM deadline WHERE subjectId = ?', [subjectId]);
  }
}

describeOnEachProfile(
  'deadlines',
  (gateway) => {
    it('come when the clock says so, and not before', async () => {
      const probe = new Probe(gateway(), 'test.comes');
      const [near] = [await probe.set(2 * DAY_MS)];
      const far = await probe.set(3 * 365 * DAY_MS);
      const past = await probe.set(-1);
      await probe.all(past);
      expect(await probe.happened([...near, ...far])).toEqual([]);
      gateway().clock.move(2 * DAY_MS);
      await probe.all(near);
      expect(await probe.happened(far)).toEqual([]);
      gateway().clock.move(3 * 365 * DAY_MS);
      await probe.all(far);
      expect(await probe.open(far[0] ?? '')).toEqual([]);
    });

    it('come by the job that waits for them too, also when the clock was moved past it', async () => {
      const probe = new Probe(gateway(), 'test.waits');
      const soon = await probe.set(50);
      const later = await probe.set(3_600_000);
      await probe.all(soon);
      gateway().clock.move(3_600_000);
      await probe.all(later);
    });

    it('are brought about by the gateway itself, which the ledger says', async () => {
      const probe = new Probe(gateway(), 'test.author');
      const [subjectId = ''] = await probe.set(0);
      await probe.all([subjectId]);
      const entries = await gateway().database.select(
        'SELECT tenantId, actorRef, requestId FROM ledger_entry WHERE subjectId = ?',
        [subjectId],
      );
      expect(entries).toEqual([{ tenantId: null, actorRef: null, requestId: 'deadline:test.author' }]);
    });

    it('are replaced by one of the same kind and subject, and beside those of other kinds', async () => {
      const [one, other] = [new Probe(gateway(), 'test.one'), new Probe(gateway(), 'test.other')];
      const [subjectId = ''] = await one.set(DAY_MS);
      await one.set(10 * DAY_MS, [subjectId]);
      await other.set(DAY_MS, [subjectId]);
      gateway().clock.move(DAY_MS);
      await other.all([subjectId]);
      expect(await one.happened([subjectId])).toEqual([]);
      expect(await one.open(subjectId)).toEqual([{ kind: 'test.one', attempts: 0 }]);
      gateway().clock.move(9 * DAY_MS);
      await one.all([subjectId]);
    });

    it('are called off by kind or all together', async () => {
      const [one, other] = [new Probe(gateway(), 'test.off-one'), new Probe(gateway(), 'test.off-other')];
      const [some = ''] = await one.set(DAY_MS);
      await other.set(DAY_MS, [some]);
      const [all = ''] = await one.set(DAY_MS);
      await other.set(DAY_MS, [all]);
      const [kept = ''] = await one.set(DAY_MS);
      await one.cancel(some, ['test.off-other']);
      await one.cancel(all);
      await one.cancel(kept, []);
      gateway().clock.move(DAY_MS);
      await one.all([some, kept]);
      expect(await one.happened([all])).toEqual([]);
      expect(await other.happened([some, all])).toEqual([]);
    });

    it('may set the next of their own kind', async () => {
      const { clock } = gateway();
      const rounds: number[] = [];
      const probe: Probe = new Probe(gateway(), 'test.repeats', async (tx, { kind, subjectId, dueAtMs }) => {
        rounds.push(dueAtMs);
        if (rounds.length > 2) return;
        await gateway()
          .app.get(DeadlinesService)
          .set(tx, { kind, subjectId, dueAtMs: dueAtMs + DAY_MS });
      });
      const [subjectId = ''] = await probe.set(DAY_MS);
      for (const round of [1, 2, 3]) {
        clock.move(DAY_MS);
        await eventually(`round ${round}`, async () => (await probe.happened([subjectId])).length === round);
      }
      expect(await probe.open(subjectId)).toEqual([]);
    });

    it('come again after a try that failed, of which nothing is left', async () => {
      let fails = true;
      const probe = new Probe(gateway(), 'test.fails', async () => {
        if (fails) throw new Error('for the test');
      });
      const [subjectId = ''] = await probe.set(0);
      await eventually('a failed try', async () => (await probe.open(subjectId))[0]?.attempts === 1);
      expect(await probe.happened([subjectId])).toEqual([]);
      fails = false;
      gateway().clock.move(5_000);
      await probe.all([subjectId]);
    });

    it('without a handler wait for a process that has one, and keep no others up', async () => {
      const probe = new Probe(gateway(), 'test.knows');
      const [unknown = ''] = await probe.set(-DAY_MS, undefined, 'test.unknown');
      await eventually('a try', async () => ((await probe.open(unknown))[0]?.attempts ?? 0) > 0);
      await probe.all(await probe.set(0));
      const late = new Probe(gateway(), 'test.unknown');
      gateway().clock.move(DAY_MS);
      await late.all([unknown]);
    });

    it('come all when more are due at once than one page of a sweep holds', async () => {
      const probe = new Probe(gateway(), 'test.many');
      const subjectIds = Array.from({ length: 1_200 }, newId);
      await probe.set(30 * DAY_MS, subjectIds);
      gateway().clock.move(30 * DAY_MS);
      await probe.all(subjectIds);
    });
  },
  FAST,
);

describe('deadlines and what fails', () => {
  const dataDirs: string[] = [];
  const running: { stop(): Promise<void> }[] = [];
  /** What a test started, which ends with it in any case. */
  const kept = <T extends { stop(): Promise<void> }>(started: T): T => {
    running.unshift(started);
    return started;
  };
  const newDataDir = (): string => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-deadlines-'));
    dataDirs.push(dataDir);
    return dataDir;
  };

  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });
  afterAll(() => {
    for (const dataDir of dataDirs) rmSync(dataDir, { recursive: true, force: true });
  });

  it('outlive their process, which may be down when they come', async () => {
    const shared = {
      ...FAST,
      LIAISON_DATA_DIR: newDataDir(),
      LIAISON_MASTER_KEY: Buffer.alloc(32, 'deadlines').toString('base64'),
    };
    const first = await TestGateway.start('embedded', shared);
    const subjectIds = await new Probe(first, 'test.outlives').set(DAY_MS);
    await first.stop();
    const second = kept(await TestGateway.start('embedded', shared));
    const probe = new Probe(second, 'test.outlives');
    second.clock.move(DAY_MS);
    await probe.all(subjectIds);
  });

  it('come although Redis lost its jobs', async () => {
    const servers = kept(await startServers({ own: true }));
    const { DATABASE_URL = '', REDIS_URL = '' } = await settingsFor('servers', newDataDir(), servers);
    const gateway = kept(await TestGateway.start('servers', { ...FAST, DATABASE_URL, REDIS_URL }));
    const probe = new Probe(gateway, 'test.flushed');
    const subjectIds = await probe.set(3_600_000, Array.from({ length: 20 }, newId));
    await servers.restartRedis({ flush: true });
    gateway.clock.move(3_600_000);
    await probe.all(subjectIds);
  });

  it('come once with two processes at work', async () => {
    const servers = kept(await startServers());
    const settings = await settingsFor('servers', newDataDir(), servers, FAST);
    const shared = {
      ...FAST,
      DATABASE_URL: String(settings.DATABASE_URL),
      LIAISON_REDIS_PREFIX: settings.LIAISON_REDIS_PREFIX,
      LIAISON_MASTER_KEY: String(settings.LIAISON_MASTER_KEY),
    };
    const start = async () => kept(await TestGateway.start('servers', shared));
    const gateways = [await start(), await start()] as const;
    const [one, other] = [new Probe(gateways[0], 'test.twice'), new Probe(gateways[1], 'test.twice')];
    const subjectIds = await one.set(DAY_MS, Array.from({ length: 300 }, newId));
    const rows = await gateways[0].database.select<{ id: string }>('SELECT id FROM deadline');
    for (const { clock } of gateways) clock.move(DAY_MS);
    // Beside the sweepers of both, each is settled by both at the same time.
    await Promise.all(rows.flatMap(({ id }) => gateways.map(({ app }) => app.get(DeadlinesService).settle(id))));
    await other.all(subjectIds);
  });

  it('are found by index, however many are open', async () => {
    const gateway = kept(await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false' }));
    const { database } = gateway;
    const rows = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ id: newId(), kind: 'test.plan', subjectId: newId(), attempts: 0 },
      ...{ dueAtMs: n % 2 ? n : 9e12 + n, nextTryAtMs: n % 2 ? n : 9e12 + n },
    }));
    await database.insert('deadline', rows);
    await database.select('ANALYZE TABLE deadline');
    const steps: { type: string; key: string | null; Extra: string }[] = [];
    const explaining: Pick<Sql, 'select'> = {
      select: async <Row>(statement: string, parameters: Parameters<Sql['select']>[1]) => {
        steps.push(...(await database.select<(typeof steps)[number]>(`EXPLAIN ${statement}`, parameters)));
        return [] as Row[];
      },
    };
    const deadlines = new DeadlinesRepository(explaining as Sql);
    await deadlines.due(5_000, undefined, 500);
    await deadlines.due(5_000, { id: rows[801]?.id ?? '', nextTryAtMs: 801 }, 500);
    expect(steps.map(({ type, key }) => [type, key])).toEqual([
      ['range', 'IX_deadline_due'],
      ['range', 'IX_deadline_due'],
    ]);
    expect(steps.filter(({ Extra }) => Extra.includes('filesort'))).toEqual([]);
  });
});
