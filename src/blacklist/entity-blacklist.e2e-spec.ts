import { Regulator } from '../../test/harness/blacklist.js';
import { stateEntities } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { graphqlRequest, wireAnswer } from '../../test/harness/wire-answer.js';

const MERCHANTS = Array.from({ length: 20 }, (_, index) => sampleUscc(900_000 + index));
const UNKNOWN = sampleUscc(950_000);
const ITEMS = MERCHANTS.map((value) => ({ type: 'USCC', value }));
const BATCH = `query ($input: LookupBatchInput!) { lookupBatch(input: $input) {
  ... on LookupBatchAnswer { items { entities { blacklist { uscc state regulatorCode } } } } } }`;

interface Batch {
  readonly lookupBatch: {
    readonly items: { readonly entities: { readonly blacklist: { readonly uscc: string }[] }[] }[];
  };
}

describeOnEachProfile('the blacklist of an entity', (gateway) => {
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });

  beforeAll(async () => {
    const owner = await platform();
    const regulator = new Regulator(gateway(), await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
    await stateEntities(
      gateway(),
      MERCHANTS.map((value) => ({ owner, kind: 'MERCHANT', anchor: { type: 'USCC', value } })),
    );
    await regulator.published({ uscc: MERCHANTS[3] }, { sharing: 'PUBLIC' });
    await regulator.published({ uscc: MERCHANTS[5] }, { sharing: 'AGENCIES' });
  });

  const listedFor = async (tenant: TestTenant): Promise<number[]> => {
    const { lookupBatch } = await tenant.client.query<Batch>(BATCH, { input: { items: ITEMS } });
    const listed = lookupBatch.items.flatMap(({ entities }) => entities.flatMap(({ blacklist }) => blacklist));
    return listed.map(({ uscc }) => MERCHANTS.indexOf(uscc)).sort();
  };

  it('is shown beside what a lookup finds, hidden entries left out', async () => {
    expect(await listedFor(await police())).toEqual([3, 5]);
    expect(await listedFor(await platform())).toEqual([3]);
  });

  it('is found by the code of a merchant that nobody else has told of, until it is withdrawn', async () => {
    const regulator = new Regulator(gateway(), await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
    const [first, second] = [
      await regulator.published({ uscc: UNKNOWN }),
      await regulator.published({ uscc: UNKNOWN, category: 'OTHER' }),
    ];
    const lookUp = async (tenant: TestTenant) => {
      const query = `query ($input: LookupInput!) { lookup(input: $input) { ... on LookupAnswer {
        entities { kind names { name } blacklist { id } } } } }`;
      return (await tenant.client.query<{ lookup: unknown }>(query, { input: { type: 'USCC', value: UNKNOWN } }))
        .lookup;
    };
    const shown = (...entries: { id: string }[]) => ({
      entities: [
        {
          kind: 'MERCHANT',
          names: [{ name: '杭州某某网络科技有限公司' }],
          blacklist: entries.map(({ id }) => ({ id })),
        },
      ],
    });
    expect(await lookUp(await platform())).toEqual(shown(second, first));
    await regulator.next('withdrawBlacklistEntry', first);
    expect(await lookUp(await police())).toEqual(shown(second));
    await regulator.next('withdrawBlacklistEntry', second);
    expect(await lookUp(await police())).toEqual({ entities: [] });
  });

  it('is read with one statement, however many entities a lookup finds', async () => {
    const agency = await police();
    const statements: string[] = [];
    gateway().database.observer = (statement) => {
      if (statement.includes('blacklist_entry')) statements.push(statement);
    };
    await listedFor(agency);
    gateway().database.observer = undefined;
    expect(statements).toHaveLength(1);
  });

  it('needs its own scope', async () => {
    const request = graphqlRequest(BATCH, { input: { items: ITEMS } });
    const answer = await wireAnswer(gateway(), await police(), { ...request, scopes: ['entities:lookup'] });
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
