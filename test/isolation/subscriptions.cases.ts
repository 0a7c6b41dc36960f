import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { type IsolationCases, type ListCase, open, type PagedCase, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

const ERRORS = '... on UserError { code message field }';

interface Created {
  readonly createSubscription: { readonly subscription: { readonly id: string } };
}

/** A subscription to events that no case makes, so that nothing is sent. */
async function subscription(_world: World, owner: TestTenant): Promise<Planted> {
  const { createSubscription } = await owner.client.mutate<Created>(
    `mutation ($input: CreateSubscriptionInput!) {
      createSubscription(input: $input) { ... on SubscriptionWithSecret { subscription { id } } } }`,
    { input: { name: 'For the test', url: 'http://127.0.0.1:9/hook', eventTypes: ['report.completed'] } },
  );
  const { id } = createSubscription.subscription;
  return { id, mark: id };
}

async function pausedSubscription(world: World, owner: TestTenant): Promise<Planted> {
  const planted = await subscription(world, owner);
  await changeSubscription('pauseSubscription', 1).ask(world, owner, planted.id);
  return planted;
}

/** A dead letter of a subscription of its own, reached by its id. */
async function deadLetter(world: World, owner: TestTenant): Promise<Planted & { subscriptionId: string }> {
  const { id: subscriptionId } = await pausedSubscription(world, owner);
  const subjectId = await world.event({ ownerId: owner.id, level: 'OWNER' });
  const [event] = await world.gateway.database.select<{ id: string }>('SELECT id FROM event WHERE subjectId = ?', [
    subjectId,
  ]);
  const id = newId();
  const nowMs = world.gateway.clock.now();
  await world.gateway.database.insert('delivery', [
    {
      id,
      subscriptionId,
      eventId: event?.id ?? '',
      seq: 1,
      orderKey: subjectId,
      state: 'DEAD',
      attempts: 1,
      attemptsBefore: 0,
      nextAttemptAtMs: nowMs,
      claimedUntilMs: 0,
      createdAtMs: nowMs,
      settledAtMs: nowMs,
    },
  ]);
  return { id, subscriptionId, mark: id };
}

/** The same, reached by the subscription. */
async function deadLetterOf(world: World, owner: TestTenant): Promise<Planted> {
  const { subscriptionId, mark } = await deadLetter(world, owner);
  return { id: subscriptionId, mark };
}

const changeSubscription = (field: string, version: number, plant: SingleCase['plant'] = subscription): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: SubscriptionAtVersionInput!) { ${field}(input: $input) {
        __typename ... on EventSubscription { id } ${ERRORS} } }`,
      { input: { id, version } },
    ),
});

const rotateSecret: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: subscription,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: RotateSubscriptionSecretInput!) { rotateSubscriptionSecret(input: $input) {
        __typename ... on SubscriptionWithSecret { subscription { id } } ${ERRORS} } }`,
      { input: { id, version: 1 } },
    ),
};

const page = (after: string, selection: string) => `query { subscriptions(first: 100${after}) { ${selection} } }`;

const subscriptions: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: subscription,
  ask: (world, caller) => world.ask(caller, page('', 'edges { node { id url } } pageInfo { hasNextPage }')),
};

const subscriptionPages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: subscription,
  cursor: async (_world, caller) => {
    const answer = await caller.client.query<{ subscriptions: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return answer.subscriptions.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

const deliveryPage = (selection: string) =>
  `query ($id: ID!, $after: String) { deliveries(subscriptionId: $id, first: 100, after: $after) { ${selection} } }`;

const deliveriesOf: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: deadLetterOf,
  ask: (world, caller, id) =>
    world.ask(caller, deliveryPage('edges { node { id eventId state } } pageInfo { hasNextPage }'), { id }),
};

const deliveryPages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: deadLetterOf,
  cursor: async (_world, caller, { id }) => {
    const answer = await caller.client.query<{ deliveries: { pageInfo: { endCursor: string } } }>(
      deliveryPage('pageInfo { endCursor }'),
      { id },
    );
    return answer.deliveries.pageInfo.endCursor;
  },
  askAfter: (world, caller, after, { id }) => world.ask(caller, deliveryPage('edges { node { id } }'), { id, after }),
};

const delivery: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: deadLetter,
  ask: (world, caller, id) => world.ask(caller, 'query ($id: ID!) { delivery(id: $id) { id eventId state } }', { id }),
};

const redeliver: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: deadLetter,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: RedeliverInput!) { redeliver(input: $input) {
        __typename ... on Delivery { id } ${ERRORS} } }`,
      { input: { id } },
    ),
};

const refillOf = (field: 'redriveDeliveries' | 'replaySubscription', input: Record<string, string>): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant: subscription,
  ask: (world, caller, subscriptionId) =>
    world.ask(
      caller,
      `mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) {
        __typename ... on Refill { id subscriptionId } ${ERRORS} } }`,
      { input: { subscriptionId, ...input } },
    ),
});

const refill: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => {
    const { id: subscriptionId } = await subscription(world, owner);
    const { redriveDeliveries } = await owner.client.mutate<{ redriveDeliveries: { id: string } }>(
      `mutation ($input: RedriveDeliveriesInput!) { redriveDeliveries(input: $input) { ... on Refill { id } } }`,
      { input: { subscriptionId } },
    );
    return { id: redriveDeliveries.id, mark: subscriptionId };
  },
  ask: (world, caller, id) =>
    world.ask(caller, 'query ($id: ID!) { refill(id: $id) { id subscriptionId state } }', { id }),
};

const ownSubscription: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: subscription,
  ask: (world, caller, id) => world.ask(caller, 'query ($id: ID!) { subscription(id: $id) { id url } }', { id }),
};

export const SUBSCRIPTION_CASES: IsolationCases = {
  'Query subscription': [ownSubscription],
  'Query subscriptions': [subscriptions, subscriptionPages],
  'Mutation createSubscription': open('it makes a row of its own and names no other'),
  'Mutation pauseSubscription': [changeSubscription('pauseSubscription', 1)],
  'Mutation resumeSubscription': [changeSubscription('resumeSubscription', 2, pausedSubscription)],
  'Mutation deleteSubscription': [changeSubscription('deleteSubscription', 1)],
  'Mutation rotateSubscriptionSecret': [rotateSecret],
  'Query delivery': [delivery],
  'Query deliveries': [deliveriesOf, deliveryPages],
  'Mutation redeliver': [redeliver],
  'Query refill': [refill],
  'Mutation redriveDeliveries': [refillOf('redriveDeliveries', {})],
  'Mutation replaySubscription': [refillOf('replaySubscription', { since: '2026-01-01T00:00:00Z' })],
};
