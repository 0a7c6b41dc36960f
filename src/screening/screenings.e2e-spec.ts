import { residentIdCheckDigit } from '../../libs/identifiers/resident-id.js';
import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import {
  completedScreening,
  readScreening,
  resultsOf,
  resultText,
  SCREENING_FIELDS,
  screenRows,
} from '../../test/harness/screenings.js';
import { indexed } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { StreamListener } from '../../test/isolation/stream-listener.js';

const WHY = { purpose: '入驻审核', caseRef: '2026-17' };
const RESIDENT = `33010619850307251${residentIdCheckDigit('33010619850307251')}`;

describeOnEachProfile(
  'batch screenings',
  (gateway) => {
    let next = 60_000;
    let platform: TestTenant;
    let police: TestTenant;
    let rival: TestTenant;

    beforeAll(async () => {
      platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
      rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
      police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
    });

    const merchant = async (name: string, more: object = {}) => {
      const uscc = sampleUscc(++next);
      const anchor = { type: 'USCC' as const, value: uscc };
      const names = [{ role: 'REGISTERED' as const, name }];
      const id = await stateEntity(gateway(), {
        owner: platform,
        kind: 'MERCHANT',
        anchor,
        names,
        flags: [{}],
        ...more,
      });
      await indexed(gateway());
      return { id, uscc };
    };

    it('finds rows by name and by every kind of identifier, with what the caller called them', async () => {
      const { id, uscc } = await merchant('义乌稠州银杏饰品有限公司');
      const shop = await stateEntity(gateway(), {
        owner: platform,
        kind: 'SHOP',
        anchor: { type: 'SHOP_ID', value: 'taoyun:s-7788' },
        names: [{ role: 'SHOP', name: '银杏小铺旗舰店' }],
        flags: [{ severity: 'HIGH', category: 'COUNTERFEIT' }],
      });
      const { results } = await screenRows(gateway(), police, [
        { id: 'a', name: '义烏稠州銀杏飾品有限公司' },
        { id: 'b', uscc },
        { id: 'c', shopId: 's-7788', platform: 'taoyun' },
        { id: 'd', identifiers: [{ type: 'SHOP_ID', value: 'taoyun:s-7788' }] },
        { id: 'e', name: '拉萨无人问津旅行社有限公司' },
      ]);
      expect(results.map(({ line, id: row, result, hits }) => [line, row, result, hits[0]?.entityId])).toEqual([
        [1, 'a', 'MATCH', id],
        [2, 'b', 'MATCH', id],
        [3, 'c', 'MATCH', shop],
        [4, 'd', 'MATCH', shop],
        [5, 'e', 'NONE', undefined],
      ]);
      expect(results[2]?.hits[0]).toMatchObject({
        kind: 'SHOP',
        names: ['银杏小铺旗舰店'],
        flagCount: 1,
        highestSeverity: 'HIGH',
        categories: ['COUNTERFEIT'],
      });
    });

    it('says of each bad row its line, field and reason, and screens the others', async () => {
      const { id } = await merchant('温州瓯越海蓝灯具有限公司');
      const file = [
        '{"id":"1","name":"温州瓯越海蓝灯具有限公司"}',
        '{"name":',
        '{"id":"3","nmae":"x"}',
        `{"id":"4","uscc":"91330100MA28XCQU1X"}`,
        '{"id":"5"}',
        '{"id":"6","name":"有限公司"}',
        `{"id":"7","name":"${'长'.repeat(300)}"}`,
        `{"id":"8","residentId":"${RESIDENT}"}`,
        '{"id":"9","name":"张三丰","kind":"PERSON"}',
        '{"id":"10","kind":"DRAGON","name":"龙"}',
      ].join('\n');
      const submission = { body: file, format: 'ndjson', idempotencyKey: 'bad-rows' } as const;
      const { id: screening, receivedRows } = await police.client.submitScreening(submission);
      expect(receivedRows).toBe(10);
      const done = await completedScreening(police.client, screening);
      expect(done).toMatchObject({ screenedRows: 1, rejectedRows: 9, matchRows: 1 });
      const results = await resultsOf(gateway().url, police.client, screening);
      expect(results[0]?.hits[0]?.entityId).toBe(id);
      const errors = await resultsOf(gateway().url, police.client, screening, '?only=errors');
      expect(errors.map(({ line, id: row, errors: [error] }) => [line, row, error?.field, error?.reason])).toEqual([
        [2, null, '', 'MALFORMED_JSON'],
        [3, '3', 'nmae', 'UNKNOWN_FIELD'],
        [4, '4', 'uscc', 'CHECKSUM'],
        [5, '5', 'name', 'EMPTY'],
        [6, '6', 'name', 'ONLY_GENERIC_WORDS'],
        [7, '7', 'name', 'TOO_LONG'],
        [8, '8', 'purpose', 'PURPOSE_REQUIRED'],
        [9, '9', 'purpose', 'PURPOSE_REQUIRED'],
        [10, '10', 'kind', 'UNKNOWN_VALUE'],
      ]);
      expect(JSON.stringify(errors)).not.toContain(RESIDENT);
    });

    it('meets persons only for a stated purpose, and shows their names masked', async () => {
      const person = await stateEntity(gateway(), {
        owner: platform,
        kind: 'PERSON',
        anchor: { type: 'RESIDENT_ID', value: RESIDENT },
        names: [{ role: 'PERSON', name: '慕容晓峰' }],
        flags: [{}],
      });
      await indexed(gateway());
      const rows = [{ name: '慕容晓峰' }, { residentId: RESIDENT }];
      const without = await screenRows(gateway(), police, rows);
      expect(without.results.map(({ result }) => result)).toEqual(['NONE', 'ERROR']);
      const { results } = await screenRows(gateway(), police, rows, WHY);
      expect(results.map(({ hits }) => hits[0]?.entityId)).toEqual([person, person]);
      expect(JSON.stringify(results)).not.toContain('慕容晓峰');
    });

    it('looks for each different question once', async () => {
      await merchant('宁波甬江云帆船务有限公司');
      const rows = Array.from({ length: 2_500 }, (_, n) => ({
        id: `r${n}`,
        name: ['宁波甬江云帆船务有限公司', '苏州无此公司'][n % 2],
      }));
      const { id, results } = await screenRows(gateway(), police, rows);
      expect(await readScreening(police.client, id)).toMatchObject({ distinctQueries: 2, screenedRows: 2_500 });
      expect(results).toHaveLength(2_500);
      expect(results.every(({ result }, n) => result === (n % 2 ? 'NONE' : 'MATCH'))).toBe(true);
      const [asked] = await gateway().database.select<{ detail: string }>(
        `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'screening.run' ORDER BY id`,
        [id],
      );
      expect(JSON.parse(asked?.detail ?? '{}')).toMatchObject({ rows: 2_000, asked: 2, keys: 2 });
    });

    it('reads CSV with English or Chinese columns, and gives CSV back', async () => {
      const { id, uscc } = await merchant('=嘉兴南湖碧水纺织有限公司');
      const file = `\ufeff编号,企业名称,统一社会信用代码\r\nx1,,${uscc}\r\nx2,"嘉兴不存在,公司",\r\n`;
      const submission = { body: file, format: 'csv', idempotencyKey: 'csv' } as const;
      const { id: screening } = await police.client.submitScreening(submission);
      await completedScreening(police.client, screening);
      const lines = (await resultText(gateway().url, police.client, screening, '?format=csv')).split('\r\n');
      expect(lines[0]).toBe(
        'line,id,result,score,entityId,kind,names,flagCount,highestSeverity,categories,isTruncated,field,reason,message',
      );
      expect(lines[1]).toBe(`2,x1,MATCH,0.9,${id},MERCHANT,'=嘉兴南湖碧水纺织有限公司,1,MEDIUM,COUNTERFEIT,false,,,`);
      expect(lines[2]).toBe('3,x2,NONE,,,,,,,,false,,,');
      expect(
        (await resultText(gateway().url, police.client, screening, '?format=csv&only=matches')).split('\r\n'),
      ).toHaveLength(3);
    });

    it('leaves out of the results what the caller may no longer see', async () => {
      const { id } = await merchant('绍兴鉴湖青瓷工艺有限公司');
      const { id: screening, results } = await screenRows(gateway(), police, [{ name: '绍兴鉴湖青瓷工艺有限公司' }]);
      expect(results[0]?.hits[0]?.entityId).toBe(id);
      for (const table of ['entity_name', 'entity_identifier', 'flag']) {
        await gateway().database.change(
          `UPDATE ${table} SET sharingId = (SELECT id FROM sharing WHERE ownerId = ? AND level = 'OWNER') WHERE entityId = ?`,
          [(await ownSharing(platform)).ownerId, id],
        );
      }
      const later = await resultsOf(gateway().url, police.client, screening);
      expect(later).toEqual([expect.objectContaining({ result: 'NONE', hits: [], queryKey: null })]);
      expect(await resultsOf(gateway().url, police.client, screening, '?only=matches')).toEqual([]);
    });

    const ownSharing = async (tenant: TestTenant) => {
      await screenRows(gateway(), tenant, [{ name: '任意一家公司' }]);
      return { ownerId: tenant.id };
    };

    it('gives the same screening for the same file under the same key, and refuses another', async () => {
      const submission = { body: '{"name":"杭州一家公司"}\n', format: 'ndjson', idempotencyKey: 'twice' } as const;
      const first = await police.client.submitScreening(submission);
      const again = await police.client.submitScreening(submission);
      expect([first.isNew, again.isNew, again.id]).toEqual([true, false, first.id]);
      for (const other of [{ body: '{"name":"另一家公司"}\n' }, { purpose: 'x' }, { least: 'WEAK' as const }]) {
        await expect(police.client.submitScreening({ ...submission, ...other })).rejects.toMatchObject({
          status: 409,
          code: 'IDEMPOTENCY_KEY_REUSED',
        });
      }
      // The key is the tenant's own.
      expect((await rival.client.submitScreening(submission)).isNew).toBe(true);
    });

    it('makes one screening of many uploads of one file at once', async () => {
      const body = Array.from({ length: 5_000 }, (_, n) => `{"name":"同时公司${n}"}\n`).join('');
      const submission = { body, format: 'ndjson', idempotencyKey: 'at-once' } as const;
      const all = await Promise.all(Array.from({ length: 5 }, () => police.client.submitScreening(submission)));
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
      await completedScreening(police.client, all[0]?.id ?? '');
      const [left] = await gateway().database.select<{ n: number }>(
        `SELECT COUNT(*) AS n FROM screening_chunk c WHERE NOT EXISTS (SELECT 1 FROM screening s WHERE s.id = c.screeningId)`,
      );
      expect(Number(left?.n)).toBe(0);
    });

    const CHANGE = (name: string) => `mutation ($input: ScreeningByIdInput!) { ${name}(input: $input) { __typename
    ... on Screening { ${SCREENING_FIELDS} } ... on UserError { code field } } }`;
    const change = async (name: string, id: string) =>
      (
        await police.client.mutate<Record<string, { __typename: string; state?: string; code?: string }>>(
          CHANGE(name),
          { input: { id } },
        )
      )[name];

    it('stops when it is cancelled, and goes on where it stood when it is resumed', async () => {
      const rows = Array.from({ length: 30_000 }, (_, n) => ({ name: `停止测试${n.toString(36)}号商行` }));
      const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      const { id } = await police.client.submitScreening({ body, format: 'ndjson', idempotencyKey: 'stop' });
      await eventually(
        'some rows are screened',
        async () => (await readScreening(police.client, id)).screenedRows > 0,
        30_000,
      );
      expect(await change('cancelScreening', id)).toMatchObject({ state: 'CANCELLED' });
      const { screenedRows } = await readScreening(police.client, id);
      expect(screenedRows).toBeLessThan(30_000);
      expect(await change('cancelScreening', id)).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
      expect(await resultsOf(gateway().url, police.client, id)).toHaveLength(screenedRows);
      expect((await readScreening(police.client, id)).screenedRows).toBe(screenedRows);
      expect(await change('resumeScreening', id)).toMatchObject({ state: 'RUNNING' });
      expect(await completedScreening(police.client, id)).toMatchObject({ screenedRows: 30_000, rejectedRows: 0 });
      expect(await change('resumeScreening', id)).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
      const entries = await gateway().database.select<{ action: string; detail: string }>(
        'SELECT action, detail FROM ledger_entry WHERE subjectId = ? ORDER BY id',
        [id],
      );
      const runs = entries.filter(({ action }) => action === 'screening.run');
      expect(runs.reduce((sum, { detail }) => sum + (JSON.parse(detail) as { rows: number }).rows, 0)).toBe(30_000);
      expect(entries.map(({ action }) => action).filter((action) => !/run|results/.test(action))).toEqual([
        'screening.receive',
        'screening.cancel',
        'screening.resume',
        'screening.complete',
      ]);
    }, 90_000);

    it('tells its subscriber how far it has come, until it is complete', async () => {
      const body = Array.from({ length: 4_500 }, (_, n) => `{"name":"进度测试${n.toString(36)}号商行"}\n`).join('');
      const { id } = await police.client.submitScreening({ body, format: 'ndjson', idempotencyKey: 'progress' });
      const query = `subscription ($id: ID!) { screeningProgress(id: $id) { ... on Screening { state screenedRows } } }`;
      const listener = new StreamListener(police, query, { id });
      await listener.ended;
      await listener.close();
      const last = listener.messages.at(-1) ?? '';
      expect(last).toContain('COMPLETED');
      expect(last).toContain('4500');
    });

    it('forgets rows and results when they have had their time', async () => {
      const { id } = await screenRows(gateway(), police, [{ name: '过期测试有限公司' }]);
      gateway().clock.move(31 * 24 * 3_600_000);
      await eventually('it expires', async () => (await readScreening(police.client, id)).state === 'EXPIRED', 20_000);
      await expect(resultText(gateway().url, police.client, id)).rejects.toThrow(/410.*EXPIRED/);
      await eventually('the rows go', async () => {
        const [row] = await gateway().database.select<{ n: number }>(
          'SELECT COUNT(*) AS n FROM screening_chunk WHERE screeningId = ?',
          [id],
        );
        return Number(row?.n) === 0;
      });
    }, 30_000);
  },
  { LIAISON_SWEEP_INTERVAL_MS: '300' },
);
