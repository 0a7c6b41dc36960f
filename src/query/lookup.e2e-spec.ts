import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { stateEntities, stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { statedContext } from './lookup-facts.js';
import { MAX_CASE_REF, MAX_PURPOSE } from './query.policy.js';

const LOOKUP = `query ($input: LookupInput!) {
  lookup(input: $input) {
    __typename
    ... on LookupAnswer {
      identifier { type value corrections { code } }
      hasMore
      entities { ...Seen }
    }
    ... on UserError { code field message }
  }
}
fragment Seen on Entity {
  id kind names { role name } identifiers { type role value } flagCount highestSeverity
  flags { id category { code labelEn labelZh } severity state measures source { code name kind } jurisdiction detectedAt reportId evidence }
}`;

const ENTITY = `query ($id: ID!, $purpose: String, $caseRef: String) {
  entity(id: $id, purpose: $purpose, caseRef: $caseRef) {
    __typename
    ... on Entity { id kind names { role name } identifiers { type role value } flagCount flags { id } }
    ... on UserError { code field }
  }
}`;

interface SeenFlag {
  id: string;
  category: { code: string; labelEn: string; labelZh: string };
  severity: string;
  measures: string[];
  source: { code: string; name: string; kind: string };
  reportId: string | null;
  evidence: string | null;
}

interface SeenEntity {
  id: string;
  kind: string;
  names: { role: string; name: string }[];
  identifiers: { type: string; role: string; value: string }[];
  flags: SeenFlag[];
  flagCount: number;
  highestSeverity: string | null;
}

interface Answer {
  __typename: string;
  identifier: { type: string; value: string; corrections: { code: string }[] };
  entities: SeenEntity[];
  hasMore: boolean;
  code?: string;
  field?: string;
  message?: string;
}

const WHY = { purpose: '核查线索', caseRef: '杭公立字〔2026〕1号' };

/** A caller's question as its client sends it. */
export async function ask(tenant: TestTenant, input: Record<string, unknown>): Promise<Answer> {
  return (await tenant.client.query<{ lookup: Answer }>(LOOKUP, { input })).lookup;
}

const entityOf = async (tenant: TestTenant, variables: Record<string, unknown>): Promise<SeenEntity & Answer> =>
  (await tenant.client.query<{ entity: SeenEntity & Answer }>(ENTITY, variables)).entity;

const police = (gateway: TestGateway) => gateway.tenant({ code: 'hz-police', kind: 'POLICE' });
const platform = (gateway: TestGateway, code = 'taoyun') => gateway.tenant({ code, kind: 'PLATFORM' });

describeOnEachProfile('lookup', (gateway) => {
  /** Every type: as the platform gave it, as somebody types it, and what the answer shows of it. */
  it.each<[IdentifierType, string, string, string]>([
    ['USCC', sampleUscc(7), sampleUscc(7).toLowerCase().replace('91330100', '９１３３ O1OO '), sampleUscc(7)],
    ['RESIDENT_ID', '11010519491231002X', '110105 19491231 002x', '110105**********2X'],
    ['PHONE', '13800138000', '+86 138-0013-8OOO', '+86138****8000'],
    ['BANK_CARD', '6222021234567890128', '6222 0212 3456 7890 128', '****0128'],
    ['SHOP_ID', '100200300', 'TAOYUN: 100200300', 'taoyun:100200300'],
    ['LISTING_ID', '600000000001', ' taoyun:600000000001 ', 'taoyun:600000000001'],
    ['ACCOUNT_ID', '2000000001', 'taoyun: 2000000001', 'taoyun:2***'],
    ['DOMAIN', 'fake-brand.example', 'HTTPS://Fake-Brand.example', 'fake-brand.example'],
    ['ICP', '浙ICP备12345678号-1', '浙icp备 12345678 号-1', '浙ICP备12345678号'],
    ['PAYMENT_ACCOUNT', 'alipay:13900139000', 'ＡＬＩＰＡＹ：13900139000', 'alipay:+86139****9000'],
    ['EMAIL', 'zhang.san@example.com', 'Zhang.San@EXAMPLE.com', 'z***@example.com'],
    ['ADDRESS', '浙江省杭州市西湖区文三路100号', '浙江省 杭州市 西湖区 文三路１００号', '浙江省杭州市***'],
  ])('finds %s however it is typed', async (type, given, typed, shown) => {
    const owner = await platform(gateway());
    const anchor = { type: 'SHOP_ID' as const, value: `typed-${type}` };
    const id = await stateEntity(gateway(), {
      owner,
      kind: 'MERCHANT',
      anchor,
      identifiers: [{ type, value: given }],
      flags: [{}],
    });
    const answer = await ask(await police(gateway()), { type, value: typed, ...WHY });
    expect(answer).toMatchObject({ __typename: 'LookupAnswer', identifier: { type, value: shown }, hasMore: false });
    expect(answer.identifier.corrections.length).toBeGreaterThan(0);
    expect(answer.entities.map((entity) => entity.id)).toEqual([id]);
    expect(answer.entities[0]?.identifiers).toContainEqual({ type, role: 'HELD', value: shown });
  });

  it('shows flags with category, severity, measures and source, the newest first', async () => {
    const owner = await platform(gateway());
    const uscc = sampleUscc(1);
    await stateEntity(gateway(), {
      owner,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: uscc },
      names: [
        { role: 'REGISTERED', name: '杭州某某贸易有限公司' },
        { role: 'LEGAL_REPRESENTATIVE', name: '欧阳娜娜' },
      ],
      flags: [
        { severity: 'CRITICAL', detectedAtMs: 1_000, evidence: '张三的仓库' },
        { category: 'FAKE_REVIEWS', severity: 'LOW', measures: ['SHOP_FROZEN'], detectedAtMs: 2_000 },
      ],
    });
    const [entity] = (await ask(await police(gateway()), { type: 'USCC', value: uscc })).entities;
    expect(entity).toMatchObject({
      kind: 'MERCHANT',
      names: [
        { role: 'REGISTERED', name: '杭州某某贸易有限公司' },
        { role: 'LEGAL_REPRESENTATIVE', name: '欧**' },
      ],
      identifiers: [{ type: 'USCC', role: 'ANCHOR', value: uscc }],
      flagCount: 2,
      highestSeverity: 'CRITICAL',
      flags: [
        {
          category: { code: 'FAKE_REVIEWS', labelEn: 'Malicious reviews or brushing', labelZh: '恶意评价、刷单炒信' },
          severity: 'LOW',
          state: 'ACTIVE',
          measures: ['SHOP_FROZEN'],
          source: { code: 'taoyun', name: 'Test taoyun', kind: 'PLATFORM' },
          jurisdiction: '330100',
          detectedAt: '1970-01-01T00:00:02.000Z',
          reportId: null,
          evidence: null,
        },
        { severity: 'CRITICAL', reportId: null, evidence: null },
      ],
    });
    const [own] = (await ask(owner, { type: 'USCC', value: uscc })).entities;
    expect(own?.flags.map(({ reportId, evidence }) => [reportId, evidence])).toEqual([
      ['test-report-taoyun', null],
      ['test-report-taoyun', '张三的仓库'],
    ]);
  });

  it('puts entities that the identifier anchors first, and says when there are more than fifty', async () => {
    const owner = await platform(gateway());
    const shop = { type: 'SHOP_ID' as const, value: 'busy-shop' };
    const listings = Array.from({ length: 60 }, (_, index) => ({
      owner,
      kind: 'LISTING' as const,
      anchor: { type: 'LISTING_ID' as const, value: `busy-${index}` },
      identifiers: [{ ...shop, role: 'LINKED' as const }],
    }));
    await stateEntities(gateway(), listings);
    const shopId = await stateEntity(gateway(), { owner, kind: 'SHOP', anchor: shop });
    const answer = await ask(await police(gateway()), { type: 'SHOP_ID', value: 'busy-shop', platform: 'taoyun' });
    expect(answer.entities).toHaveLength(50);
    expect(answer.hasMore).toBe(true);
    expect(answer.entities[0]?.id).toBe(shopId);
  });

  describe('asks for purpose and case', () => {
    it.each([
      [{}, 'input.purpose'],
      [{ purpose: WHY.purpose }, 'input.caseRef'],
      [{ caseRef: WHY.caseRef }, 'input.purpose'],
      [{ purpose: '  ', caseRef: WHY.caseRef }, 'input.purpose'],
    ])('of a personal identifier: %j', async (why, field) => {
      const asker = await police(gateway());
      // The same refusal for a value that nobody has, one that somebody has, and one that is none.
      for (const value of ['13800138000', '13700137000', 'nonsense']) {
        const answer = await ask(asker, { type: 'PHONE', value, ...why });
        expect(answer).toMatchObject({ __typename: 'PurposeRequired', code: 'PURPOSE_REQUIRED', field });
      }
    });

    it.each([
      [{ purpose: '长'.repeat(MAX_PURPOSE + 1), caseRef: '1' }, 'input.purpose'],
      [{ purpose: 'x', caseRef: '1'.repeat(MAX_CASE_REF + 1) }, 'input.caseRef'],
      [{ purpose: '\ud800', caseRef: '1' }, 'input.purpose'],
    ])('and refuses what is too long or no text at %#', async (why, field) => {
      const answer = await ask(await police(gateway()), { type: 'PHONE', value: '13800138000', ...why });
      expect(answer).toMatchObject({ __typename: 'InvalidInput', field });
    });

    it('of natural persons: they are left out of answers without', async () => {
      const owner = await platform(gateway());
      const linked = [{ type: 'SHOP_ID' as const, value: 'persons-shop', role: 'LINKED' as const }];
      const anchor = { type: 'ACCOUNT_ID' as const, value: 'person-1' };
      const names = [{ role: 'PERSON' as const, name: '张三' }];
      const id = await stateEntity(gateway(), { owner, kind: 'PERSON', anchor, identifiers: linked, names });
      const asker = await police(gateway());
      const question = { type: 'SHOP_ID', value: 'taoyun:persons-shop' };
      expect((await ask(asker, question)).entities).toEqual([]);
      expect((await ask(asker, { ...question, purpose: WHY.purpose })).entities).toEqual([]);
      const [person] = (await ask(asker, { ...question, ...WHY })).entities;
      expect(person).toMatchObject({ id, kind: 'PERSON', names: [{ role: 'PERSON', name: '张*' }] });
      expect(person?.identifiers).toContainEqual({ type: 'ACCOUNT_ID', role: 'ANCHOR', value: 'taoyun:p***' });
      expect(await entityOf(asker, { id })).toMatchObject({ __typename: 'NotFound', field: 'id' });
      expect(await entityOf(asker, { id, ...WHY })).toMatchObject({ __typename: 'Entity', id });
    });
  });

  it.each([
    ['USCC', '91330100MA27W1RQ1X', 'CHECKSUM', 'input.value'],
    ['USCC', '', 'EMPTY', 'input.value'],
    ['DOMAIN', 'x'.repeat(600), 'TOO_LONG', 'input.value'],
    ['SHOP_ID', '12345', 'PLATFORM', 'input.platform'],
  ])('refuses a wrong %s (%s) by field and reason', async (type, value, code, field) => {
    const answer = await ask(await police(gateway()), { type, value });
    expect(answer).toMatchObject({ __typename: 'InvalidInput', code, field });
    if (value) expect(answer.message).not.toContain(value);
  });

  it('reads the id of a platform that asks about its own without naming itself', async () => {
    const owner = await platform(gateway());
    const id = await stateEntity(gateway(), { owner, kind: 'SHOP', anchor: { type: 'SHOP_ID', value: 'mine-1' } });
    expect((await ask(owner, { type: 'SHOP_ID', value: 'mine-1' })).entities.map((entity) => entity.id)).toEqual([id]);
  });

  it('gives each of many callers at once their own answer', async () => {
    const owner = await platform(gateway());
    const asker = await police(gateway());
    const numbers = Array.from({ length: 60 }, (_, index) => 5_000 + index);
    const ids = await stateEntities(
      gateway(),
      numbers.map((n) => ({ owner, kind: 'MERCHANT', anchor: { type: 'USCC', value: sampleUscc(n) }, flags: [{}] })),
    );
    const answers = await Promise.all(
      numbers.map((n, index) => ask(index % 2 ? asker : owner, { type: 'USCC', value: sampleUscc(n) })),
    );
    expect(answers.map(({ entities }) => entities.map(({ id }) => id))).toEqual(ids.map((id) => [id]));
    const reports = answers.map(({ entities }) => entities[0]?.flags[0]?.reportId ?? null);
    expect(reports).toEqual(numbers.map((_, index) => (index % 2 ? null : 'test-report-taoyun')));
  });

  it('writes the ledger before it answers, with keys in place of values and the purpose sealed', async () => {
    const asker = await police(gateway());
    const answer = await ask(asker, { type: 'PHONE', value: '13600136000', ...WHY });
    expect(answer.entities).toEqual([]);
    const { index, fields } = gateway().app.get<Ciphers>(CIPHERS);
    const key = index.key('PHONE', '+8613600136000');
    const entries = await gateway().database.select<{ tenantId: string; detail: string; requestId: string }>(
      `SELECT tenantId, detail, requestId FROM ledger_entry WHERE action = 'entity.lookup' AND subjectId = ?`,
      [key],
    );
    expect(entries).toHaveLength(1);
    const { detail = '', requestId = '', tenantId } = entries[0] ?? {};
    expect(tenantId).toBe(asker.id);
    expect(detail).not.toMatch(/13600136000|核查|杭公/);
    const { purpose, caseRef, ...rest } = JSON.parse(detail);
    expect(rest).toEqual({ type: 'PHONE', hits: 0 });
    expect(fields.decrypt(purpose, statedContext('purpose', requestId))).toBe(WHY.purpose);
    expect(fields.decrypt(caseRef, statedContext('caseRef', requestId))).toBe(WHY.caseRef);
  });

  it('lists the flag categories for any tenant', async () => {
    const oversight = await gateway().tenant({ code: 'oversight', kind: 'OVERSIGHT' });
    const { flagCategories } = await oversight.client.query<{ flagCategories: SeenFlag['category'][] }>(
      '{ flagCategories { code labelEn labelZh } }',
    );
    expect(flagCategories).toHaveLength(10);
    expect(flagCategories).toContainEqual({ code: 'OTHER', labelEn: 'Other', labelZh: '其他' });
    await expect(ask(oversight, { type: 'USCC', value: sampleUscc(1) })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
