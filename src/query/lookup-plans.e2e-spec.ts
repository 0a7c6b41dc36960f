import { isLookupStatement, stateEntities } from '../../test/harness/entities.js';
import { TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { entitiesByKeys, entityWithEverything, type Statement, statementsAbout } from './lookup.statements.js';

const ROWS = 6_000;
const TABLES = ['entity', 'entity_identifier', 'entity_name', 'flag', 'sharing', 'sharing_member'];
const LOOKUP = `query ($input: LookupInput!) {
  lookup(input: $input) {
    ... on LookupAnswer { hasMore entities { names { name } identifiers { value } flags { source { code } category { code } } } }
  }
}`;

const BATCH = `query ($input: LookupBatchInput!) {
  lookupBatch(input: $input) { ... on LookupBatchAnswer { items { hasMore entities { id } } } }
}`;

interface PlanStep {
  table: string;
  type: string;
  key: string | null;
  Extra: string | null;
}

/** Held by every merchant below, and stated once more by each of many sharings of one shop. */
const BUSY_PHONE = '13800138000';
const REPEATS = 700;

describe('lookups over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  let police: TestTenant;
  let ids: string[] = [];
  let keys: string[] = [];

  const running = (): TestGateway => {
    if (!gateway) throw new Error('the gateway did not start');
    return gateway;
  };

  beforeAll(async () => {
    gateway = await TestGateway.start('servers');
    police = await gateway.tenant({ code: 'hz-police', kind: 'POLICE' });
    const owner = await gateway.tenant({ code: 'taoyun', kind: 'PLATFORM' });
    ids = await stateEntities(
      gateway,
      Array.from({ length: ROWS }, (_, n) => ({
        owner,
        kind: 'MERCHANT' as const,
        anchor: { type: 'USCC' as const, value: sampleUscc(n) },
        // A sharing row and member of its own for each, so that those tables are large too.
        sharing: { level: 'NAMED' as const, memberIds: [n % 2 ? newId() : police.id, newId()] },
        names: [{ role: 'REGISTERED' as const, name: `公司${n}` }],
        identifiers: [{ type: 'PHONE' as const, value: BUSY_PHONE, role: 'LINKED' as const }],
        flags: [{}],
      })),
    );
    await stateEntities(
      gateway,
      Array.from({ length: REPEATS }, () => ({
        owner,
        kind: 'MERCHANT' as const,
        anchor: { type: 'USCC' as const, value: sampleUscc(ROWS) },
        sharing: { level: 'NAMED' as const, memberIds: [police.id, newId()] },
        identifiers: [{ type: 'PHONE' as const, value: BUSY_PHONE }],
      })),
    );
    const { index } = gateway.app.get<Ciphers>(CIPHERS);
    keys = Array.from({ length: ROWS }, (_, n) => index.key('USCC', sampleUscc(n)));
    await gateway.database.select(`ANALYZE TABLE ${TABLES.join(', ')}`);
  });

  afterAll(async () => {
    await gateway?.stop();
  });

  const busyKey = () => running().app.get<Ciphers>(CIPHERS).index.key('PHONE', `+86${BUSY_PHONE}`);
  const viewer = () => ({ tenantId: police.id, tenantKind: 'POLICE', jurisdiction: '330100' }) as TenantContext;
  const everything = { names: true, identifiers: true, flags: true, evidence: true };

  it.each<[string, () => Statement]>([
    ['one identifier', () => entitiesByKeys(viewer(), keys.slice(0, 1), { rows: 256, withPersons: false })],
    ['a hundred identifiers', () => entitiesByKeys(viewer(), keys.slice(0, 100), { rows: 400, withPersons: true })],
    ['what is said of one entity', () => statementsAbout(viewer(), ids.slice(0, 1), everything)],
    ['what is said of a hundred entities', () => statementsAbout(viewer(), ids.slice(0, 100), everything)],
    ['one entity by id', () => entityWithEverything(viewer(), ids[0] ?? '', false)],
  ])('read %s by index', async (_name, statement) => {
    const { sql, parameters } = statement();
    const plan = await running().database.select<PlanStep>(`EXPLAIN ${sql}`, parameters);
    // <derived…> and <union…> are this statement's own few rows.
    const steps = plan.filter(({ table }) => table && !table.startsWith('<'));
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null)).toEqual([]);
  });

  it('take two statements each, and far fewer when many run at once', async () => {
    const ask = (n: number) =>
      police.client.query(LOOKUP, { input: { type: 'USCC', value: sampleUscc(n) } }) as Promise<{
        lookup: { entities: unknown[] };
      }>;
    // Once before, so that the tenants' names and the categories are at hand.
    await ask(0);
    const seen: string[] = [];
    running().database.observer = (statement) => {
      if (isLookupStatement(statement)) seen.push(statement);
    };
    expect((await ask(2)).lookup.entities).toHaveLength(1);
    expect(seen).toHaveLength(2);
    expect((await ask(3)).lookup.entities).toHaveLength(0);
    // Nothing was found, so there is nothing more to read.
    expect(seen).toHaveLength(3);
    seen.length = 0;
    const answers = await Promise.all(Array.from({ length: 64 }, (_, index) => ask(index)));
    expect(answers.map(({ lookup }) => lookup.entities.length)).toEqual(answers.map((_, index) => (index + 1) % 2));
    // One by one they would take 96: a statement each, and a second for every one that is found.
    expect(seen.length).toBeLessThan(96);
  });

  it('read no more of an identifier with thousands of rows than they show, the closest entity first', async () => {
    for (const asked of [[busyKey()], [busyKey(), ...keys.slice(0, 63)]]) {
      const { sql, parameters } = entitiesByKeys(viewer(), asked, { rows: 256, withPersons: false });
      const plan = await running().database.select<PlanStep>(`EXPLAIN ${sql}`, parameters);
      // The order asked for is the order of the index: the read stops at the limit.
      expect(plan.filter(({ Extra }) => /filesort|temporary/.test(Extra ?? ''))).toEqual([]);
      expect(plan.map(({ table, key }) => [table, key])).toEqual(
        ['i', 's', 'e', 'sm'].map((table) => [table, 'PRIMARY']),
      );
    }
    const seen: string[] = [];
    running().database.observer = (statement) => {
      if (statement.includes('FROM entity_identifier i JOIN sharing s') && statement.includes('LIMIT'))
        seen.push(statement);
    };
    const input = { type: 'PHONE', value: BUSY_PHONE, purpose: '核查', caseRef: '1' };
    const { lookup } = (await police.client.query(LOOKUP, { input })) as {
      lookup: { hasMore: boolean; entities: { identifiers: { value: string }[] }[] };
    };
    expect(lookup.entities).toHaveLength(50);
    expect(lookup.hasMore).toBe(true);
    expect(lookup.entities[0]?.identifiers.map(({ value }) => value)).toContain(sampleUscc(ROWS));
    // 700 statements of the one shop that holds the number, then those that are linked to it: 256 rows at a time.
    expect(seen).toHaveLength(3);
  });

  it('answer for every identifier of a batch beside one with thousands of rows', async () => {
    const items = [
      { type: 'PHONE', value: BUSY_PHONE },
      ...Array.from({ length: 40 }, (_, n) => ({ type: 'USCC', value: sampleUscc(n) })),
    ];
    const { lookupBatch } = (await police.client.query(BATCH, {
      input: { items, purpose: '核查', caseRef: '1' },
    })) as { lookupBatch: { items: { hasMore: boolean; entities: unknown[] }[] } };
    expect(lookupBatch.items.map(({ entities, hasMore }) => [entities.length, hasMore])).toEqual([
      [10, true],
      ...Array.from({ length: 40 }, (_, n) => [n % 2 ? 0 : 1, false]),
    ]);
  });
});
