import { WebSocket } from 'ws';
import {
  LiaisonClient,
  type LiaisonRequestError,
  type StreamedEvent,
  type StreamState,
  type SubscribeOptions,
} from '../../libs/client/liaison-client.js';
import { TenantsService } from '../../src/tenants/tenants.service.js';
import { publishEvents } from '../harness/events.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../harness/profiles.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

/** A socket that tells which tokens were shown. */
class WatchedSocket extends WebSocket {
  static readonly tokens: string[] = [];

  override send(data: string): void {
    const { type, payload } = JSON.parse(data) as { type: string; payload?: { authorization?: string } };
    if (type === 'connection_init') WatchedSocket.tokens.push(String(payload?.authorization));
    super.send(data);
  }
}

/** What a network does that knows no WebSocket. */
class RefusedSocket extends WebSocket {
  constructor(_url: string, protocol: string) {
    super('ws://127.0.0.1:9', protocol);
  }
}

/** Takes one event out of a stream, as something in between might. */
const losing =
  (lost: () => string | undefined): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith('/graphql/stream') || !response.body) return response;
    const lossy = new TransformStream<string, string>({
      transform: (chunk, controller) => {
        const subject = lost();
        const isLost = (block: string) => subject !== undefined && block.includes(subject);
        controller.enqueue(
          chunk
            .split(/(?<=\n\n)/)
            .filter((block) => !isLost(block))
            .join(''),
        );
      },
    });
    const body = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(lossy);
    return new Response(body.pipeThrough(new TextEncoderStream()), { status: response.status });
  };

