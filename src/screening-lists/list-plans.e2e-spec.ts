import { TestGateway } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { Sql, SqlValue } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { ListHitsRepository } from './list-hits.repository.js';
import { ListItemsRepository } from './list-items.repository.js';
import { ListWatchRepository } from './watch/list-watch.repository.js';

const LISTS = 40;
const ITEMS_PER_LIST = 200;
const ENTITIES = 2_000;

interface PlanStep {
  readonly table: string;
  readonly type: string;
  readonly select_type: string;
  readonly key: string | null;
  readonly rows: string;
}

describe('screening lists over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  const listIds = Array.from({ length: LISTS }, newId);
  const itemIds = Array.from({ length: LISTS * ITEMS_PER_LIST }, newId);
  const entityIds = Array.from({ length: ENTITIES }, newId);
  const tenantId = newId();
  const viewer = { tenantId, tenantKind: 'PLATFORM', jurisdiction: '330100' } as const;

  const running = (): TestGateway => {
    if (!gateway) throw new Error('the gateway did not start');
    return gateway;
  };
  const [listId = ''] = listIds;
  const digest = (n: number) => String(n).padStart(43, 'k');

  beforeAll(async () => {
    gateway = await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false' });
    const { database } = gateway;
    await database.insert(
      'screening_list',
      listIds.map((id, n) => ({
        ...{ id, tenantId, name: 'x', state: n % 2 ? 'PAUSED' : 'WATCHING', least: 'REVIEW', purpose: null },
        ...{ caseRef: null, round: 1, itemCount: 1, dueItems: n < 2 ? 1 : 0, isDue: n < 2 ? 1 : 0, uploadId: null },
        ...{ createdAtMs: 1, updatedAtMs: 1, screenedAtMs: null, servedAtMs: n, version: 1 },
      })),
    );
    const listOf = (n: number) => listIds[n % LISTS] ?? '';
    await database.insert(
      'screening_list_item',
      itemIds.map((id, n) => ({
        ...{ id, listId: listOf(n), refKey: digest(n), content: 'x', digest: digest(n) },
        ...{ screenedRound: n % 10 === 0 ? 0 : 1, problem: null, uploadId: null, updatedAtMs: 1, version: 1 },
      })),
    );
    await database.insert(
      'screening_list_key',
      itemIds.map((itemId, n) => ({ lookupKey: digest(n % 3_000), itemId, listId: listOf(n) })),
    );
    await database.insert(
      'screening_list_hit',
      itemIds.map((itemId, n) => ({
        ...{ id: newId(), listId: listOf(n), itemId, entityId: entityIds[n % ENTITIES] ?? '', kind: 'MERCHANT' },
        ...{ score: 9_000, isIdentified: 1, queryKey: digest(n), revision: digest(n), alertedRevision: null },
        ...{ state: 'CURRENT', foundAtMs: n, changedAtMs: n, goneAtMs: null, version: 1 },
      })),
    );
    await database.insert(
      'sharing',
      [
        {
          id: 'public',
          ownerId: 'x',
          level: 'PUBLIC',
          kind: null,
          jurisdiction: null,
          createdAtMs: 1,
        },
      ],
      { onDuplicate: 'ignore' },
    );
    await database.insert(
      'entity_identifier',
      entityIds.map((entityId, n) => ({
        ...{ lookupKey: digest(n), role: 'ANCHOR', entityId, sharingId: 'public', tenantId: 'x', type: 'USCC' },
        ...{ value: 'x', masked: 'x', createdAtMs: 1 },
      })),
    );
    await database.insert(
      'entity_name',
      entityIds.map((entityId, n) => ({
        ...{ entityId, role: 'REGISTERED', nameKey: digest(n), sharingId: 'public', tenantId: 'x', name: 'x' },
        ...{ masked: null, createdAtMs: 1 },
      })),
    );
    await database.insert(
      'review',
      entityIds.map((entityId, n) => ({
        ...{ id: newId(), tenantId, queryKey: digest(n), entityId, verdict: 'SAME', note: null },
        ...{ revision: digest(n), reviewedBy: 'x', createdAtMs: 1 },
      })),
    );
    const tables = [
      'entity_name',
      'review',
      'screening_list',
      'screening_list_item',
      'screening_list_key',
      'screening_list_hit',
    ];
    for (const table of [...tables, 'entity_identifier']) await database.change(`ANALYZE TABLE ${table}`);
  });

  afterAll(() => gateway?.stop());

  /** How MariaDB runs the statements of some work. */
  async function plansOf(work: (sql: Sql) => Promise<unknown>): Promise<PlanStep[]> {
    const { database } = running();
    const steps: PlanStep[] = [];
    const recording: Sql = {
      select: async <Row>(text: string, values: readonly SqlValue[] = []) => {
        steps.push(...(await database.select<PlanStep>(`EXPLAIN ${text}`, values)));
        return database.select<Row>(text, values);
      },
      change: () => Promise.reject(new Error('nothing is to be changed here')),
      insert: () => Promise.reject(new Error('nothing is to be changed here')),
    };
    await work(recording);
    return steps;
  }

  const watch = (sql: Sql) => new ListWatchRepository(sql);
  const ids = entityIds.slice(0, 5);

  it.each<[string, (sql: Sql) => Promise<unknown>, Record<string, string>]>([
    ['the list whose turn it is', (sql) => watch(sql).nextDue(), { screening_list: 'IX_screening_list_due' }],
    ['due items', (sql) => watch(sql).dueItems(listId, 1, 50), { screening_list_item: 'IX_screening_list_item_due' }],
    [
      'items by the identifiers of entities',
      (sql) => watch(sql).byIdentifier(ids),
      { i: 'IX_entity_identifier_entity', k: 'PRIMARY' },
    ],
    ['items by name', (sql) => watch(sql).byName([digest(1), digest(2)]), { screening_list_key: 'PRIMARY' }],
    ['items by their hits', (sql) => watch(sql).byHit(ids), { screening_list_hit: 'IX_screening_list_hit_entity' }],
    [
      'the hits of items',
      (sql) => watch(sql).hitsOf(itemIds.slice(0, 5)),
      { screening_list_hit: 'UQ_screening_list_hit_pair' },
    ],
    ['items by id', (sql) => watch(sql).items(itemIds.slice(0, 5)), { screening_list_item: 'PRIMARY' }],
    [
      'a page of items',
      (sql) => new ListItemsRepository(sql, running().app.get<Ciphers>(CIPHERS)).page(listId, undefined, 20),
      { i: 'IX_screening_list_item_list' },
    ],
  ])('finds %s by index', async (_, work, keys) => {
    const steps = await plansOf(work);
    for (const [table, key] of Object.entries(keys)) {
      expect(steps).toEqual(expect.arrayContaining([expect.objectContaining({ table, key })]));
    }
    expect(steps.filter(({ type, rows }) => type === 'ALL' && Number(rows) > LISTS)).toEqual([]);
  });

  it('reads a page of hits through the policy without meeting those of other lists', async () => {
    const page = { after: undefined, limit: 20 };
    for (const filter of [{}, { since: new Date(100) }, { reviewed: false }, { decisions: ['MATCH' as const] }]) {
      const steps = await plansOf((sql) => new ListHitsRepository(sql, viewer).page(listId, filter, undefined, page));
      const hits = steps.find(({ table }) => table === 'h');
      expect(hits?.key).toMatch(/^IX_screening_list_hit_(list|changed)$/);
      expect(Number(hits?.rows)).toBeLessThan(ITEMS_PER_LIST * 2);
      const whole = steps.filter((step) => step.type === 'ALL' || step.select_type === 'MATERIALIZED');
      expect(whole.filter(({ table }) => ['h', 'i', 'x', 'r'].includes(table))).toEqual([]);
    }
  });
});
