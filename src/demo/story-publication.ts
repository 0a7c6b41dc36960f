import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { verifyWebhook } from '../../libs/signing/webhook-signature.js';
import { DEMO_TENANTS } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import {
  CREATE_SUBSCRIPTION,
  DELETE_SUBSCRIPTION,
  EVENTS,
  FOLLOW_EVENTS,
  PROPOSE,
  PUBLISH,
  REVOKE,
} from './story-queries.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** A subscriber has a published entry within this time. */
const PUSH_LIMIT_MS = 1_000;
/** Waiting ends here all the same; a late arrival is told as late, not as lost. */
const GIVE_UP_MS = 15_000;

interface Entry {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
}

interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
  readonly receivedAtMs: number;
}

/** The regulator publishes an entry; three kinds of subscribers have it at once, and hear when it is revoked. */
export async function tellPublication(cast: Cast, narrator: Narrator): Promise<void> {
  const receiver = await WebhookReceiver.start();
  const streamed: StreamedEvent[] = [];
  const socket = cast.platformB.socket();
  try {
    const { secret, subscription } = await tellSubscriptions(cast, receiver, narrator);
    const stopFollowing = await follow(socket, streamed);
    const cursor = await headCursor(cast.platformA);
    const entry = await tellPublishing(cast.regulator, receiver, streamed, secret, narrator);
    await tellAway(cast.platformA, cursor, entry, narrator);
    await tellRevoking(cast.regulator, receiver, streamed, entry, narrator);
    stopFollowing();
    // The receiver goes with the story: a subscription left behind would be tried for days.
    await cast.police.mutate(DELETE_SUBSCRIPTION, { input: subscription });
  } finally {
    await socket.dispose();
    await receiver.stop();
  }
}

interface Subscribed {
  readonly secret: string;
  readonly subscription: { readonly id: string; readonly version: number };
}

async function tellSubscriptions({ police }: Cast, receiver: WebhookReceiver, narrator: Narrator): Promise<Subscribed> {
  narrator.step('The police subscribe a webhook, a platform follows by GraphQL subscription, another is away.');
  const input = {
    name: 'blacklist to the case system',
    url: receiver.url,
    eventTypes: ['blacklist.published', 'blacklist.revoked'],
  };
  narrator.asks('hz-police', `createSubscription(input: ${JSON.stringify(input)})`);
  const { createSubscription } = await police.mutate<{
    createSubscription: { secret: string; subscription: { id: string; state: string; version: number } };
  }>(CREATE_SUBSCRIPTION, { input });
  narrator.answers({ ...createSubscription, secret: 'whsec_… (shown once)' });
  narrator.equal('the subscription is', createSubscription.subscription?.state, 'ACTIVE');
  const { id, version } = createSubscription.subscription;
  return { secret: createSubscription.secret, subscription: { id, version } };
}

/** Follows the events and resolves once the socket is open, so that nothing is published too early. */
async function follow(socket: ReturnType<LiaisonClient['socket']>, streamed: StreamedEvent[]): Promise<() => void> {
  const connected = new Promise<void>((resolve) => {
    socket.on('connected', () => resolve());
  });
  const stop = socket.subscribe<{ events: Omit<StreamedEvent, 'receivedAtMs'> }>(
    { query: FOLLOW_EVENTS },
    {
      next: ({ data }) => {
        if (data) streamed.push({ ...data.events, receivedAtMs: Date.now() });
      },
      error: (error) => {
        throw new Error(`the GraphQL subscription failed: ${JSON.stringify(error)}`);
      },
      complete: () => undefined,
    },
  );
  await connected;
  // The server confirms a connection, not a subscription: leave it a moment to start following.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return stop;
}

async function headCursor(client: LiaisonClient): Promise<string | null> {
  let after: string | null = null;
  for (;;) {
    const page = await eventsAfter(client, after);
    after = page.pageInfo.endCursor ?? after;
    if (!page.pageInfo.hasNextPage) return after;
  }
}

