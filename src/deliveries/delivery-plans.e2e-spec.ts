import { planOf as explained, type PlanStep } from '../../test/harness/plans.js';
import { TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import { EventsRepository } from '../events/events.repository.js';
import { type Refill, RefillsRepository } from '../refills/refills.repository.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { ORDINARY } from './delivery.job.js';
import { RetentionRepository } from './retention.repository.js';
import { WorkRepository } from './work.repository.js';

const SUBSCRIPTIONS = 1_000;
const EVENTS = 20;

const refillOf = (subscriptionId: string): Refill => ({
  ...{ id: 'x', tenantId: 'x', subscriptionId, kind: 'REDRIVE', eventTypes: [], state: 'RUNNING' },
  ...{ sinceMs: 0, untilMs: 1, position: 0, moved: 0, createdAtMs: 1, finishedAtMs: null },
});

describe('deliveries over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  let tenant: TestTenant;
  const subscriptionIds = Array.from({ length: SUBSCRIPTIONS }, newId);
  const eventIds = Array.from({ length: EVENTS }, newId);
  const deliveryIds: string[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false' });
    tenant = await gateway.tenant({ code: 'plans', kind: 'PLATFORM' });
    await fill(gateway);
  });

  afterAll(() => gateway?.stop());

  async function fill({ database }: TestGateway): Promise<void> {
    const stamps = { createdAtMs: 1, updatedAtMs: 1, version: 1 };
    const secrets = { secret: 'x', previousSecret: null, previousSecretUntilMs: null };
    await database.insert(
      'subscription',
      subscriptionIds.map((id) => ({
        ...{ id, tenantId: tenant.id, name: 'x', channel: 'WEBHOOK', url: 'x', filter: '{}', lastSeq: EVENTS },
        ...{ state: 'ACTIVE', ...secrets, ...stamps },
      })),
    );
    await database.insert(
      'subscription_filter',
      subscriptionIds.map((subscriptionId, n) => ({ filterKey: String(n), subscriptionId })),
    );
    for (const [index, eventId] of eventIds.entries()) {
      const rows = subscriptionIds.map((subscriptionId) => ({
        ...{ id: newId(), subscriptionId, eventId, seq: index + 1, orderKey: eventId, attempts: 0, attemptsBefore: 0 },
        ...{ state: index < EVENTS / 2 ? 'DELIVERED' : 'PENDING', nextAttemptAtMs: index, createdAtMs: 1 },
        ...{ claimedBy: null, claimedUntilMs: 0, settledAtMs: null },
      }));
      deliveryIds.push(...rows.slice(0, 5).map(({ id }) => id));
      await database.insert('delivery', rows);
    }
    await database.select('ANALYZE TABLE delivery, subscription, subscription_filter, tenant');
  }

  async function planOf(ask: (explaining: Sql) => Promise<unknown>): Promise<PlanStep[]> {
    if (!gateway) throw new Error('the gateway did not start');
    return explained(gateway.database, ask);
  }

  const event = {
    type: 'blacklist.published',
    category: 'OTHER',
    severity: 'LOW',
    jurisdiction: '330106',
    entityKind: 'SHOP',
    platform: 'bazaar',
    listId: null,
  };
  const viewer = () => ({ tenantId: tenant.id, tenantKind: tenant.kind, jurisdiction: '330100' });

  it.each<[string, (sql: Sql) => Promise<unknown>, readonly string[]]>([
    [
      'deliveries to take in hand',
      (sql) => new WorkRepository(sql).waiting(deliveryIds, 1),
      ['PRIMARY', 'IX_delivery_order'],
    ],
    [
      'followers of settled ones',
      (sql) => new WorkRepository(sql).followers(deliveryIds),
      ['PRIMARY', 'UQ_delivery_seq', 'IX_delivery_order'],
    ],
    [
      'overdue deliveries',
      (sql) => new WorkRepository(sql).overdue(ORDINARY, 0, 1, undefined, 10),
      ['IX_delivery_due'],
    ],
    [
      'whose subscriptions they are',
      (sql) => new WorkRepository(sql).addressees(subscriptionIds.slice(0, 50)),
      ['PRIMARY'],
    ],
    [
      'subscriptions that want an event',
      (sql) => new SubscriptionsRepository(sql).wanting(event, { ownerId: 'x', level: 'PUBLIC' }),
      ['PRIMARY'],
    ],
    ['old deliveries', (sql) => new RetentionRepository(sql).oldDeliveries('', 1, 10), ['PRIMARY']],
    ['old events', (sql) => new RetentionRepository(sql).oldEvents('', 1, 10), ['PRIMARY', 'UQ_delivery_event']],
    ['the newest event without a place', (sql) => new EventsRepository(sql).newestWaiting(sql as Tx), ['UQ_event_seq']],
    [
      'dead letters to send again',
      (sql) => new RefillsRepository(sql).deadLetters(sql as Tx, refillOf(subscriptionIds[0] ?? ''), 10),
      [],
    ],
    [
      'what a subscription has of some events',
      (sql) => new RefillsRepository(sql).earlier(sql as Tx, subscriptionIds[0] ?? '', eventIds.slice(0, 2)),
      ['UQ_delivery_event'],
    ],
    ['orders that are not done', (sql) => new RefillsRepository(sql).running(10), ['IX_refill_state']],
    ['one delivery of the log', (sql) => new DeliveriesRepository(sql, viewer()).byId(deliveryIds[0] ?? ''), []],
  ])('finds %s by an index', async (_, ask, keys) => {
    const steps = await planOf(ask);
    expect(steps.filter(({ table, type }) => type === 'ALL' && table !== 't')).toEqual([]);
    for (const key of keys) expect(steps.map((step) => step.key)).toContain(key);
  });
});
