import { stateEntity, type TestSharing } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import type { TenantKind } from '../common/context/tenant-context.js';

const LOOKUP = `query ($input: LookupInput!) {
  lookup(input: $input) {
    ... on LookupAnswer {
      hasMore
      entities {
        id names { name } identifiers { type value } flagCount highestSeverity flags { severity source { code } }
      }
    }
  }
}`;

interface Seen {
  hasMore: boolean;
  entities: {
    id: string;
    names: { name: string }[];
    identifiers: { type: string; value: string }[];
    flagCount: number;
    highestSeverity: string | null;
    flags: { severity: string; source: { code: string } }[];
  }[];
}

const WHY = { purpose: '核查', caseRef: '1' };

const ask = async (tenant: TestTenant, type: string, value: string): Promise<Seen> =>
  (await tenant.client.query<{ lookup: Seen }>(LOOKUP, { input: { type, value, ...WHY } })).lookup;

const exists = async (tenant: TestTenant, id: string): Promise<boolean> => {
  const query = 'query ($id: ID!) { entity(id: $id, purpose: "x", caseRef: "1") { __typename } }';
  const { entity } = await tenant.client.query<{ entity: { __typename: string } }>(query, { id });
  return entity.__typename === 'Entity';
};

const VIEWERS = {
  owner: { kind: 'PLATFORM', jurisdiction: '330100' },
  rival: { kind: 'PLATFORM', jurisdiction: '330100' },
  named: { kind: 'PLATFORM', jurisdiction: '330100' },
  'police-city': { kind: 'POLICE', jurisdiction: '330100' },
  'police-province': { kind: 'POLICE', jurisdiction: '330000' },
  'police-district': { kind: 'POLICE', jurisdiction: '330106' },
  'police-elsewhere': { kind: 'POLICE', jurisdiction: '440100' },
  regulator: { kind: 'MARKET_REGULATOR', jurisdiction: '330100' },
  'regulator-elsewhere': { kind: 'MARKET_REGULATOR', jurisdiction: '440000' },
} as const satisfies Record<string, { kind: TenantKind; jurisdiction: string }>;
type ViewerName = keyof typeof VIEWERS;
const ALL = Object.keys(VIEWERS) as ViewerName[];
const AGENCIES = ALL.filter((name) => VIEWERS[name].kind !== 'PLATFORM');

