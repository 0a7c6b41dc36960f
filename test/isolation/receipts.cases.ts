import { payloadDigest, signDeliveryReceipt } from '../../libs/signing/delivery-receipt.js';
import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { createSubscription } from '../harness/subscriptions.js';
import { type IsolationCases, type PagedCase, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

const BODY = '{"planted":true}';

/** A delivery of an event to a subscription of the receiver, as if it had been sent. */
async function delivered(world: World, receiver: TestTenant, eventId: string, orderKey: string): Promise<void> {
  const made = await createSubscription(receiver, {
    name: 'For the test',
    url: 'http://127.0.0.1:9/hook',
    eventTypes: ['report.completed'],
  });
  const { database, clock } = world.gateway;
  const nowMs = clock.now();
  const id = newId();
  await database.insert('delivery', [
    {
      ...{ id, subscriptionId: made.subscription?.id ?? '', eventId, seq: 1_000, orderKey, state: 'DELIVERED' },
      ...{ attempts: 1, attemptsBefore: 0, nextAttemptAtMs: nowMs, claimedUntilMs: 0 },
      ...{ createdAtMs: nowMs, settledAtMs: nowMs },
    },
  ]);
  await database.insert('delivery_attempt', [
    { deliveryId: id, n: 1, startedAtMs: nowMs, durationMs: 1, status: 204, payloadDigest: payloadDigest(BODY) },
  ]);
}

async function eventAbout(world: World, subjectId: string): Promise<string> {
  const [event] = await world.gateway.database.select<{ id: string }>('SELECT id FROM event WHERE subjectId = ?', [
    subjectId,
  ]);
  return event?.id ?? '';
}

/** An event that the owner published to two others, who have it. */
async function publication(world: World, owner: TestTenant): Promise<Planted> {
  const receivers = world.strangersTo(owner, 'subscriptions:write').slice(0, 2);
  const subjectId = await world.event({
    ownerId: owner.id,
    level: 'NAMED',
    memberIds: receivers.map(({ id }) => id),
  });
  const id = await eventAbout(world, subjectId);
  for (const receiver of receivers) await delivered(world, receiver, id, subjectId);
  return { id, mark: receivers[0]?.code ?? '' };
}

/** An event that the owner received. */
async function received(world: World, owner: TestTenant): Promise<Planted> {
  const subjectId = await world.event({ ownerId: owner.id, level: 'OWNER' });
  const id = await eventAbout(world, subjectId);
  await delivered(world, owner, id, subjectId);
  return { id, mark: 'DeliveryReceipt' };
}

/** The caller's own signed word that it has the planted body of an event. */
const receiptOf = ({ code: tenant, privateJwk }: TestTenant, eventId: string): Promise<string> =>
  signDeliveryReceipt(
    { tenant, eventId, payloadSha256: payloadDigest(BODY), receivedAt: '2026-01-02T03:04:05Z' },
    privateJwk,
  );

const page = (selection: string) =>
  `query ($id: ID!, $after: String) { publicationReceipts(eventId: $id, first: 1, after: $after) { ${selection} } }`;

const receivers: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: publication,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      'query ($id: ID!) { publicationReceipts(eventId: $id, first: 100) { edges { node { tenantCode state } } } }',
      { id },
    ),
};

const pages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: publication,
  cursor: async (_world, caller, { id }) => {
    const answer = await caller.client.query<{ publicationReceipts: { pageInfo: { endCursor: string } } }>(
      page('pageInfo { endCursor }'),
      { id },
    );
    return answer.publicationReceipts.pageInfo.endCursor;
  },
  askAfter: (world, caller, after, { id }) => world.ask(caller, page('edges { node { tenantCode } }'), { id, after }),
};

const handIn: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: received,
  ask: async (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: HandInReceiptInput!) { handInReceipt(input: $input) {
        __typename ... on DeliveryReceipt { eventId } ... on UserError { code message field } } }`,
      { input: { receipt: await receiptOf(caller, id) } },
    ),
};

export const RECEIPT_CASES: IsolationCases = {
  'Query publicationReceipts': [receivers, pages],
  'Mutation handInReceipt': [handIn],
};
