import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { stateEntities, stateEntity } from '../../test/harness/entities.js';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import {
  accepted,
  describeOnEachProfile,
  eventually,
  type ProfileName,
  settingsFor,
  type TestGateway,
  type TestTenant,
} from '../../test/harness/profiles.js';
import { alertsOf, hitsOf, listsOf, watched } from '../../test/harness/screening-lists.js';
import { startServers } from '../../test/harness/servers.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { scopesOf } from '../common/context/scopes.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { createGateway } from '../http-server.js';
import { SCHEMA } from '../schema.js';
import { TenantsService } from '../tenants/tenants.service.js';

const ITEMS = 10_000;
/** The n-th made-up company, unlike every other: five characters at random, the same each time. */
function nameOf(n: number): string {
  let state = n * 2_654_435_761 + 97;
  const character = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(0x4e00 + ((state >>> 8) % 5_000));
  };
  return `${Array.from({ length: 5 }, character).join('')}有限公司`;
}

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => `{"id":"m-${n}","name":"${nameOf(n)}"}\n`).join('');

const said = (owner: TestTenant, n: number) => ({
  ...{ owner, kind: 'MERCHANT' as const, anchor: { type: 'USCC' as const, value: sampleUscc(800_000 + n) } },
  ...{ sharing: { level: 'PUBLIC' as const }, names: [{ role: 'REGISTERED' as const, name: nameOf(n) }], flags: [{}] },
});

interface Screened {
  readonly items: number;
  readonly added: number;
  readonly alerts: number;
}

describeOnEachProfile('the watch over a list of 10,000 items', (gateway) => {
  it('touches only the items that a changed entity may concern, in as many statements as for a short list', async () => {
    const platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    const rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    const lists = listsOf(platform);
    const short = await lists.save({ name: '短', items: [{ ref: 'm-7', name: nameOf(7) }] });
    await watched(gateway(), lists, short.id);
    const forShort = await statementsOf(gateway(), async () => {
      await stateEntity(gateway(), said(rival, 7));
      await watched(gateway(), lists, short.id);
    });
    expect(await alertsOf(gateway(), short.id)).toHaveLength(1);
    await lists.delete(short);

    const { id } = await lists.save({ name: '长' });
    const file = { listId: id, version: 1, format: 'ndjson', idempotencyKey: newId() } as const;
    await lists.upload({ ...file, body: rowsOf(ITEMS) });
    expect(await watched(gateway(), lists, id)).toMatchObject({ itemCount: ITEMS });
    const before = await screenedOf(gateway(), id);
    expect(before.reduce((sum, { items }) => sum + items, 0)).toBe(ITEMS);
    const forLong = await statementsOf(gateway(), async () => {
      await stateEntity(gateway(), said(rival, 4_321));
      await watched(gateway(), lists, id);
    });
    const [screened, ...more] = (await screenedOf(gateway(), id)).slice(before.length);
    expect(more).toEqual([]);
    expect(screened).toMatchObject({ added: 1, alerts: 1 });
    expect(screened?.items).toBeLessThan(ITEMS / 50);
    expect(forLong).toBe(forShort);
    expect((await hitsOf(lists, id)).map(({ ref }) => ref)).toEqual(expect.arrayContaining(['m-7', 'm-4321']));
  }, 180_000);
});

describeOnEachProfile('the watch over a short list', (gateway) => {
  it('screens the whole list when changes were missed, and from time to time, and alerts for nothing twice', async () => {
    const platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    const rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    const lists = listsOf(platform);
    const items = [1, 2, 3].map((n) => ({ ref: `m-${n}`, name: nameOf(n) }));
    await stateEntity(gateway(), said(rival, 1));
    const { id } = await lists.save({ name: '短', items });
    await watched(gateway(), lists, id);
    expect(await alertsOf(gateway(), id)).toHaveLength(1);
    const screenedItems = async () => (await screenedOf(gateway(), id)).reduce((sum, each) => sum + each.items, 0);
    expect(await screenedItems()).toBe(3);

    // The watch stood still for so long that the feed was cut in front of it.
    await stateEntity(gateway(), said(rival, 2));
    await watched(gateway(), lists, id);
    const before = await screenedItems();
    const { database } = gateway();
    await database.transaction(async (tx) => {
      await tx.change(`UPDATE sequence_head SET seq = 0 WHERE name = 'watch:screening-lists'`);
      await tx.change('DELETE FROM entity_change WHERE seq = 1');
    });
    await stateEntity(gateway(), said(rival, 3));
    await eventually('all was screened again', async () => (await screenedItems()) >= before + 3, 30_000);
    await watched(gateway(), lists, id);
    expect(await alertsOf(gateway(), id)).toHaveLength(3);

    const again = await screenedItems();
    gateway().clock.move(gateway().settings.LIAISON_SCREENING_LIST_ROUND_MS + 60_000);
    await eventually('its time has come', async () => (await screenedItems()) === again + 3, 30_000);
    expect(await alertsOf(gateway(), id)).toHaveLength(3);
    expect((await hitsOf(lists, id)).map(({ ref }) => ref).sort()).toEqual(['m-1', 'm-2', 'm-3']);
  });
});

