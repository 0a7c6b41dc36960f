import { stateEntities } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { graphqlRequest, wireAnswer } from '../../test/harness/wire-answer.js';

const MERCHANTS = Array.from({ length: 20 }, (_, index) => sampleUscc(900_000 + index));
const ITEMS = MERCHANTS.map((value) => ({ type: 'USCC', value }));
const BATCH = `query ($input: LookupBatchInput!) { lookupBatch(input: $input) {
  ... on LookupBatchAnswer { items { entities { blacklist { uscc state regulatorCode } } } } } }`;

interface Batch {
  readonly lookupBatch: {
    readonly items: { readonly entities: { readonly blacklist: { readonly uscc: string }[] }[] }[];
  };
}

interface Changed {
  readonly result: { readonly id: string; readonly version: number };
}

async function publish(regulator: TestTenant, uscc: string, sharing: string): Promise<void> {
  const changed = '... on BlacklistEntry { id version }';
  const proposal = {
    subjectName: '杭州某某网络科技有限公司',
    uscc,
    category: 'COUNTERFEIT',
    severity: 'HIGH',
    reason: 'Counterfeit goods.',
    legalBasis: 'E-Commerce Law art. 84',
  };
  const proposed = await regulator.client.mutate<Changed>(
    `mutation ($input: ProposeBlacklistEntryInput!) { result: proposeBlacklistEntry(input: $input) { ${changed} } }`,
    { input: proposal },
  );
  const { id, version } = proposed.result;
  await regulator.client.mutate(
    `mutation ($input: PublishBlacklistEntryInput!) { result: publishBlacklistEntry(input: $input) { ${changed} } }`,
    { input: { id, version, sharing } },
  );
}

describeOnEachProfile('the blacklist of an entity', (gateway) => {
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });

  beforeAll(async () => {
    const owner = await platform();
    const regulator = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    await stateEntities(
      gateway(),
      MERCHANTS.map((value) => ({ owner, kind: 'MERCHANT', anchor: { type: 'USCC', value } })),
    );
    await publish(regulator, MERCHANTS[3] ?? '', 'PUBLIC');
    await publish(regulator, MERCHANTS[5] ?? '', 'AGENCIES');
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
