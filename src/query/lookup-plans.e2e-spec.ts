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
    ... on LookupAnswer { entities { names { name } identifiers { value } flags { source { code } category { code } } } }
  }
}`;

interface PlanStep {
  table: string;
  type: string;
  key: string | null;
}

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
        flags: [{}],
      })),
    );
    const { index } = gateway.app.get<Ciphers>(CIPHERS);
    keys = Array.from({ length: ROWS }, (_, n) => index.key('USCC', sampleUscc(n)));
    await gateway.database.select(`ANALYZE TABLE ${TABLES.join(', ')}`);
  });

  afterAll(async () => {
    await gateway?.stop();
  });

  const viewer = () => ({ tenantId: police.id, tenantKind: 'POLICE', jurisdiction: '330100' }) as TenantContext;
  const everything = { names: true, identifiers: true, flags: true, evidence: true };

  it.each<[string, () => Statement]>([
    ['one identifier', () => entitiesByKeys(viewer(), keys.slice(0, 1), { limit: 51, withPersons: false })],
    ['a hundred identifiers', () => entitiesByKeys(viewer(), keys.slice(0, 100), { limit: 51, withPersons: true })],
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
    expect(seen.length).toBeLessThan(64);
  });
});