/** Statements by which the watch read or wrote items and hits while something happened. */
async function statementsOf({ database }: TestGateway, work: () => Promise<void>): Promise<number> {
  const before = database.observer;
  let count = 0;
  database.observer = (statement) => {
    before?.(statement);
    if (/screening_list_(item|key|hit)/.test(statement)) count += 1;
  };
  try {
    await work();
  } finally {
    database.observer = before;
  }
  return count;
}

/** What the ledger says of the screenings of a list. */
async function screenedOf({ database }: Pick<TestGateway, 'database'>, listId: string): Promise<Screened[]> {
  const rows = await database.select<{ detail: string }>(
    `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'screening-list.screen' ORDER BY id`,
    [listId],
  );
  return rows.map(({ detail }) => JSON.parse(detail) as Screened);
}

const KILLED_ITEMS = 2_000;
const KILLS = 2;
const HITS_BEFORE = 120;
const HITS_AFTER = 120;

describe.each<ProfileName>(['embedded', 'servers'])('a gateway killed while it watches (%s)', (profile) => {
  it('loses no alert and raises none twice, in the first screening and while entities change', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-watch-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const settings = await settingsFor(profile, dataDir, servers, {
      ...{ LIAISON_SWEEP_INTERVAL_MS: '300', LIAISON_LEASE_MS: '1000' },
    });
    const stage = await prepare(settings, HITS_BEFORE);
    let gateway = await GatewayProcess.start(settings);
    const database = await Database.open(settings, SCHEMA);
    const lists = () => listsOf({ client: new LiaisonClient({ url: gateway.url, credentials: stage.credentials }) });
    const kill = async () => {
      await gateway.kill();
      gateway = await GatewayProcess.start(settings);
    };
    try {
      const { id } = await lists().save({ name: '监测' });
      const file = { listId: id, version: 1, format: 'ndjson', idempotencyKey: 'kept' } as const;
      const uploaded = await lists().upload({ ...file, body: rowsOf(KILLED_ITEMS) });
      await kill();
      expect(await lists().upload({ ...file, body: rowsOf(KILLED_ITEMS) })).toMatchObject({ id: uploaded.id });
      for (let dueBefore = KILLED_ITEMS, kills = 0; ; ) {
        const { dueItems, itemCount, uploadId } = await lists().read(id);
        if (itemCount === KILLED_ITEMS && uploadId === null && dueItems === 0) break;
        if (kills < KILLS && dueItems > 0 && dueItems < dueBefore) {
          dueBefore = dueItems;
          kills += 1;
          await kill();
        }
      }
      expect(await subjects(database, id)).toHaveLength(HITS_BEFORE);

      // Changes come in while nobody watches, and again the one that begins to look is killed.
      await gateway.kill();
      await stage.tell(HITS_BEFORE, HITS_BEFORE + HITS_AFTER);
      gateway = await GatewayProcess.start(settings);
      await eventually('it has begun', async () => (await subjects(database, id)).length > HITS_BEFORE, 30_000);
      await kill();
      const all = await eventually(
        'every alert is there',
        async () => {
          const found = await subjects(database, id);
          return found.length >= HITS_BEFORE + HITS_AFTER && found;
        },
        60_000,
      );
      expect(new Set(all).size).toBe(HITS_BEFORE + HITS_AFTER);
      expect(all).toHaveLength(HITS_BEFORE + HITS_AFTER);
      expect(await hitsOf(lists(), id)).toHaveLength(HITS_BEFORE + HITS_AFTER);
    } finally {
      await gateway.kill();
      await database.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 240_000);
});

const subjects = async (database: Database, listId: string): Promise<string[]> =>
  (await alertsOf({ database }, listId)).map(({ subjectId }) => subjectId);

/** A platform that watches and one that reports, with some of what it reports already there. */
async function prepare(settings: Parameters<typeof createGateway>[0], count: number) {
  const withApp = async <T>(work: (app: Awaited<ReturnType<typeof createGateway>>) => Promise<T>): Promise<T> => {
    const app = await createGateway({ ...settings, LIAISON_WORK_JOBS: false });
    await app.init();
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  };
  const author = { system: 'test' };
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'key-1');
  const rival = await withApp(async (app) => {
    const tenants = app.get(TenantsService);
    const of = (code: string) => ({ code, kind: 'PLATFORM' as const, jurisdiction: '330100', name: `Test ${code}` });
    accepted(await tenants.add(author, of('taoyun')));
    accepted(await tenants.addKey(author, { tenantCode: 'taoyun', publicJwk, notBeforeMs: 0 }));
    return accepted(await tenants.add(author, of('pinhui')));
  });
  /** States merchants one transaction each: as many changes in the feed. */
  const tell = (from: number, to: number) =>
    withApp(async (app) => {
      const stage = { app, database: app.get(Database), clock: { now: () => Date.now() } } as unknown as TestGateway;
      const owner = { id: rival.id, code: 'pinhui' } as TestTenant;
      for (let n = from; n < to; n += 4) {
        await stateEntities(
          stage,
          Array.from({ length: 4 }, (_, at) => said(owner, n + at)),
        );
      }
    });
  await tell(0, count);
  const credentials = { tenant: 'taoyun', actor: 'system', privateJwk, scopes: scopesOf('PLATFORM') };
  return { credentials, tell };
}
