import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { idsOf, indexed, searchFor } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { newId } from '../common/ids.js';

const MARK = `mutation ($input: MarkReviewedInput!) { markReviewed(input: $input) { __typename
  ... on Review { id entityId queryKey verdict note revision createdAt } ... on UserError { code field message } } }`;

interface Marked {
  readonly __typename: string;
  readonly id: string;
  readonly field: string;
  readonly revision: string;
  readonly note: string | null;
}

const mark = async (tenant: TestTenant, input: object): Promise<Marked> =>
  (await tenant.client.mutate<{ markReviewed: Marked }>(MARK, { input })).markReviewed;

describeOnEachProfile('reviews', (gateway) => {
  let next = 50_000;
  let platform: TestTenant;
  let rival: TestTenant;
  let police: TestTenant;
  let regulator: TestTenant;

  beforeAll(async () => {
    platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
    regulator = await gateway().tenant({ code: 'regulator', kind: 'MARKET_REGULATOR' });
  });

  const merchant = async (name: string) => {
    const anchor = { type: 'USCC' as const, value: sampleUscc(++next) };
    const names = [{ role: 'REGISTERED' as const, name }];
    const id = await stateEntity(gateway(), { owner: platform, kind: 'MERCHANT', anchor, names, flags: [{}] });
    await indexed(gateway());
    return { id, anchor };
  };

  const left = async (tenant: TestTenant, query: string, more: object = {}) =>
    idsOf(await searchFor(tenant, query, { excludeReviewed: true, ...more }));

  it('leave a hit out for who made them, and bring it back when what that tenant sees changes', async () => {
    const name = '桐乡乌镇蓝印花布有限公司';
    const { id, anchor } = await merchant(name);
    const { queryKey } = await searchFor(police, name);
    const review = await mark(police, { entityId: id, queryKey, verdict: 'NOT_SAME', note: '已电话核实' });
    expect(review).toMatchObject({ __typename: 'Review', note: '已电话核实' });
    expect(await left(police, name)).toEqual([]);
    expect(idsOf(await searchFor(police, name))).toEqual([id]);
    expect(await left(regulator, name)).toEqual([id]);
    expect(await left(police, '桐乡乌镇蓝印花布')).toEqual([id]);

    await stateEntity(gateway(), { owner: rival, kind: 'MERCHANT', anchor, sharing: { level: 'OWNER' }, flags: [{}] });
    expect(await left(police, name)).toEqual([]);
    await stateEntity(gateway(), { owner: rival, kind: 'MERCHANT', anchor, flags: [{ severity: 'HIGH' }] });
    expect(await left(police, name)).toEqual([id]);
  });

  it('stand on what was looked at, when the revision of the hit is given', async () => {
    const name = '海盐澉浦望海食品有限公司';
    const { id, anchor } = await merchant(name);
    const before = await searchFor(police, name);
    await stateEntity(gateway(), { owner: rival, kind: 'MERCHANT', anchor, flags: [{}] });
    const { queryKey } = before;
    const revision = before.hits.edges[0]?.node.revision;
    await mark(police, { entityId: id, queryKey, verdict: 'SAME', revision });
    expect(await left(police, name)).toEqual([id]);
    await mark(police, { entityId: id, queryKey, verdict: 'SAME' });
    expect(await left(police, name)).toEqual([]);
  });

  it('leave items of a screening out alike', async () => {
    const name = '平湖当湖西瓜合作社';
    const { id } = await merchant(name);
    const query = `query ($input: ScreenInput!) { screen(input: $input) { ... on ScreenAnswer {
      items { queryKey hits { entity { id } } } } } }`;
    const screen = async (excludeReviewed: boolean) =>
      (
        await police.client.query<{ screen: { items: { queryKey: string; hits: { entity: { id: string } }[] }[] } }>(
          query,
          { input: { items: [{ name }], excludeReviewed } },
        )
      ).screen.items[0];
    const queryKey = (await screen(false))?.queryKey;
    await mark(police, { entityId: id, queryKey, verdict: 'UNDECIDED' });
    expect((await screen(true))?.hits).toEqual([]);
    expect((await screen(false))?.hits).toEqual([{ entity: { id } }]);
  });

  it('are made once for an idempotency key, with one ledger entry', async () => {
    const name = '海宁硖石灯彩工艺有限公司';
    const { id } = await merchant(name);
    const { queryKey } = await searchFor(police, name);
    const input = { entityId: id, queryKey, verdict: 'SAME', idempotencyKey: newId() };
    const [first, again] = [await mark(police, input), await mark(police, input)];
    expect(again).toEqual(first);
    expect(await mark(police, { ...input, verdict: 'NOT_SAME' })).toMatchObject({ __typename: 'Conflict' });
    const entries = await gateway().database.select<{ detail: string }>(
      `SELECT detail FROM ledger_entry WHERE action = 'review.mark' AND subjectId = ?`,
      [id],
    );
    expect(entries.map(({ detail }) => JSON.parse(detail))).toEqual([
      { reviewId: first.id, queryKey, verdict: 'SAME' },
    ]);
  });

  it('are refused for what cannot be seen or read', async () => {
    const queryKey = 'k'.repeat(43);
    const cases: [object, string, string][] = [
      [{ entityId: newId(), queryKey, verdict: 'SAME' }, 'NotFound', 'input.entityId'],
      [{ entityId: 'x', queryKey, verdict: 'SAME' }, 'NotFound', 'input.entityId'],
      [{ entityId: newId(), queryKey: 'x', verdict: 'SAME' }, 'InvalidInput', 'input.queryKey'],
      [{ entityId: newId(), queryKey, verdict: 'SAME', note: 'x'.repeat(2_001) }, 'InvalidInput', 'input.note'],
      [{ entityId: newId(), queryKey, verdict: 'SAME', revision: 'x' }, 'InvalidInput', 'input.revision'],
    ];
    for (const [input, __typename, field] of cases) {
      expect(await mark(police, input)).toMatchObject({ __typename, field });
    }
  });

  it('may be passed over by the moment of the last search', async () => {
    const name = '德清莫干山民宿管理有限公司';
    const { id, anchor } = await merchant(name);
    gateway().clock.move(60_000);
    const changedSince = new Date(gateway().clock.now()).toISOString();
    expect(idsOf(await searchFor(police, name, { changedSince }))).toEqual([]);
    gateway().clock.move(60_000);
    await stateEntity(gateway(), { owner: rival, kind: 'MERCHANT', anchor, sharing: { level: 'OWNER' }, flags: [{}] });
    expect(idsOf(await searchFor(police, name, { changedSince }))).toEqual([]);
    await stateEntity(gateway(), { owner: platform, kind: 'MERCHANT', anchor, flags: [{}] });
    expect(idsOf(await searchFor(police, name, { changedSince }))).toEqual([id]);
  });
});
