import { stateEntities, stateEntity, type TestStatement } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { idsOf, indexed, searchFor } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const WHY = { purpose: '核查线索', caseRef: '杭公2026-1' };

describeOnEachProfile('searching by name', (gateway) => {
  let next = 20_000;
  let platform: TestTenant;
  let rival: TestTenant;
  let police: TestTenant;

  beforeAll(async () => {
    platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
  });

  const merchant = (name: string, more: Partial<TestStatement> = {}) =>
    stateEntity(gateway(), {
      owner: platform,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: sampleUscc(++next) },
      names: [{ role: 'REGISTERED', name }],
      flags: [{}],
      ...more,
    });

  it('finds a company however its name is written', async () => {
    const id = await merchant('杭州星澜澈网络科技有限公司');
    await indexed(gateway());
    const spellings = [
      '杭州星澜澈网络科技有限公司',
      '星澜澈网络科技（杭州）有限公司',
      '杭州星瀾澈網絡科技有限責任公司',
      '星澜澈',
      ' 杭州　星澜澈网络科技 ',
      'xinglanche',
    ];
    for (const spelling of spellings) {
      const [best] = (await searchFor(police, spelling, { least: 'WEAK' })).hits.edges;
      expect([spelling, best?.node.entity.id]).toEqual([spelling, id]);
    }
    const [exact] = (await searchFor(police, '杭州星澜澈网络科技有限公司')).hits.edges;
    expect(exact?.node).toMatchObject({ score: 1, decision: 'MATCH', entity: { kind: 'MERCHANT' } });
    expect(exact?.node.parts).toEqual(
      expect.arrayContaining([expect.objectContaining({ part: 'BRAND', verdict: 'SAME' })]),
    );
  });

  it('answers nothing rather than what merely looks a little alike', async () => {
    await merchant('宁波海曙云帆贸易有限公司');
    await indexed(gateway());
    expect(idsOf(await searchFor(police, '成都青羊锦里餐饮管理有限公司'))).toEqual([]);
  });

  it('finds neither what the caller may not see, nor lets it push out what it may', async () => {
    const hidden = { sharing: { level: 'OWNER' as const } };
    for (let n = 0; n < 120; n++) await merchant('苏州鹭栖木商贸有限公司', hidden);
    const shown = await merchant('苏州鹭栖木商贸有限公司');
    await indexed(gateway());
    const seen = await searchFor(police, '苏州鹭栖木商贸有限公司', { first: 10 });
    expect(idsOf(seen)).toEqual([shown]);
    expect([seen.isTruncated, seen.hits.pageInfo.hasNextPage]).toEqual([false, false]);
    expect(idsOf(await searchFor(rival, '苏州鹭栖木商贸有限公司'))).toEqual([]);
    expect((await searchFor(platform, '苏州鹭栖木商贸有限公司', { first: 10 })).hits.pageInfo.hasNextPage).toBe(true);
  });

  it('is not led to an entity by a name of it that the caller may not see', async () => {
    const anchor = { type: 'USCC' as const, value: sampleUscc(++next) };
    const id = await merchant('绍兴柯桥素纱纺织有限公司', { anchor });
    await merchant('暗里别名坊', { anchor, owner: rival, sharing: { level: 'OWNER' }, flags: [] });
    await indexed(gateway());
    expect(idsOf(await searchFor(police, '绍兴柯桥素纱纺织有限公司'))).toEqual([id]);
    expect(idsOf(await searchFor(police, '暗里别名坊', { least: 'WEAK' }))).toEqual([]);
    const own = await searchFor(rival, '暗里别名坊');
    expect(own.hits.edges.map(({ node }) => node.entity.names)).toEqual([[{ name: '暗里别名坊' }]]);
  });

  it('finds persons for a stated purpose only, and masks what it shows', async () => {
    const id = await stateEntity(gateway(), {
      owner: platform,
      kind: 'PERSON',
      anchor: { type: 'ACCOUNT_ID', value: 'acc-7001' },
      names: [{ role: 'PERSON', name: '欧阳靖宸' }],
      flags: [{}],
    });
    const company = await merchant('金华婺江灯具有限公司', {
      names: [
        { role: 'REGISTERED', name: '金华婺江灯具有限公司' },
        { role: 'LEGAL_REPRESENTATIVE', name: '令狐沐阳' },
      ],
    });
    await indexed(gateway());
    expect(idsOf(await searchFor(police, '欧阳靖宸', { least: 'WEAK' }))).toEqual([]);
    expect(idsOf(await searchFor(police, '令狐沐阳', { least: 'WEAK' }))).toEqual([]);
    expect(await searchFor(police, '欧阳靖宸', { kinds: ['PERSON'] })).toMatchObject({
      __typename: 'PurposeRequired',
      field: 'purpose',
    });
    const found = await searchFor(police, '欧陽靖宸', { kinds: ['PERSON'], ...WHY });
    expect(idsOf(found)).toEqual([id]);
    expect(found.hits.edges[0]?.node.entity.names).toEqual([{ name: '欧**' }]);
    expect(JSON.stringify(found)).not.toContain('靖宸');
    expect(idsOf(await searchFor(police, '令狐沐阳', { kinds: ['MERCHANT'], ...WHY }))).toEqual([company]);
    expect(idsOf(await searchFor(police, '令狐沐阳', { kinds: ['PERSON'], ...WHY }))).toEqual([]);
  });

  it('narrows by what flags say, each condition of one and the same flag that the caller may see', async () => {
    const name = '温州瓯江鹿鸣鞋业有限公司';
    const graveLong = await merchant(name, {
      flags: [{ category: 'COUNTERFEIT', severity: 'HIGH', detectedAtMs: 1e12 }],
    });
    const slight = await merchant(name, { flags: [{ category: 'EXTORTION', severity: 'LOW' }] });
    const anchor = { type: 'USCC' as const, value: sampleUscc(++next) };
    const mixed = await merchant(name, { anchor, flags: [{ category: 'COUNTERFEIT', severity: 'LOW' }] });
    await merchant(name, { anchor, owner: rival, sharing: { level: 'OWNER' }, flags: [{ severity: 'HIGH' }] });
    await indexed(gateway());
    const by = async (filters: object) => idsOf(await searchFor(police, name, { filters })).sort();
    expect(await by({})).toEqual([graveLong, slight, mixed].sort());
    expect(await by({ categories: ['COUNTERFEIT'] })).toEqual([graveLong, mixed].sort());
    expect(await by({ categories: ['COUNTERFEIT'], severities: ['HIGH'] })).toEqual([graveLong]);
    expect(await by({ detectedBefore: '2002-01-01T00:00:00Z' })).toEqual([graveLong]);
    expect(await by({ detectedAfter: '2002-01-01T00:00:00Z' })).toEqual([slight, mixed].sort());
    expect(await by({ platforms: ['taoyun'], states: ['ACTIVE'], jurisdiction: '330000' })).toHaveLength(3);
    expect(await by({ platforms: ['pinhui'] })).toEqual([]);
    expect(await by({ jurisdiction: '440000' })).toEqual([]);
    expect(await searchFor(police, name, { filters: { jurisdiction: 'x' } })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'filters.jurisdiction',
    });
  });

  it('finds the flagged one behind more bearers of the name than are usually narrowed down', async () => {
    const name = '汕头濠江栖云玩具有限公司';
    const bearer = (): TestStatement => ({
      owner: platform,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: sampleUscc(++next) },
      names: [{ role: 'REGISTERED', name }],
    });
    await stateEntities(gateway(), Array.from({ length: 620 }, bearer));
    const flagged = await merchant(name, { flags: [{ category: 'EXTORTION' }] });
    await indexed(gateway());
    const found = await searchFor(police, name, { filters: { categories: ['EXTORTION'] } });
    expect(idsOf(found)).toEqual([flagged]);
    expect(found.hits.pageInfo.hasNextPage).toBe(false);
  });

  it('pages through the hits once each, in the order of their scores', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await merchant('台州椒江岚舟塑胶制品有限公司'));
    ids.push(await merchant('台州椒江岚舟塑料制品有限公司'));
    await indexed(gateway());
    const seen: { id: string; score: number }[] = [];
    let after: string | null = null;
    do {
      const { hits } = await searchFor(police, '台州椒江岚舟塑胶制品有限公司', { first: 3, after });
      for (const { node } of hits.edges) seen.push({ id: node.entity.id, score: node.score });
      after = hits.pageInfo.hasNextPage ? hits.pageInfo.endCursor : null;
    } while (after);
    expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(seen.map(({ score }) => score)).toEqual(seen.map(({ score }) => score).sort((a, b) => b - a));
  });

  it('refuses a cursor of another search', async () => {
    await indexed(gateway());
    const { hits } = await searchFor(police, '台州椒江岚舟塑胶制品有限公司', { first: 1 });
    const after = hits.edges[0]?.cursor;
    await expect(searchFor(police, '台州椒江岚舟塑料制品有限公司', { after })).rejects.toThrow(
      'not a cursor of this list',
    );
    await expect(searchFor(rival, '台州椒江岚舟塑胶制品有限公司', { after })).rejects.toThrow(
      'not a cursor of this list',
    );
  });

  it('leaves a ledger entry without a word of the name or the purpose', async () => {
    await merchant('嘉兴南湖烟雨茶业有限公司');
    await indexed(gateway());
    await searchFor(police, '嘉兴南湖烟雨茶业有限公司', WHY);
    const [entry] = await gateway().database.select<{ subjectType: string; subjectId: string; detail: string }>(
      `SELECT subjectType, subjectId, detail FROM ledger_entry WHERE action = 'entity.search' ORDER BY id DESC LIMIT 1`,
    );
    expect(entry).toMatchObject({ subjectType: 'name' });
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ hits: 1, withPersons: true });
    expect(JSON.stringify(entry)).not.toMatch(/烟雨|核查|杭公/);
  });
});