describeOnEachProfile('a subscription of the client', (gateway) => {
  let regulator: TestTenant;
  const subscriptions: Subscribed[] = [];

  class Subscribed {
    readonly handled: StreamedEvent[] = [];
    readonly states: StreamState[] = [];
    readonly subscription;

    constructor(client: LiaisonClient, options: Partial<SubscribeOptions> = {}) {
      this.subscription = client.subscribe({
        handle: (event) => void this.handled.push(event),
        onState: (state) => void this.states.push(state),
        retryMs: 5,
        pollMs: 20,
        ...options,
      });
      subscriptions.push(this);
    }

    get subjects(): string[] {
      return this.handled.map(({ subjectId }) => subjectId);
    }

    get transports(): string[] {
      return this.states.flatMap((state) => (state.kind === 'open' ? [state.transport] : []));
    }

    isOpen(times = 1): Promise<unknown> {
      return eventually('it is open', () => this.transports.length >= times);
    }

    hears(subjects: readonly string[]): Promise<unknown> {
      return eventually('all events', () => this.handled.length >= subjects.length, 20_000);
    }
  }

  const reader = (code: string) => gateway().tenant({ code, kind: 'PLATFORM' });
  const clientOf = (tenant: TestTenant, options: Partial<ConstructorParameters<typeof LiaisonClient>[0]> = {}) =>
    new LiaisonClient({
      url: gateway().url,
      credentials: tenant.credentials,
      now: () => gateway().clock.now(),
      webSocket: WatchedSocket,
      ...options,
    });
  const tell = (tenant: TestTenant, count = 1) =>
    publishEvents(
      gateway(),
      { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
      Array.from({ length: count }, () => ({})),
    );

  beforeAll(async () => {
    regulator = await gateway().tenant({ code: 'sdk-regulator', kind: 'MARKET_REGULATOR' });
  });

  afterEach(async () => {
    await Promise.all(subscriptions.splice(0).map(({ subscription }) => subscription.stop().catch(() => undefined)));
  });

  it.each(['socket', 'sse'] as const)(
    'goes on after the last handled event when its %s breaks off, with a token of its own for each connection',
    async (transport) => {
      const tenant = await reader(`sdk-breaks-${transport}`);
      const proxy = await TcpProxy.start(Number(new URL(gateway().url).port));
      WatchedSocket.tokens.length = 0;
      const kept: string[] = [];
      const subscribed = new Subscribed(clientOf(tenant, { url: `http://127.0.0.1:${proxy.port}` }), {
        transport,
        keepCursor: (cursor) => void kept.push(cursor),
      });
      await subscribed.isOpen();
      // Known before the first event: who is killed over that one gets it again.
      const [beginning] = kept;
      expect([kept.length, beginning]).toEqual([1, subscribed.subscription.cursor]);
      const told = await tell(tenant, 2);
      await subscribed.hears(told);
      for (const time of [2, 3]) {
        proxy.cut();
        told.push(...(await tell(tenant, 2)));
        await subscribed.isOpen(time);
        told.push(...(await tell(tenant, 1)));
        await subscribed.hears(told);
      }
      expect(subscribed.subjects).toEqual(told);
      expect(kept).toEqual([beginning, ...subscribed.handled.map(({ cursor }) => cursor)]);
      expect(subscribed.subscription.cursor).toBe(kept.at(-1));
      expect(new Set(WatchedSocket.tokens).size).toBe(transport === 'socket' ? 3 : 0);
      await subscribed.subscription.stop();
      await proxy.stop();
    },
  );

  it('begins where another left off, and hands an event over again when the handler failed', async () => {
    const tenant = await reader('sdk-fails');
    const first = new Subscribed(clientOf(tenant));
    await first.isOpen();
    const told = await tell(tenant, 3);
    await first.hears(told);
    await first.subscription.stop();
    const missed = await tell(tenant, 3);
    let failures = 0;
    const second: Subscribed = new Subscribed(clientOf(tenant), {
      after: first.handled[1]?.cursor,
      handle: async (event) => {
        if (event.subjectId === missed[1] && failures++ < 2) throw new Error('not today');
        second.handled.push(event);
      },
    });
    await second.hears([...told.slice(2), ...missed]);
    expect(second.subjects).toEqual([...told.slice(2), ...missed]);
    expect(second.states.filter(({ kind }) => kind === 'unhandled')).toHaveLength(2);
  });

  it('can be stopped before it has begun', async () => {
    const { subscription, states } = new Subscribed(clientOf(await reader('sdk-stops')));
    await subscription.stop();
    expect(states).toEqual([]);
  });

  it('falls back to server-sent events, then to asking, and loses nothing on the way', async () => {
    const tenant = await reader('sdk-falls-back');
    const bySse = new Subscribed(clientOf(tenant, { webSocket: RefusedSocket }));
    const noStreams: typeof fetch = async (input, init) =>
      String(input).endsWith('/graphql/stream') ? new Response('', { status: 502 }) : fetch(input, init);
    const byAsking = new Subscribed(clientOf(tenant, { webSocket: RefusedSocket, fetch: noStreams }));
    await Promise.all([bySse.isOpen(), byAsking.isOpen()]);
    const told = await tell(tenant, 4);
    await Promise.all([bySse.hears(told), byAsking.hears(told)]);
    expect([bySse.subjects, byAsking.subjects]).toEqual([told, told]);
    expect([bySse.transports, byAsking.transports]).toEqual([['sse'], ['poll']]);
  });

  it('sees that an event is missing, and fetches it before it goes on', async () => {
    const tenant = await reader('sdk-gap');
    let lost: string | undefined;
    const subscribed = new Subscribed(clientOf(tenant, { fetch: losing(() => lost) }), { transport: 'sse' });
    await subscribed.isOpen();
    const told = await tell(tenant, 1);
    await subscribed.hears(told);
    const missed = await tell(tenant, 1);
    lost = missed[0];
    told.push(...missed);
    await eventually('it went by', async () => {
      const { events } = await tenant.client.query({
        events: { $: { first: 10 }, edges: { node: { subjectId: true } } },
      });
      return events.edges.length === 2;
    });
    told.push(...(await tell(tenant, 1)));
    await subscribed.hears(told);
    expect(subscribed.subjects).toEqual(told);
    expect(subscribed.states.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  });

  it('ends with the refusal when the key behind it is revoked, the cursor is foreign, or the scope is missing', async () => {
    const [revoked, stranger] = [await reader('sdk-revoked'), await reader('sdk-stranger')];
    const open = new Subscribed(clientOf(revoked));
    await open.isOpen();
    const foreign = new Subscribed(clientOf(stranger), { after: open.subscription.cursor });
    await gateway().app.get(TenantsService).revokeKey({ system: 'test' }, revoked.code, String(revoked.privateJwk.kid));
    const unscoped = new Subscribed(
      clientOf(stranger, { credentials: { ...stranger.credentials, scopes: ['reports:read'] } }),
    );
    const codes = await Promise.all(
      [open, foreign, unscoped].map(({ subscription }) =>
        subscription.done.then(
          () => 'ended',
          (error: LiaisonRequestError) => error.code,
        ),
      ),
    );
    expect(codes).toEqual(['UNAUTHENTICATED', 'BAD_USER_INPUT', 'FORBIDDEN']);
  });
});
