import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { verifyWebhook } from '../../libs/signing/webhook-signature.js';
import { DEMO_TENANTS } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import { atVersion, type Entry, takeStep, tellProcedure } from './story-procedure.js';
import {
  CHECK_MERCHANT,
  CREATE_SUBSCRIPTION,
  DELETE_SUBSCRIPTION,
  EVENTS,
  FOLLOW_EVENTS,
  RECEIPTS,
} from './story-queries.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** A subscriber has a published entry within this time. */
const PUSH_LIMIT_MS = 1_000;
/** Waiting ends here all the same; a late arrival is told as late, not as lost. */
const GIVE_UP_MS = 15_000;

interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
  readonly receivedAtMs: number;
}

/** Where the story of an entry is told. */
interface Stage {
  readonly regulator: LiaisonClient;
  readonly receiver: WebhookReceiver;
  readonly streamed: readonly StreamedEvent[];
  readonly narrator: Narrator;
}

/** The regulator publishes an entry; three kinds of subscribers have it at once, and hear how it goes on. */
export async function tellPublication(cast: Cast, narrator: Narrator): Promise<void> {
  const receiver = await WebhookReceiver.start();
  const streamed: StreamedEvent[] = [];
  const socket = cast.platformB.socket();
  try {
    const { secret, subscription } = await tellSubscriptions(cast, receiver, narrator);
    const stopFollowing = await follow(socket, streamed);
    const cursor = await headCursor(cast.platformA);
    const decided = await tellProcedure(cast, narrator);
    const stage = { regulator: cast.regulator, receiver, streamed, narrator };
    const entry = await tellPublishing(stage, decided, secret);
    await tellAway(cast.platformA, cursor, entry, narrator);
    await tellAdmission(cast.platformB, entry, narrator);
    const corrected = await tellCorrecting(stage, entry);
    await tellRevoking(stage, corrected);
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
    eventTypes: ['blacklist.published', 'blacklist.corrected', 'blacklist.revoked'],
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

async function tellPublishing(stage: Stage, decided: Entry, secret: string): Promise<Entry> {
  const { regulator, receiver, streamed, narrator } = stage;
  narrator.step('It publishes the entry; within a second the subscribers have it.');
  const publishedAtMs = Date.now();
  const input = atVersion(decided);
  narrator.asks('hz-market', `publishBlacklistEntry(input: ${JSON.stringify(input)})`);
  const entry = await takeStep(regulator, 'publishBlacklistEntry', input);
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

/** A platform that is about to take the merchant in checks it first. */
async function tellAdmission(platform: LiaisonClient, entry: Entry, narrator: Narrator): Promise<void> {
  narrator.step('A platform that is to take the merchant in checks it first.');
  const { uscc } = sampleMerchant();
  narrator.asks(DEMO_TENANTS.platformB.code, `checkMerchant(input: { uscc: "${uscc}" })`);
  const { checkMerchant } = await platform.query<{ checkMerchant: { listed: readonly { id: string }[] } }>(
    CHECK_MERCHANT,
    { input: { uscc } },
  );
  narrator.answers(checkMerchant);
  narrator.equal(
    'listed now',
    checkMerchant.listed.map(({ id }) => id),
    [entry.id],
  );
}

interface Receipts {
  readonly blacklistReceipts: { readonly told: number; readonly takenIn: number } | null;
}

/** The regulator sees who has taken the correction in; a delivery is written down shortly after its answer. */
async function tellReceipts(regulator: LiaisonClient, { id }: Entry, narrator: Narrator): Promise<void> {
  narrator.asks('hz-market', `blacklistReceipts(entryId: "${id}")`);
  const endMs = Date.now() + GIVE_UP_MS;
  for (;;) {
    const { blacklistReceipts } = await regulator.query<Receipts>(RECEIPTS, { id });
    const hasAll = blacklistReceipts !== null && blacklistReceipts.takenIn === blacklistReceipts.told;
    if (hasAll || Date.now() > endMs) {
      narrator.answers(blacklistReceipts);
      narrator.check('whoever was told by webhook has taken the correction in', hasAll);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The party objects, and is right in part: everybody who was told of the entry is told of the correction. */
async function tellCorrecting({ regulator, receiver, streamed, narrator }: Stage, entry: Entry): Promise<Entry> {
  narrator.step('The party objects, the entry is corrected, and whoever was told of it is told of the correction.');
  const objection = '其中一次销售的商品并非假冒。';
  const objected = await takeStep(regulator, 'recordBlacklistObjection', { ...atVersion(entry), objection });
  narrator.equal('state', objected.state, 'OBJECTED');
  const input = { ...atVersion(objected), severity: 'MEDIUM', explanation: '一次认定有误，予以更正。' };
  narrator.asks('hz-market', `correctBlacklistEntry(input: ${JSON.stringify(input)})`);
  const corrected = await takeStep(regulator, 'correctBlacklistEntry', input);
  narrator.equal('state', corrected.state, 'PUBLISHED');
  await arrival('its webhook', () => receiver.received.find(({ body }) => body.includes('blacklist.corrected')));
  await arrival('its GraphQL event', () => streamed.find(({ type }) => type === 'blacklist.corrected'));
  narrator.check('webhook and GraphQL subscription have it', true);
  await tellReceipts(regulator, corrected, narrator);
  return corrected;
}

async function tellRevoking({ regulator, receiver, streamed, narrator }: Stage, entry: Entry): Promise<void> {
  narrator.step('A court revokes the entry, and the subscribers hear of that too.');
  const input = { ...atVersion(entry), ground: 'COURT_JUDGMENT', reason: '行政诉讼判决撤销列入决定。' };
  narrator.asks('hz-market', `revokeBlacklistEntry(input: ${JSON.stringify(input)})`);
  const revoked = await takeStep(regulator, 'revokeBlacklistEntry', input);
  narrator.equal('state', revoked.state, 'REVOKED');
  await arrival('its webhook', () => receiver.received.find(({ body }) => body.includes('blacklist.revoked')));
  await arrival('its GraphQL event', () => streamed.find(({ type }) => type === 'blacklist.revoked'));
  narrator.check('webhook and GraphQL subscription have it', true);
  const again = await takeStep(regulator, 'revokeBlacklistEntry', input);
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