interface EventPage {
  readonly edges: readonly { readonly node: { readonly type: string; readonly subjectId: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function eventsAfter(client: LiaisonClient, after: string | null): Promise<EventPage> {
  return (await client.query<{ events: EventPage }>(EVENTS, { after })).events;
}

async function tellPublishing(
  regulator: LiaisonClient,
  receiver: WebhookReceiver,
  streamed: readonly StreamedEvent[],
  secret: string,
  narrator: Narrator,
): Promise<Entry> {
  narrator.step(
    'The market regulator proposes and publishes a blacklist entry; within a second the subscribers have it.',
  );
  const merchant = sampleMerchant();
  const proposal = {
    subjectName: merchant.name,
    uscc: merchant.uscc,
    category: 'COUNTERFEIT',
    severity: 'HIGH',
    reason: '多次销售假冒注册商标的商品，经查证属实。',
    legalBasis: '《市场监督管理严重违法失信名单管理办法》第九条',
  };
  narrator.asks('hz-market', `proposeBlacklistEntry(input: ${JSON.stringify(proposal)})`);
  const proposed = (await regulator.mutate<{ proposeBlacklistEntry: Entry }>(PROPOSE, { input: proposal }))
    .proposeBlacklistEntry;
  narrator.answers(proposed);
  narrator.equal('state', proposed.state, 'PROPOSED');
  const publishedAtMs = Date.now();
  const input = { id: proposed.id, version: proposed.version };
  narrator.asks('hz-market', `publishBlacklistEntry(input: ${JSON.stringify(input)})`);
  const entry = (await regulator.mutate<{ publishBlacklistEntry: Entry }>(PUBLISH, { input })).publishBlacklistEntry;
  narrator.answers(entry);
  const hook = await arrival('the webhook', () => receiver.received.find(({ body }) => body.includes(entry.id)));
  narrator.say(`webhook after ${hook.receivedAtMs - publishedAtMs} ms:`);
  narrator.answers(hook.body);
  narrator.check('it came within a second', hook.receivedAtMs - publishedAtMs <= PUSH_LIMIT_MS);
  const verdict = verifyWebhook({
    headers: hook.headers,
    body: hook.body,
    secrets: [secret],
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  narrator.check('its Standard Webhooks signature is right', verdict.ok);
  const event = await arrival('the GraphQL event', () => streamed.find(({ subjectId }) => subjectId === entry.id));
  narrator.say(`GraphQL subscription after ${event.receivedAtMs - publishedAtMs} ms: ${event.type}`);
  narrator.check('it came within a second', event.receivedAtMs - publishedAtMs <= PUSH_LIMIT_MS);
  return entry;
}

async function tellAway(client: LiaisonClient, cursor: string | null, entry: Entry, narrator: Narrator): Promise<void> {
  narrator.step('Who was away asks for the events after its last cursor.');
  narrator.asks(DEMO_TENANTS.platformA.code, 'events(first: 100, after: "…")');
  const page = await eventsAfter(client, cursor);
  const missed = page.edges.map(({ node }) => node).filter(({ subjectId }) => subjectId === entry.id);
  narrator.answers(missed);
  narrator.equal(
    'missed events of the entry',
    missed.map(({ type }) => type),
    ['blacklist.published'],
  );
}

async function tellRevoking(
  regulator: LiaisonClient,
  receiver: WebhookReceiver,
  streamed: readonly StreamedEvent[],
  entry: Entry,
  narrator: Narrator,
): Promise<void> {
  narrator.step('The entry is revoked, and the subscribers hear of that too.');
  const input = { id: entry.id, version: entry.version, reason: '当事人申诉成立，依法撤销。' };
  narrator.asks('hz-market', `revokeBlacklistEntry(input: ${JSON.stringify(input)})`);
  const revoked = (await regulator.mutate<{ revokeBlacklistEntry: Entry }>(REVOKE, { input })).revokeBlacklistEntry;
  narrator.equal('state', revoked.state, 'REVOKED');
  await arrival('the second webhook', () => receiver.received.find(({ body }) => body.includes('blacklist.revoked')));
  await arrival('the second GraphQL event', () => streamed.find(({ type }) => type === 'blacklist.revoked'));
  narrator.check('webhook and GraphQL subscription have it', true);
  const again = (await regulator.mutate<{ revokeBlacklistEntry: Entry }>(REVOKE, { input })).revokeBlacklistEntry;
  narrator.answers(again);
  narrator.equal('revoking it once more is refused as', again.__typename, 'Conflict');
}

/** Waits for something to come in. @throws when it does not */
async function arrival<T>(what: string, look: () => T | undefined): Promise<T> {
  const endMs = Date.now() + GIVE_UP_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > endMs) throw new Error(`${what} did not arrive`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