describeOnEachProfile('what a lookup shows', (gateway) => {
  const tenant = (name: ViewerName) => gateway().tenant({ code: name, ...VIEWERS[name] });
  let next = 0;
  const newUscc = () => sampleUscc(900 + ++next);

  it.each<[TestSharing['level'], (named: TestTenant) => TestSharing, ViewerName[]]>([
    ['OWNER', () => ({ level: 'OWNER' }), ['owner']],
    ['NAMED', ({ id }) => ({ level: 'NAMED', memberIds: [id] }), ['owner', 'named']],
    ['KIND', () => ({ level: 'KIND', kind: 'MARKET_REGULATOR' }), ['owner', 'regulator', 'regulator-elsewhere']],
    [
      'JURISDICTION',
      () => ({ level: 'JURISDICTION', jurisdiction: '330100' }),
      ['owner', 'police-city', 'police-province', 'regulator'],
    ],
    ['AGENCIES', () => ({ level: 'AGENCIES' }), ['owner', ...AGENCIES]],
    ['PUBLIC', () => ({ level: 'PUBLIC' }), ALL],
  ])('under %s is for its viewers only', async (_level, sharingFor, expected) => {
    const owner = await tenant('owner');
    const uscc = newUscc();
    const id = await stateEntity(gateway(), {
      owner,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: uscc },
      sharing: sharingFor(await tenant('named')),
      names: [{ role: 'REGISTERED', name: '某公司' }],
      flags: [{}],
    });
    const seen: ViewerName[] = [];
    for (const name of ALL) {
      const viewer = await tenant(name);
      const answer = await ask(viewer, 'USCC', uscc);
      if (answer.entities.length > 0) seen.push(name);
      else expect(answer).toEqual({ entities: [], hasMore: false });
      expect(await exists(viewer, id)).toBe(answer.entities.length > 0);
    }
    expect(seen.sort()).toEqual([...expected].sort());
  });

  it('is not changed by hidden names, identifiers and flags, counts included', async () => {
    const [owner, rival, police] = [await tenant('owner'), await tenant('rival'), await tenant('police-city')];
    const uscc = newUscc();
    const anchor = { type: 'USCC' as const, value: uscc };
    const shown = {
      owner,
      kind: 'MERCHANT' as const,
      anchor,
      names: [{ role: 'REGISTERED' as const, name: '甲公司' }],
    };
    const id = await stateEntity(gateway(), { ...shown, flags: [{ severity: 'LOW' }] });
    const before = await ask(police, 'USCC', uscc);
    expect(before.entities).toMatchObject([{ id, flagCount: 1, highestSeverity: 'LOW' }]);
    await stateEntity(gateway(), {
      owner: rival,
      kind: 'MERCHANT',
      anchor,
      sharing: { level: 'OWNER' },
      identifiers: [{ type: 'PHONE', value: '13400134000' }],
      names: [{ role: 'SHOP', name: '密店' }],
      flags: [{ severity: 'CRITICAL' }, {}],
    });
    expect(await ask(police, 'USCC', uscc)).toEqual(before);
    const [own] = (await ask(rival, 'USCC', uscc)).entities;
    expect(own).toMatchObject({ id, flagCount: 2, highestSeverity: 'CRITICAL', names: [{ name: '密店' }] });
  });

  it('is not reached by an identifier that is hidden from the caller, though the entity is not', async () => {
    const [owner, police] = [await tenant('owner'), await tenant('police-city')];
    const anchor = { type: 'USCC' as const, value: newUscc() };
    const phone = '13300133000';
    const id = await stateEntity(gateway(), { owner, kind: 'MERCHANT', anchor });
    const identifiers = [{ type: 'PHONE' as const, value: phone }];
    await stateEntity(gateway(), { owner, kind: 'MERCHANT', anchor, identifiers, sharing: { level: 'OWNER' } });
    expect((await ask(owner, 'PHONE', phone)).entities.map((entity) => entity.id)).toEqual([id]);
    expect(await ask(police, 'PHONE', phone)).toEqual({ entities: [], hasMore: false });
    expect((await ask(police, 'USCC', anchor.value)).entities.map((entity) => entity.id)).toEqual([id]);
  });

  it('does not show a platform what another hid behind a common merchant', async () => {
    const [owner, rival] = [await tenant('owner'), await tenant('rival')];
    const anchor = { type: 'USCC' as const, value: newUscc() };
    await stateEntity(gateway(), { owner, kind: 'MERCHANT', anchor, flags: [{ severity: 'HIGH' }] });
    expect((await ask(rival, 'USCC', anchor.value)).entities).toEqual([]);
    await stateEntity(gateway(), { owner: rival, kind: 'MERCHANT', anchor, flags: [{ severity: 'LOW' }] });
    const [entity] = (await ask(rival, 'USCC', anchor.value)).entities;
    expect(entity?.flags).toEqual([{ severity: 'LOW', source: { code: 'rival' } }]);
  });

  it('has hidden entities in no count of more', async () => {
    const [owner, police] = [await tenant('owner'), await tenant('police-city')];
    const shop = [{ type: 'SHOP_ID' as const, value: 'owner:hidden-shop', role: 'LINKED' as const }];
    const listing = (n: number) => ({ type: 'LISTING_ID' as const, value: `hidden-${n}` });
    for (let n = 0; n < 51; n++) {
      const sharing = n < 2 ? ({ level: 'AGENCIES' } as const) : ({ level: 'OWNER' } as const);
      await stateEntity(gateway(), { owner, kind: 'LISTING', anchor: listing(n), identifiers: shop, sharing });
    }
    const seen = await ask(police, 'SHOP_ID', 'owner:hidden-shop');
    expect([seen.entities.length, seen.hasMore]).toEqual([2, false]);
    const own = await ask(owner, 'SHOP_ID', 'owner:hidden-shop');
    expect([own.entities.length, own.hasMore]).toEqual([50, true]);
  });

  it('gives the same answer for an entity that is hidden and for one that does not exist', async () => {
    const [owner, rival] = [await tenant('owner'), await tenant('rival')];
    const id = await stateEntity(gateway(), { owner, kind: 'MERCHANT', anchor: { type: 'USCC', value: newUscc() } });
    const query = 'query ($id: ID!) { entity(id: $id) { __typename ... on NotFound { code message field } } }';
    const missing = await rival.client.query(query, { id: '01900000-0000-7000-8000-000000000000' });
    expect(await rival.client.query(query, { id })).toEqual(missing);
    expect(await rival.client.query(query, { id: 'no id' })).toEqual(missing);
  });
});
