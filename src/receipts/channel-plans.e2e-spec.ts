import { TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { Sql } from '../common/persistence/sql.js';
import { PollRepository } from '../security-events/poll.repository.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { SubjectChoicesRepository } from '../subscriptions/subject-choices.js';
import { filterKeys, OPEN_FILTER } from '../subscriptions/subscription-filter.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { ReceiptsRepository } from './receipts.repository.js';

const SUBSCRIPTIONS = 1_000;
const EVENTS = 20;

interface PlanStep {
  readonly table: string;
  readonly type: string;
  readonly key: string | null;
}

describe('channels over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  let tenant: TestTenant;
  let publisher: TestTenant;
  let sharing: Sharing;
  const subscriptionIds = Array.from({ length: SUBSCRIPTIONS }, newId);
  const eventIds = Array.from({ length: EVENTS }, newId);
  const asked = {
    ...{ type: 'blacklist.published', category: 'OTHER', severity: 'LOW', jurisdiction: '330106' },
    ...{ entityKind: 'SHOP', platform: 'platform-7', listId: newId() },
  };

  beforeAll(async () => {
    gateway = await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false' });
    tenant = await gateway.tenant({ code: 'channel-plans', kind: 'PLATFORM' });
    publisher = await gateway.tenant({ code: 'channel-publisher', kind: 'MARKET_REGULATOR' });
    sharing = { ownerId: publisher.id, level: 'NAMED', memberIds: [tenant.id] };
    await fill(gateway);
  });

  afterAll(() => gateway?.stop());

  async function fill({ database, app, clock }: TestGateway): Promise<void> {
    const stamps = { createdAtMs: 1, updatedAtMs: 1, version: 1 };
    await database.insert(
      'subscription',
      subscriptionIds.map((id) => ({
        ...{ id, tenantId: tenant.id, name: 'x', channel: 'SET_POLL', url: '', filter: '{}', lastSeq: EVENTS },
        ...{ state: 'ACTIVE', secret: '', ...stamps },
      })),
    );
    const keys = subscriptionIds.flatMap((subscriptionId, n) =>
      filterKeys({ ...OPEN_FILTER, platforms: [`platform-${n % 200}`], severities: ['LOW', 'HIGH'] }).map(
        (filterKey) => ({
          filterKey,
          subscriptionId,
        }),
      ),
    );
    await database.insert('subscription_filter', keys);
    await database.insert(
      'subscription_subject',
      subscriptionIds.map((subscriptionId) => ({ subscriptionId, subjectId: newId(), isIncluded: 1 })),
    );
    const [sharingId = ''] = await database.transaction((tx) =>
      app.get(SharingRepository).ensure(tx, [sharing], clock.now()),
    );
    await database.insert(
      'event',
      eventIds.map((id, n) => ({
        ...{ id, seq: n + 1_000, type: 'blacklist.published', occurredAtMs: 1, tenantId: publisher.id, sharingId },
        ...{ subjectType: 'x', subjectId: id, orderKey: id, data: '{}' },
      })),
    );
    for (const [index, eventId] of eventIds.entries()) {
      const rows = subscriptionIds.map((subscriptionId) => ({
        ...{ id: newId(), subscriptionId, eventId, seq: index + 1, orderKey: eventId, attempts: 1, attemptsBefore: 0 },
        ...{ state: index < EVENTS / 2 ? 'DELIVERED' : 'PENDING', nextAttemptAtMs: index, createdAtMs: 1 },
        ...{ claimedUntilMs: 0 },
      }));
      await database.insert('delivery', rows);
      await database.insert(
        'delivery_attempt',
        rows.map(({ id }) => ({ deliveryId: id, n: 1, startedAtMs: 1, durationMs: 1, payloadDigest: 'x'.repeat(43) })),
      );
      await database.insert(
        'delivery_receipt',
        rows.map(({ id }) => ({
          ...{
            deliveryId: id,
            eventId,
            tenantId: tenant.id,
            keyId: 'k',
            signed: 's',
            receivedAtMs: 1,
            acceptedAtMs: 1,
          },
        })),
      );
    }
    await database.select(
      `ANALYZE TABLE delivery, delivery_attempt, delivery_receipt, event, subscription, subscription_filter,
         subscription_subject`,
    );
  }

  /** Asks a repository over a database that explains each statement before it answers it. */
  async function planOf(ask: (explaining: Sql) => Promise<unknown>): Promise<PlanStep[]> {
    const steps: PlanStep[] = [];
    const explaining = {
      select: async <Row>(statement: string, parameters: Parameters<Sql['select']>[1]): Promise<Row[]> => {
        if (!gateway) return [];
        steps.push(...(await gateway.database.select<PlanStep>(`EXPLAIN ${statement}`, parameters)));
        return gateway.database.select<Row>(statement, parameters);
      },
    };
    await ask(explaining as unknown as Sql);
    return steps.filter(({ table }) => table);
  }

  const viewer = () => ({ tenantId: publisher.id, tenantKind: publisher.kind, jurisdiction: '330100' });
  const ofPlatform = () => ({ ...viewer(), tenantKind: 'PLATFORM' as const });

  it.each<[string, (sql: Sql) => Promise<unknown>, readonly string[]]>([
    [
      'subscriptions that want an event of everybody',
      (sql) => new SubscriptionsRepository(sql).wanting(asked, { ownerId: 'x', level: 'PUBLIC' }),
      ['PRIMARY'],
    ],
    [
      'subscriptions of a few tenants that want an event',
      (sql) => new SubscriptionsRepository(sql).wanting(asked, sharing),
      ['IX_subscription_tenant', 'PRIMARY'],
    ],
    [
      'what is chosen about subjects',
      (sql) => new SubjectChoicesRepository(sql).about(eventIds),
      ['IX_subscription_subject_subject'],
    ],
    [
      'what a receiver may collect',
      (sql) => new PollRepository(sql).collectable(subscriptionIds[5] ?? '', 1, 10),
      ['IX_delivery_due', 'IX_delivery_order'],
    ],
    [
      'the delivery that a receipt is for',
      (sql) => new ReceiptsRepository(sql).deliveryOf(tenant.id, eventIds[0] ?? '', 'x'.repeat(43)),
      ['UQ_delivery_event'],
    ],
    [
      'the newest event of a subject',
      (sql) => new ReceiptsRepository(sql).newestOf(publisher.id, eventIds[0] ?? ''),
      ['IX_event_subject'],
    ],
    [
      'the receivers of an agency',
      (sql) => new ReceiptsRepository(sql).receivers(viewer(), eventIds[0] ?? '', '', 10),
      ['UQ_delivery_event'],
    ],
    [
      'the receivers that a platform named',
      (sql) => new ReceiptsRepository(sql).receivers(ofPlatform(), eventIds[0] ?? '', '', 10),
      ['UQ_delivery_event'],
    ],
  ])('finds %s by an index', async (_, ask, keys) => {
    const steps = await planOf(ask);
    expect(steps.filter(({ table, type }) => type === 'ALL' && !SMALL.includes(table))).toEqual([]);
    // Behind a bar stands an index that only narrows what the first one finds.
    const used = steps.map((step) => step.key?.split('|')[0]);
    for (const key of keys) expect(used).toContain(key);
  });
});

/** Tables of a handful of rows here, which the database rightly reads whole. */
const SMALL = ['t', 'tenant', 'sh', 'rm'];
