import { isLookupStatement, stateEntities, stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { KEY_PREFIX_LENGTH } from './lookup-facts.js';

const BATCH = `query ($input: LookupBatchInput!) {
  lookupBatch(input: $input) {
    __typename
    ... on LookupBatchAnswer {
      items {
        index hasMore identifier { type value } problem { code field }
        entities { id kind names { name } identifiers { value } flags { category { code } source { code } } flagCount }
      }
    }
    ... on UserError { code field }
  }
}`;

interface Item {
  index: number;
  hasMore: boolean;
  identifier: { type: string; value: string } | null;
  problem: { code: string; field: string } | null;
  entities: { id: string; flagCount: number }[];
}

const askBatch = async (tenant: TestTenant, items: unknown[], why: Record<string, unknown> = {}) =>
  (
    await tenant.client.query<{ lookupBatch: { __typename: string; items: Item[]; code?: string; field?: string } }>(
      BATCH,
      { input: { items, ...why } },
    )
  ).lookupBatch;

const byUscc = (n: number) => ({ type: 'USCC', value: sampleUscc(n) });

/** Statements of the lookups themselves: the ledger's are shared with whoever else is writing. */
async function statementsOf(gateway: TestGateway, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  gateway.database.observer = (statement) => {
    if (isLookupStatement(statement)) seen.push(statement);
  };
  await work().finally(() => {
    gateway.database.observer = undefined;
  });
  return seen;
}

describeOnEachProfile('batch lookup', (gateway) => {
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const platform = () => gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });

  it('answers item by item, and a bad one does not spoil the rest', async () => {
    const id = await stateEntity(gateway(), {
      owner: await platform(),
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: sampleUscc(1) },
      flags: [{}, {}],
    });
    const { items } = await askBatch(await police(), [
      byUscc(1),
      { type: 'USCC', value: '91330100MT0000011X' },
      byUscc(2),
      { type: 'PHONE', value: '13800138000' },
      { type: 'SHOP_ID', value: '1' },
      byUscc(1),
    ]);
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(items.map(({ entities }) => entities.map((entity) => [entity.id, entity.flagCount]))).toEqual([
      [[id, 2]],
      [],
      [],
      [],
      [],
      [[id, 2]],
    ]);
    expect(items.map(({ problem }) => problem)).toEqual([
      null,
      { code: 'CHECKSUM', field: 'input.items[1].value' },
      null,
      { code: 'PURPOSE_REQUIRED', field: 'input.purpose' },
      { code: 'PLATFORM', field: 'input.items[4].platform' },
      null,
    ]);
    expect(items[1]?.identifier).toBeNull();
    expect(items[2]?.identifier).toEqual({ type: 'USCC', value: sampleUscc(2) });
  });

  it('shows at most ten entities of an item', async () => {
    const owner = await platform();
    await stateEntities(
      gateway(),
      Array.from({ length: 12 }, (_, index) => ({
        owner,
        kind: 'MERCHANT' as const,
        anchor: { type: 'SHOP_ID' as const, value: `ring-${index}` },
        identifiers: [{ type: 'PHONE' as const, value: '13500135000' }],
      })),
    );
    const why = { purpose: '核查', caseRef: '1' };
    const { items } = await askBatch(await police(), [{ type: 'PHONE', value: '13500135000' }, byUscc(1)], why);
    expect(items.map(({ entities, hasMore }) => [entities.length, hasMore])).toEqual([
      [10, true],
      [1, false],
    ]);
  });

  it('takes a thousand identifiers with as many statements as one, and refuses one more', async () => {
    const owner = await platform();
    const asker = await police();
    const numbers = Array.from({ length: 1_000 }, (_, index) => 10_000 + index);
    const ids = await stateEntities(
      gateway(),
      numbers.map((n) => ({ owner, kind: 'MERCHANT', anchor: { type: 'USCC', value: sampleUscc(n) }, flags: [{}] })),
    );
    // Once before, so that both have the tenants' names and the categories at hand.
    await askBatch(asker, [byUscc(10_000)]);
    const forOne = await statementsOf(gateway(), () => askBatch(asker, [byUscc(10_000)]));
    let items: Item[] = [];
    const forAll = await statementsOf(gateway(), async () => {
      ({ items } = await askBatch(asker, numbers.map(byUscc)));
    });
    expect(items.map(({ entities }) => entities.map(({ id }) => id))).toEqual(ids.map((id) => [id]));
    expect(forAll).toHaveLength(forOne.length);
    expect(forOne).toHaveLength(2);
    const refused = await askBatch(asker, [...numbers, 1].map(byUscc));
    expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'input.items' });
    expect(await askBatch(asker, [])).toMatchObject({ __typename: 'InvalidInput', field: 'input.items' });
  });

  it('leaves one entry in the ledger, in which an auditor finds each identifier', async () => {
    const asker = await police();
    const numbers = Array.from({ length: 1_000 }, (_, index) => 50_000 + index);
    await askBatch(asker, numbers.map(byUscc), { purpose: '筛查'.repeat(250), caseRef: '案'.repeat(100) });
    const entries = await gateway().database.select<{ detail: string; subjectId: string }>(
      `SELECT detail, subjectId FROM ledger_entry WHERE action = 'entity.lookup-batch' ORDER BY id DESC LIMIT 1`,
    );
    const [{ detail, subjectId } = { detail: '', subjectId: '' }] = entries;
    expect(Buffer.byteLength(detail)).toBeLessThan(20_000);
    const { keyPrefixes, ...facts } = JSON.parse(detail) as { keyPrefixes: string };
    expect(facts).toMatchObject({ items: 1_000, unreadable: 0, keys: 1_000, hits: 0 });
    expect(subjectId).toMatch(/^[\w-]{43}$/);
    const prefixes = new Set(keyPrefixes.match(new RegExp(`.{${KEY_PREFIX_LENGTH}}`, 'g')));
    const { index } = gateway().app.get<Ciphers>(CIPHERS);
    const prefixOf = (n: number) => index.key('USCC', sampleUscc(n)).slice(0, KEY_PREFIX_LENGTH);
    expect(numbers.every((n) => prefixes.has(prefixOf(n)))).toBe(true);
    expect(prefixes.has(prefixOf(1))).toBe(false);
  });
});
