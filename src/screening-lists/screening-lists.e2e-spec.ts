import type { ScreeningListRefusedError } from '../../libs/client/screening-lists.js';
import { stateEntity, type TestStatement } from '../../test/harness/entities.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { alertsOf, hitsOf, listsOf, watched } from '../../test/harness/screening-lists.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { newId } from '../common/ids.js';

const MARK = `mutation ($input: MarkReviewedInput!) { markReviewed(input: $input) { __typename } }`;
const RESIDENT = '11010519491231002X';
const STATED = { purpose: '入驻商户持续监测', caseRef: '风控〔2026〕17号' };

describeOnEachProfile('saved screening lists', (gateway) => {
  let next = 700_000;
  let platform: TestTenant;
  let rival: TestTenant;
  let police: TestTenant;

  beforeAll(async () => {
    platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
  });

  const uscc = () => sampleUscc(++next);

  /** The rival says something of a merchant that everybody may see. */
  const told = (name: string, code: string, more: Partial<TestStatement> = {}) =>
    stateEntity(gateway(), {
      ...{ owner: rival, kind: 'MERCHANT', anchor: { type: 'USCC', value: code }, sharing: { level: 'PUBLIC' } },
      ...{ names: [{ role: 'REGISTERED', name }], flags: [{ severity: 'HIGH' }] },
      ...more,
    });

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      ({ code, field }: ScreeningListRefusedError) => `${code} ${field}`,
    );

  it('alert their owner, by a webhook that filters on the list, when somebody reports what is on them', async () => {
    const lists = listsOf(platform);
    const [known, later] = [uscc(), uscc()];
    const knownId = await told('绍兴柯桥轻纺城布业有限公司', known);
    const saved = await lists.save({
      name: '本平台纺织类商户',
      items: [
        { ref: 'm-1', name: '绍兴柯桥轻纺城布业有限公司' },
        { ref: 'm-2', name: '嵊州领带世家服饰有限公司', uscc: later },
        { ref: 'm-3', name: '诸暨袜艺针织有限公司' },
      ],
    });
    expect(saved).toMatchObject({ state: 'WATCHING', itemCount: 3, dueItems: 3, version: 1 });
    await watched(gateway(), lists, saved.id);
    const first = await hitsOf(lists, saved.id);
    expect(first).toMatchObject([
      { ref: 'm-1', decision: 'MATCH', state: 'CURRENT', isReviewed: false, entity: { id: knownId, flagCount: 1 } },
    ]);

    const other = await lists.save({ name: '另一份名单', items: [{ ref: 'x', name: '无人提及商行' }] });
    const owner = await Subscriber.of(gateway(), 'taoyun', { filter: { listIds: [saved.id] } });
    const foreign = await Subscriber.of(gateway(), 'pinhui', { filter: { listIds: [saved.id] } });
    const elsewhere = await Subscriber.of(gateway(), 'taoyun', {
      name: 'elsewhere',
      filter: { listIds: [other.id] },
      eventTypes: ['screening-list.alert'],
    });
    // A changed name, and the code that was given: only this item.
    const laterId = await told('嵊州市领带世家服饰厂', later, { flags: [{ severity: 'CRITICAL' }] });
    await watched(gateway(), lists, saved.id);
    await owner.gets(1);
    const [{ message } = { message: undefined }] = owner.receiver.received;
    expect(message).toMatchObject({ type: 'screening-list.alert', data: { subjectType: 'ScreeningListHit' } });
    expect(JSON.stringify(message)).not.toContain('领带');
    const hit = await lists.hit(message?.data.subjectId ?? '');
    expect(hit).toMatchObject({ ref: 'm-2', decision: 'MATCH', entity: { id: laterId, highestSeverity: 'CRITICAL' } });
    const alerts = await alertsOf(gateway(), saved.id);
    expect(alerts).toMatchObject([
      { subjectId: first[0]?.id, data: { change: 'NEW' } },
      { subjectId: hit.id, severity: 'CRITICAL', entityKind: 'MERCHANT', data: { change: 'NEW', decision: 'MATCH' } },
    ]);

    // More about the same merchant: the same hit, changed.
    await told('嵊州市领带世家服饰厂', later, { flags: [{ severity: 'LOW', category: 'FALSE_INFORMATION' }] });
    await owner.gets(2);
    expect(owner.receiver.subjects).toEqual([hit.id, hit.id]);
    expect((await alertsOf(gateway(), saved.id)).at(-1)).toMatchObject({ data: { change: 'CHANGED' } });
    expect(foreign.receiver.received).toEqual([]);
    expect(elsewhere.receiver.received).toEqual([]);
    expect(await refusal(listsOf(rival).read(saved.id))).toBe('NOT_FOUND id');
    expect(await refusal(hitsOf(listsOf(rival), saved.id))).toBe('NOT_FOUND listId');
    for (const { receiver } of [owner, foreign, elsewhere]) await receiver.stop();
  });

  it('say nothing of what the owner may not see, and hide what it may not see any more', async () => {
    const lists = listsOf(platform);
    const [hidden, shown] = [uscc(), uscc()];
    const saved = await lists.save({
      name: '监测',
      items: [
        { ref: 'a', name: '海宁皮都狐裘制品有限公司', uscc: hidden },
        { ref: 'b', name: '平湖羽绒时尚箱包有限公司', uscc: shown },
      ],
    });
    await watched(gateway(), lists, saved.id);
    await told('海宁皮都狐裘制品有限公司', hidden, { sharing: { level: 'AGENCIES' } });
    await told('平湖羽绒时尚箱包有限公司', shown);
    await watched(gateway(), lists, saved.id);
    const [hit] = await hitsOf(lists, saved.id);
    expect((await hitsOf(lists, saved.id)).map(({ ref }) => ref)).toEqual(['b']);
    expect(await alertsOf(gateway(), saved.id)).toHaveLength(1);

    // The statements now point to a sharing that leaves the platform out; nobody has noted a change yet.
    const { database } = gateway();
    const narrow = async (from: string, to: string) => {
      for (const table of ['entity_name', 'entity_identifier', 'flag']) {
        await database.change(
          `UPDATE ${table} SET sharingId = (SELECT id FROM sharing WHERE ownerId = ? AND level = ?)
           WHERE tenantId = ? AND entityId = ? AND sharingId = (SELECT id FROM sharing WHERE ownerId = ? AND level = ?)`,
          [rival.id, to, rival.id, hit?.entity.id ?? '', rival.id, from],
        );
      }
    };
    await narrow('PUBLIC', 'AGENCIES');
    expect(await hitsOf(lists, saved.id, { withGone: true })).toEqual([]);
    expect(await refusal(lists.hit(hit?.id ?? ''))).toBe('NOT_FOUND id');
    await narrow('AGENCIES', 'PUBLIC');
    expect(await hitsOf(lists, saved.id)).toHaveLength(1);
  });

  it('do not alert again for what was reviewed, nor for what the owner says itself, until others say more', async () => {
    const lists = listsOf(platform);
    const code = uscc();
    const name = '义乌饰界水晶工艺品有限公司';
    const saved = await lists.save({ name: '监测', items: [{ ref: 'r', name }] });
    await watched(gateway(), lists, saved.id);
    const own = { owner: platform, sharing: { level: 'OWNER' } } as const;
    const entityId = await told(name, code, own);
    await watched(gateway(), lists, saved.id);
    const [hit] = await hitsOf(lists, saved.id);
    expect(hit).toMatchObject({ entity: { id: entityId }, isReviewed: false });
    expect(await alertsOf(gateway(), saved.id)).toEqual([]);

    await told(name, code);
    await watched(gateway(), lists, saved.id);
    expect(await alertsOf(gateway(), saved.id)).toMatchObject([{ data: { change: 'CHANGED' } }]);
    const [now] = await hitsOf(lists, saved.id);
    const { queryKey, revision } = now ?? {};
    await platform.client.mutate(MARK, { input: { entityId, queryKey, revision, verdict: 'SAME' } });
    expect(await hitsOf(lists, saved.id, { reviewed: false })).toEqual([]);
    expect(await hitsOf(lists, saved.id, { reviewed: true })).toMatchObject([{ id: hit?.id, isReviewed: true }]);

    // Everything is screened again, and nothing is news.
    const paused = await lists.pause(await lists.read(saved.id));
    await lists.resume(paused);
    await told(name, code, { sharing: { level: 'OWNER' }, flags: [{ severity: 'LOW' }] });
    await watched(gateway(), lists, saved.id);
    expect(await alertsOf(gateway(), saved.id)).toHaveLength(1);

    await told(name, code, { flags: [{ severity: 'CRITICAL' }] });
    await watched(gateway(), lists, saved.id);
    expect(await alertsOf(gateway(), saved.id)).toHaveLength(2);
    expect(await hitsOf(lists, saved.id, { reviewed: false, decisions: ['MATCH'] })).toHaveLength(1);
    expect(await hitsOf(lists, saved.id, { decisions: ['REVIEW', 'WEAK'] })).toEqual([]);
    expect(await hitsOf(lists, saved.id, { since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await hitsOf(lists, saved.id, { refs: ['other'] })).toEqual([]);
    expect(await hitsOf(lists, saved.id, { refs: ['r'] })).toHaveLength(1);
  });

  it('find what was changed on them, mark hits that disappear, and are left alone while they are paused', async () => {
    const lists = listsOf(platform);
    const code = uscc();
    await told('慈溪小家电联盟电器有限公司', code);
    let list = await lists.save({ name: '监测', items: [{ ref: 'p', name: '东阳木雕古韵红木有限公司' }] });
    await watched(gateway(), lists, list.id);
    expect(await hitsOf(lists, list.id)).toEqual([]);
    list = await lists.put(list, [
      { ref: 'p', name: '慈溪小家电联盟电器有限公司' },
      { ref: 'q', name: '永康五金工匠有限公司' },
    ]);
    expect(list).toMatchObject({ itemCount: 2, version: 2 });
    await watched(gateway(), lists, list.id);
    expect(await hitsOf(lists, list.id)).toMatchObject([{ ref: 'p', state: 'CURRENT' }]);
    // The same again is no news and no work.
    list = await lists.put(list, [{ ref: 'q', name: '永康五金工匠有限公司' }]);
    expect(list).toMatchObject({ itemCount: 2, dueItems: 0, version: 3 });

    list = await lists.put(list, [{ ref: 'p', name: '东阳木雕古韵红木有限公司' }]);
    await watched(gateway(), lists, list.id);
    expect(await hitsOf(lists, list.id)).toEqual([]);
    expect(await hitsOf(lists, list.id, { withGone: true })).toMatchObject([{ ref: 'p', state: 'GONE' }]);

    list = await lists.pause(list);
    expect(await refusal(lists.pause(list))).toBe('WRONG_STATE input.id');
    await told('永康五金工匠有限公司', uscc());
    const witness = await lists.save({ name: '见证', items: [{ ref: 'w', name: '某某五金' }] });
    await watched(gateway(), lists, witness.id);
    expect(await hitsOf(lists, list.id)).toEqual([]);
    list = await lists.resume(list);
    await watched(gateway(), lists, list.id);
    expect(await hitsOf(lists, list.id)).toMatchObject([{ ref: 'q' }]);
    expect(await alertsOf(gateway(), list.id)).toHaveLength(2);

    list = await lists.remove(list, ['q', 'nobody']);
    expect(list).toMatchObject({ itemCount: 1 });
    expect(await hitsOf(lists, list.id, { withGone: true })).toMatchObject([{ ref: 'p' }]);
    expect(await lists.delete(list)).toMatchObject({ state: 'DELETED' });
    expect(await refusal(lists.read(list.id))).toBe('NOT_FOUND id');
    await eventually('its rows have gone', async () => {
      const rows = await gateway().database.select('SELECT id FROM screening_list_item WHERE listId = ?', [list.id]);
      return rows.length === 0;
    });
  });

  it('meet persons and personal identifiers only for a stated purpose, and rest encrypted', async () => {
    const lists = listsOf(platform);
    const items = [{ ref: 'zhang', kind: 'PERSON' as const, name: '张佳慧', residentId: RESIDENT }];
    expect(await refusal(lists.save({ name: '人员', items }))).toBe('PURPOSE_REQUIRED input.purpose');
    const plain = await lists.save({ name: '店铺', items: [{ ref: 's', name: '张佳慧' }] });
    const stated = await lists.save({ name: '人员', items, ...STATED });
    await told('张佳慧', '', {
      ...{ kind: 'PERSON', anchor: { type: 'RESIDENT_ID', value: RESIDENT } },
      names: [{ role: 'PERSON', name: '张佳慧' }],
    });
    await watched(gateway(), lists, stated.id);
    expect(await hitsOf(lists, stated.id)).toMatchObject([{ ref: 'zhang', entity: { kind: 'PERSON' } }]);
    expect(JSON.stringify(await hitsOf(lists, stated.id))).not.toContain('张佳慧');
    expect(await hitsOf(lists, plain.id)).toEqual([]);
    const later = await lists.update(plain, { ...STATED });
    await watched(gateway(), lists, later.id);
    expect(await hitsOf(lists, plain.id)).toMatchObject([{ ref: 's', entity: { kind: 'PERSON' } }]);

    const tables = ['screening_list', 'screening_list_item', 'screening_list_key', 'screening_list_hit', 'event'];
    for (const table of [...tables, 'ledger_entry']) {
      const text = JSON.stringify(await gateway().database.select(`SELECT * FROM ${table}`));
      for (const secret of ['张佳慧', RESIDENT, STATED.purpose, STATED.caseRef]) expect(text).not.toContain(secret);
    }
    const read = await platform.client.query<{ screeningListItems: { edges: { node: object }[] } }>(
      `query ($id: ID!) { screeningListItems(listId: $id, first: 1) { ... on ScreeningListItemConnection {
        edges { node { ref name kind isDue problem identifiers { type value platform } } } } } }`,
      { id: stated.id },
    );
    const identifiers = [{ type: 'RESIDENT_ID', value: RESIDENT, platform: null }];
    expect(read.screeningListItems.edges).toEqual([
      { node: { ref: 'zhang', name: '张佳慧', kind: 'PERSON', isDue: false, problem: null, identifiers } },
    ]);
  });

  it('are filled from files: extended, replaced, with an error for each bad row', async () => {
    const lists = listsOf(police);
    const known = uscc();
    await told('龙泉青瓷宝剑工坊有限公司', known);
    const list = await lists.save({ name: '重点主体' });
    await watched(gateway(), lists, list.id);
    const rows = [
      { id: '1', name: '龙泉青瓷宝剑工坊有限公司' },
      { id: '2', uscc: known },
      { id: '3', uscc: `${known.slice(0, 17)}${known.endsWith('0') ? '1' : '0'}` },
      { name: '没有编号的商行' },
      { id: '1', name: '又一个' },
      { id: '4', name: '有限公司' },
    ];
    const file = {
      listId: list.id,
      version: 1,
      format: 'ndjson' as const,
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      idempotencyKey: newId(),
    };
    const statements: string[] = [];
    const { database } = gateway();
    const before = database.observer;
    database.observer = (statement) => {
      before?.(statement);
      statements.push(statement);
    };
    const upload = await lists.upload(file);
    expect(upload).toMatchObject({ listId: list.id, receivedRows: 6 });
    expect(await lists.upload(file)).toMatchObject({ id: upload.id });
    expect(await refusal(lists.upload({ ...file, idempotencyKey: newId() }))).toMatch(/^CONFLICT/);
    const filled = await watched(gateway(), lists, list.id);
    expect(filled).toMatchObject({ itemCount: 3 });
    database.observer = before;
    // The rows leave the spool while the upload is still found by whoever goes on after a kill.
    const dropped = statements.findLastIndex((statement) => /DELETE FROM screening_chunk/.test(statement));
    expect(dropped).toBeGreaterThan(0);
    expect(statements.findIndex((each) => /UPDATE screening_list_upload SET state/.test(each))).toBeGreaterThan(
      dropped,
    );
    // The hits of both items in one statement.
    expect(statements.filter((statement) => /INTO `?"?screening_list_hit/.test(statement))).toHaveLength(1);
    const { screeningListUpload } = await police.client.query<{ screeningListUpload: object }>(
      `query ($id: ID!) { screeningListUpload(id: $id) { ... on ScreeningListUpload { state mode acceptedRows rejectedRows
        errors(first: 10) { edges { node { line field reason } } } } } }`,
      { id: upload.id },
    );
    expect(screeningListUpload).toMatchObject({
      ...{ state: 'COMPLETED', mode: 'EXTEND', acceptedRows: 3, rejectedRows: 3 },
      errors: {
        edges: [
          { node: { line: 3, field: 'uscc', reason: 'CHECKSUM' } },
          { node: { line: 4, field: 'id', reason: 'REQUIRED' } },
          { node: { line: 5, field: 'id', reason: 'DUPLICATE' } },
        ],
      },
    });
    expect((await hitsOf(lists, list.id)).map(({ ref }) => ref).sort()).toEqual(['1', '2']);

    // The row of 2 is bad, but names it: it stays as it was.
    const csv =
      '编号,企业名称,统一社会信用代码\n1,龙泉青瓷宝剑工坊有限公司,\n9,丽水云和木制玩具有限公司,\n2,,91330000\n';
    await lists.upload({
      ...{ listId: list.id, version: filled.version, format: 'csv', mode: 'replace', body: csv },
      idempotencyKey: newId(),
    });
    expect(await watched(gateway(), lists, list.id)).toMatchObject({ itemCount: 3 });
    expect((await hitsOf(lists, list.id, { withGone: true })).map(({ ref }) => ref).sort()).toEqual(['1', '2']);
    const last = `${JSON.stringify({ id: '1', name: '龙泉青瓷宝剑工坊有限公司' })}\n`;
    const { version } = await lists.read(list.id);
    await lists.upload({ ...file, version, mode: 'replace', body: last, idempotencyKey: newId() });
    expect(await watched(gateway(), lists, list.id)).toMatchObject({ itemCount: 1 });
    expect((await hitsOf(lists, list.id, { withGone: true })).map(({ ref }) => ref)).toEqual(['1']);
    // One alert a hit, whatever was replaced around it.
    expect(await alertsOf(gateway(), list.id)).toHaveLength(2);
  });

  it('refuse what is wrong, name the field, and change nothing', async () => {
    const lists = listsOf(platform);
    const list = await lists.save({ name: '监测', items: [{ ref: 'a', name: '某某商行甲' }] });
    const item = { ref: 'b', name: '某某商行乙' };
    const cases: [Promise<unknown>, string][] = [
      [lists.save({ name: ' ' }), 'INVALID_INPUT input.name'],
      [lists.save({ name: 'x', items: [{ ref: 'a' }] }), 'EMPTY input.items[0].name'],
      [lists.save({ name: 'x', items: [item, item] }), 'DUPLICATE input.items[1].ref'],
      [lists.put({ ...list, version: 7 }, [item]), 'CONFLICT input.version'],
      [lists.put(list, [item, { ref: 'c', uscc: '123' }]), 'LENGTH input.items[1].uscc'],
      [lists.put(list, [{ ...item, ref: 'x'.repeat(65) }]), 'INVALID_INPUT input.items[0].ref'],
      [lists.put(list, [{ ...item, jurisdiction: '999' }]), 'FORMAT input.items[0].jurisdiction'],
      [lists.put({ ...list, id: newId() }, [item]), 'NOT_FOUND input.id'],
      [
        lists.put(list, [{ ref: 'p', kind: 'PERSON', name: '张佳慧', residentId: RESIDENT }]),
        'PURPOSE_REQUIRED input.id',
      ],
      [listsOf(rival).delete(list), 'NOT_FOUND input.id'],
      [lists.resume(list), 'WRONG_STATE input.id'],
      [hitsOf(lists, list.id, { refs: Array.from({ length: 101 }, () => 'a') }), 'INVALID_INPUT filter.refs'],
    ];
    for (const [work, expected] of cases) expect(await refusal(work)).toBe(expected);
    const upload = { listId: list.id, version: 1, format: 'csv' as const, idempotencyKey: newId() };
    expect(await refusal(lists.upload({ ...upload, body: '' }))).toMatch(/^EMPTY_LIST/);
    expect(await refusal(lists.upload({ ...upload, body: '列一\n1\n' }))).toMatch(/^INVALID_HEADER/);
    expect(await refusal(lists.upload({ ...upload, listId: newId(), body: '编号\n1\n' }))).toMatch(/^NOT_FOUND/);
    expect(await lists.read(list.id)).toMatchObject({ itemCount: 1, version: 1 });
    // One more is allowed, whoever asks at the same time.
    const full = await gateway().tenant({ code: 'full', kind: 'PLATFORM' });
    const most = gateway().settings.LIAISON_SCREENING_LISTS_MAX;
    const kept = { ...{ tenantId: full.id, name: '', state: 'PAUSED', least: 'REVIEW', round: 1, itemCount: 0 } };
    const unscreened = { dueItems: 0, isDue: 0, createdAtMs: 0, updatedAtMs: 0, servedAtMs: 0, version: 1 };
    await gateway().database.transaction((tx) =>
      tx.insert(
        'screening_list',
        Array.from({ length: most - 1 }, () => ({ id: newId(), ...kept, ...unscreened })),
      ),
    );
    const saves = await Promise.all(['1', '2', '3', '4'].map((name) => refusal(listsOf(full).save({ name }))));
    expect(saves.sort()).toEqual(['TOO_MANY input', 'TOO_MANY input', 'TOO_MANY input', 'accepted']);
    // The same key gives the same list.
    const twice = { name: '一次', idempotencyKey: newId() };
    expect((await lists.save(twice)).id).toBe((await lists.save(twice)).id);
  });
});
