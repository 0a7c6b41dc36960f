import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { indexed } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { Clock } from '../common/clock.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { Database } from '../common/persistence/database.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { EntityChangesRepository, noteEntityChanges } from '../entities/entity-changes.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { NameIndexService } from './name-index.service.js';

const SCOPE = { kinds: ENTITY_KINDS, withPersons: true };

describeOnEachProfile(
  'the name index',
  (gateway) => {
    let next = 60_000;
    let platform: TestTenant;
    let police: Viewer;
    const opened: NameIndexService[] = [];

    beforeAll(async () => {
      platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
      const { id } = await gateway().tenant({ code: 'police', kind: 'POLICE' });
      police = { tenantId: id, tenantKind: 'POLICE', jurisdiction: '330100' };
    });

    afterEach(async () => {
      for (const index of opened.splice(0)) {
        await index.stop();
        await index.close();
      }
    });

    const main = () => gateway().app.get(NameIndexService);
    const file = () => join(gateway().settings.LIAISON_DATA_DIR, 'name-index.snapshot');

    /** The index of one more replica, or of the same process after a restart. */
    const open = async (overrides: object = {}): Promise<NameIndexService> => {
      const { app, settings } = gateway();
      const index = new NameIndexService(
        app.get(Database),
        new SharingRepository(),
        app.get(Clock),
        app.get(PubSub),
        app.get<Ciphers>(CIPHERS).fields,
        { ...settings, ...overrides },
      );
      opened.push(index);
      await index.start();
      return index;
    };

    const merchant = (name: string, legalRepresentative?: string) =>
      stateEntity(gateway(), {
        owner: platform,
        kind: 'MERCHANT',
        anchor: { type: 'USCC', value: sampleUscc(++next) },
        names: [
          { role: 'REGISTERED', name },
          ...(legalRepresentative ? [{ role: 'LEGAL_REPRESENTATIVE' as const, name: legalRepresentative }] : []),
        ],
      });

    const found = async (index: NameIndexService, text: string): Promise<string[]> => {
      const [answer] = await index.search(police, SCOPE, [
        { text, leastScore: 0.85, limit: 10, depth: 'PAGE', isExplained: true },
      ]);
      return answer && answer.refusal === undefined ? answer.hits.map(({ entityId }) => entityId) : [];
    };

    const finds = (index: NameIndexService, text: string, ids: readonly string[]) =>
      eventually(`${text} is found`, async () => String(await found(index, text)) === String(ids));

    it('learns a committed name on every replica', async () => {
      const other = await open();
      await indexed(gateway());
      const id = await merchant('象山石浦渔港海鲜有限公司');
      await finds(main(), '象山石浦渔港海鲜有限公司', [id]);
      await finds(other, '象山石浦渔港海鲜有限公司', [id]);
    });

    it('answers a question of now before the many that can wait', async () => {
      await merchant('温岭松门听涛水产有限公司');
      await indexed(gateway());
      const question = {
        text: '温岭松门听涛水产',
        leastScore: 0.85,
        limit: 1,
        depth: 'PAGE' as const,
        isExplained: false,
      };
      let answered = 0;
      const patient = Array.from({ length: 500 }, async () => {
        const [answer] = await main().search(police, SCOPE, [question], true);
        if (answer?.refusal === undefined && answer?.hits.length === 1) answered++;
      });
      const [urgent] = await main().search(police, SCOPE, [question]);
      expect(urgent).toMatchObject({ hits: [{ parts: [] }] });
      expect(answered).toBeLessThan(100);
      await Promise.all(patient);
      expect(answered).toBe(500);
    });

    it('misses no change that commits after one that began later', async () => {
      await indexed(gateway());
      const id = await merchant('慈溪周巷家电制造有限公司');
      await indexed(gateway());
      // An early change row that only becomes visible when later ones have their places: its id sorts before theirs.
      await gateway().database.change('DELETE FROM entity_name WHERE entityId = ?', [id]);
      const late = await merchant('余姚低塘汽配有限公司');
      await indexed(gateway());
      expect(await found(main(), '余姚低塘汽配有限公司')).toEqual([late]);
      await gateway().database.insert('entity_change', [
        {
          id: '01000000-0000-7000-8000-000000000000',
          seq: null,
          entityIds: Buffer.from(id.replaceAll('-', ''), 'hex'),
          createdAtMs: 1,
        },
      ]);
      await finds(main(), '慈溪周巷家电制造有限公司', []);
    });

    it('gives changes dense places, however many transactions commit at once', async () => {
      await Promise.all(Array.from({ length: 12 }, (_, n) => merchant(`奉化溪口千层饼${n}号店`)));
      await indexed(gateway());
      const rows = await gateway().database.select<{ seq: number }>('SELECT seq FROM entity_change ORDER BY seq');
      const first = Number(rows[0]?.seq);
      expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, n) => first + n));
    });

    it('drops withdrawn statements', async () => {
      const id = await merchant('镇海澥浦化工有限公司');
      await finds(main(), '镇海澥浦化工有限公司', [id]);
      await gateway().database.transaction(async (tx) => {
        await tx.change('DELETE FROM entity_name WHERE entityId = ?', [id]);
        await noteEntityChanges(tx, [id], gateway().clock.now());
      });
      await finds(main(), '镇海澥浦化工有限公司', []);
    });

    it('starts from its snapshot and goes on from there', async () => {
      const id = await merchant('宁海前童古镇旅游有限公司', '轩辕不器');
      await indexed(gateway());
      await main().save();
      expect(statSync(file()).mode & 0o077).toBe(0);
      const later = await merchant('三门健跳青蟹养殖有限公司');
      const statements: string[] = [];
      const { database } = gateway();
      const watched = database.observer;
      database.observer = (statement) => statements.push(statement);
      const restarted = await open();
      await finds(restarted, '三门健跳青蟹养殖有限公司', [later]);
      database.observer = watched;
      expect(await found(restarted, '宁海前童古镇旅游有限公司')).toEqual([id]);
      expect(await found(restarted, '轩辕不器')).toEqual([id]);
      expect(statements.filter((statement) => statement.includes('ORDER BY n.entityId'))).toEqual([]);
    });

    it('keeps no name in the clear on disk', async () => {
      await merchant('天台国清云雾茶业有限公司', '公孙止水');
      await indexed(gateway());
      await main().save();
      const bytes = readFileSync(file());
      for (const text of ['国清', '公孙止水', '止水', '云雾']) {
        expect(bytes.includes(Buffer.from(text, 'utf16le'))).toBe(false);
        expect(bytes.includes(Buffer.from(text))).toBe(false);
      }
    });

    it.each([
      ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
      ['altered', (bytes: Buffer) => bytes.fill(0, bytes.length - 60)],
      ['something else', () => Buffer.from('no index')],
      ['empty', () => Buffer.alloc(0)],
    ])('is built from the tables when its snapshot is %s', async (_what, spoil) => {
      const id = await merchant(`仙居杨梅果业${++next}号有限公司`);
      await indexed(gateway());
      await main().save();
      writeFileSync(file(), spoil(readFileSync(file())));
      const restarted = await open();
      expect(await found(restarted, `仙居杨梅果业${next - 1}号有限公司`)).toEqual([id]);
    });

    it('is built from the tables when the feed has forgotten what came after its snapshot', async () => {
      await indexed(gateway());
      await main().save();
      const before = main().position ?? 0;
      const id = await merchant('龙泉青瓷宝剑有限公司');
      await merchant('龙泉木玩有限公司');
      await indexed(gateway());
      await new EntityChangesRepository(gateway().database).forgetBefore((main().position ?? 0) + 1);
      expect(before).toBeLessThan(main().position ?? 0);
      const restarted = await open();
      await finds(restarted, '龙泉青瓷宝剑有限公司', [id]);
    });

    it('is laid out anew while it answers', async () => {
      const index = await open({ LIAISON_SEARCH_LOOSE_NAMES: 1, LIAISON_SEARCH_SNAPSHOT_INTERVAL_MS: 1_000 });
      const count = Math.ceil(index.size.names * 0.1) + 5;
      const ids: string[] = [];
      for (let n = 0; n < count; n++) ids.push(await merchant(`遂昌金矿${n}号矿业有限公司`));
      for (const [n, id] of ids.entries()) {
        await eventually('found', async () => (await found(index, `遂昌金矿${n}号矿业有限公司`)).includes(id));
      }
      await eventually('few names lie loose', () => index.size.loose < count / 2);
      const last = await merchant('景宁畲乡惠明茶业有限公司');
      await finds(index, '景宁畲乡惠明茶业有限公司', [last]);
      expect(existsSync(file())).toBe(true);
    });
  },
  { LIAISON_SEQUENCER_POLL_MS: '50' },
);
