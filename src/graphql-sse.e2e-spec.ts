import { once } from 'node:events';
import { connect } from 'node:net';
import { type Client, createClient, type NetworkError } from 'graphql-sse';
import { publishEvents } from '../test/harness/events.js';
import { forge } from '../test/harness/forged-tokens.js';
import { describeOnEachProfile, eventually, TestGateway, type TestTenant } from '../test/harness/profiles.js';
import { answerOf } from '../test/harness/raw-requests.js';
import { SseListener } from '../test/harness/sse-listener.js';
import { OpenStreams } from './common/context/open-streams.js';
import { TenantsService } from './tenants/tenants.service.js';

const LIMIT = 8;

interface EventNode {
  readonly id: string;
  readonly subjectId: string;
  readonly cursor: string;
  readonly previousId: string | null;
}

interface Failure {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

const STREAM = `subscription ($after: String, $types: [String!]) {
  events(after: $after, types: $types) { id subjectId cursor previousId } }`;

interface ListenRequest {
  readonly url: string;
  readonly authorization: () => Promise<string>;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

/** Listens by the official client of graphql-sse and keeps what comes. */
class Listener {
  readonly heard: EventNode[] = [];
  readonly failures: Failure[] = [];
  readonly ended: Promise<'complete' | NetworkError>;
  private readonly client: Client;

  constructor({ url, authorization, query, variables }: ListenRequest) {
    this.client = createClient({
      url: `${url}/graphql/stream`,
      headers: async () => ({ authorization: await authorization() }),
      retryAttempts: 0,
      // The client leaves the body of a refusal unread, and with it the connection open.
      fetchFn: async (...request: Parameters<typeof fetch>) => {
        const response = await fetch(...request);
        return response.ok ? response : new Response(await response.text(), { status: response.status });
      },
    });
    this.ended = new Promise((resolve) => {
      this.client.subscribe<{ events: EventNode }>(
        { query, variables },
        {
          next: ({ data, errors }) => {
            if (data) this.heard.push(data.events);
            this.failures.push(...((errors ?? []) as readonly Failure[]));
          },
          error: (error) => resolve(error as NetworkError),
          complete: () => resolve('complete'),
        },
      );
    });
  }

  get subjects(): string[] {
    return this.heard.map(({ subjectId }) => subjectId);
  }

  async close(): Promise<void> {
    this.client.dispose();
    await this.ended;
  }
}

describeOnEachProfile(
  'subscriptions over graphql-sse',
  (gateway) => {
    let regulator: TestTenant;
    const listeners: { close(): Promise<void> }[] = [];

    const reader = (code: string) => gateway().tenant({ code, kind: 'PLATFORM' });
    const authorizationOf = (tenant: TestTenant) => async () => `Bearer ${await tenant.client.token()}`;
    const listenWith = (authorization: () => Promise<string>, query: string, variables = {}) => {
      const listener = new Listener({ url: gateway().url, authorization, query, variables });
      listeners.push(listener);
      return listener;
    };
    const listen = (tenant: TestTenant, variables: Record<string, unknown> = {}) =>
      listenWith(authorizationOf(tenant), STREAM, variables);
    const tell = (tenant: TestTenant, count = 1, data: Record<string, unknown> = {}) =>
      publishEvents(
        gateway(),
        { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
        Array.from({ length: count }, () => ({ data })),
      );
    const streams = () => gateway().app.get(OpenStreams);
    const isOpen = (tenant: TestTenant) => eventually('the stream is open', () => streams().of(tenant.code).length > 0);
    const hears = (listener: Listener, subjects: readonly string[]) =>
      eventually('the events', () => subjects.every((subject) => listener.subjects.includes(subject)));

    beforeAll(async () => {
      regulator = await gateway().tenant({ code: 'gsse-regulator', kind: 'MARKET_REGULATOR' });
    });

    afterEach(async () => {
      await Promise.all(listeners.splice(0).map((listener) => listener.close()));
      await eventually('all streams are gone', () => streams().count === 0);
    });

    it('brings each event live, and goes on after a cursor without loss or repetition', async () => {
      const tenant = await reader('gsse-live');
      const first = listen(tenant);
      await isOpen(tenant);
      const told = await tell(tenant, 4);
      await hears(first, told);
      expect(first.subjects).toEqual(told);
      const ids = first.heard.map(({ id }) => id);
      expect(first.heard.map(({ previousId }) => previousId).slice(1)).toEqual(ids.slice(0, -1));
      await first.close();
      const missed = await tell(tenant, 3);
      const second = listen(tenant, { after: first.heard[1]?.cursor });
      await hears(second, missed);
      const live = await tell(tenant, 2);
      await hears(second, live);
      expect(second.subjects).toEqual([...told.slice(2), ...missed, ...live]);
    });

    it('takes a cursor of the socket and of the log, and gives one that both take', async () => {
      const tenant = await reader('gsse-cursors');
      const told = await tell(tenant, 3);
      const log = await eventually('the log has all', async () => {
        const { events } = await tenant.client.query<{ events: { edges: { cursor: string; node: EventNode }[] } }>(
          '{ events(first: 3) { edges { cursor node { id subjectId cursor previousId } } } }',
        );
        return events.edges.length === 3 && events.edges.map(({ node }) => node);
      });
      const listener = listen(tenant, { after: log[0]?.cursor });
      await hears(listener, told.slice(1));
      const socket = tenant.client.socket();
      const overSocket: string[] = [];
      const variables = { after: listener.heard[0]?.cursor };
      for await (const { data } of socket.iterate<{ events: EventNode }>({ query: STREAM, variables })) {
        if (data) overSocket.push(data.events.subjectId);
        break;
      }
      await socket.dispose();
      expect(overSocket).toEqual([told[2]]);
    });

    it('leaves a stream incomplete when the gateway closes, so that its client comes back', async () => {
      const closing = await TestGateway.start(gateway().profile);
      const tenant = await closing.tenant({ code: 'gsse-closing', kind: 'PLATFORM' });
      const listener = new Listener({ url: closing.url, authorization: authorizationOf(tenant), query: STREAM });
      await eventually('it is open', () => closing.app.get(OpenStreams).count === 1);
      await closing.stop();
      expect(await listener.ended).not.toBe('complete');
      expect(listener.failures).toEqual([]);
    });

    it('ends within five seconds when the tenant behind it is suspended or its key is revoked, and says why', async () => {
      const [suspended, revoked] = [await reader('gsse-suspended'), await reader('gsse-revoked')];
      const open = [listen(suspended), listen(revoked)];
      await Promise.all([isOpen(suspended), isOpen(revoked)]);
      const tenants = gateway().app.get(TenantsService);
      await tenants.revokeKey({ system: 'test' }, revoked.code, String(revoked.privateJwk.kid));
      await tenants.setState({ system: 'test' }, suspended.code, 'SUSPENDED');
      for (const listener of open) {
        const failure = await eventually('it is told', () => listener.failures[0], 5_000);
        expect(failure.extensions).toMatchObject({ code: 'UNAUTHENTICATED', requestId: expect.any(String) });
        expect(await listener.ended).toBe('complete');
      }
      const again = await listen(revoked).ended;
      expect(again).toMatchObject({ response: { status: 401 } });
    });

    it('answers 401 to a wrong token before anything else', async () => {
      const tenant = await reader('gsse-wrong');
      const wrong = [
        async () => `Bearer ${forge(gateway(), tenant, { aud: 'another' })}`,
        async () => `Bearer ${await tenant.client.token()}x`,
        async () => '',
      ];
      for (const authorization of wrong) {
        expect(await listenWith(authorization, STREAM).ended).toMatchObject({ response: { status: 401 } });
      }
    });

    it.each<[string, string, Record<string, unknown>, string]>([
      ['a query', '{ me { code } }', {}, 'BAD_REQUEST'],
      [
        'a mutation',
        'mutation { revokeKey(input: { tenant: "x", keyId: "x" }) { __typename } }',
        {},
        'GRAPHQL_VALIDATION_FAILED',
      ],
      ['what cannot be parsed', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', 'subscription { events { nothing } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
      ['two root fields', 'subscription { events { id } more: events { id } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'too many aliases',
        `subscription { events { ${Array.from({ length: 21 }, (_, i) => `a${i}: id`).join(' ')} } }`,
        {},
        'QUERY_TOO_COMPLEX',
      ],
      ['too many tokens', `subscription { events { ${'id '.repeat(4_100)} } }`, {}, 'GRAPHQL_PARSE_FAILED'],
      ['a variable of the wrong type', STREAM, { types: 7.5 }, 'BAD_USER_INPUT'],
      ['an unknown type of event', STREAM, { types: ['sun.rises'] }, 'BAD_USER_INPUT'],
      ['a made-up cursor', STREAM, { after: 'MTA' }, 'BAD_USER_INPUT'],
      ['an empty cursor', STREAM, { after: '' }, 'BAD_USER_INPUT'],
    ])('refuses %s within the stream, with a code', async (_name, query, variables, code) => {
      const tenant = await reader('gsse-limits');
      const listener = listenWith(authorizationOf(tenant), query, variables);
      expect(await listener.ended).toBe('complete');
      expect(listener.failures[0]?.extensions.code).toBe(code);
      expect(listener.heard).toEqual([]);
    });

    it('asks for the scope of the subscription, and refuses a foreign cursor', async () => {
      const [tenant, stranger] = [await reader('gsse-scope'), await reader('gsse-stranger')];
      const listener = listenWith(async () => `Bearer ${await tenant.client.token(['reports:read'])}`, STREAM);
      expect(await listener.ended).toBe('complete');
      expect(listener.failures[0]?.extensions.code).toBe('FORBIDDEN');
      const { eventHead } = await tenant.client.query<{ eventHead: { cursor: string } }>('{ eventHead { cursor } }');
      const foreign = listen(stranger, { after: eventHead.cursor });
      expect(await foreign.ended).toBe('complete');
      expect(foreign.failures[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    });

    it('opens no more streams for a tenant than it may have, counted with its other streams', async () => {
      const tenant = await reader('gsse-many');
      for (let count = 0; count < LIMIT - 1; count++) listen(tenant);
      await eventually('they are open', () => streams().of(tenant.code).length === LIMIT - 1);
      const plain = new SseListener(tenant, `${gateway().url}/v1/events`);
      listeners.push(plain);
      await eventually('the last is open', () => streams().of(tenant.code).length === LIMIT);
      const listener = listen(tenant);
      expect(await listener.ended).toBe('complete');
      expect(listener.failures[0]?.extensions.code).toBe('TOO_MANY_STREAMS');
    });

    it.each<[string, number, Record<string, string>, string]>([
      ['a query that is a number', 400, {}, '{"query":7}'],
      ['variables that are a list', 400, {}, '{"query":"subscription { events { id } }","variables":[1]}'],
      ['no JSON', 400, {}, '{'],
      ['another form of the answer', 406, { accept: 'application/json' }, '{"query":"subscription { events { id } }"}'],
      ['a body that is too long', 413, {}, JSON.stringify({ query: 'x'.repeat(1_100_000) })],
    ])('refuses %s', async (_name, status, headers, body) => {
      const tenant = await reader('gsse-requests');
      const authorization = await authorizationOf(tenant)();
      const answer = await answerOf(
        await fetch(`${gateway().url}/graphql/stream`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization, ...headers },
          body,
        }),
      );
      expect(answer.status).toBe(status);
      expect(answer.text).not.toMatch(/stack|node_modules/);
    });

    it('cuts a client that takes nothing, which then goes on after its last cursor', async () => {
      const tenant = await reader('gsse-takes-nothing');
      const { eventHead } = await tenant.client.query<{ eventHead: { cursor: string } }>('{ eventHead { cursor } }');
      const { hostname, port } = new URL(gateway().url);
      const stuck = connect(Number(port), hostname);
      const hasClosed = new Promise<void>((resolve) =>
        stuck.once('close', () => resolve()).once('error', () => undefined),
      );
      await once(stuck, 'connect');
      const body = JSON.stringify({ query: 'subscription { events { subjectId data } }' });
      const head = [
        'POST /graphql/stream HTTP/1.1',
        'Host: x',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        `Authorization: ${await authorizationOf(tenant)()}`,
      ];
      stuck.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      stuck.pause();
      await isOpen(tenant);
      // More than the buffers of both ends hold.
      const told: string[] = [];
      for (let sent = 0; sent < 18; sent++) {
        told.push(...(await tell(tenant, 50, { filler: 'x'.repeat(20_000) })));
        if (streams().count === 0) break;
      }
      await eventually('it is cut', () => streams().count === 0, 20_000);
      stuck.resume();
      await hasClosed;
      const again = listen(tenant, { after: eventHead.cursor });
      await eventually('everything came', () => again.heard.length === told.length, 30_000);
      expect(again.subjects).toEqual(told);
    });
  },
  { LIAISON_STREAMS_PER_TENANT: String(LIMIT), LIAISON_STREAM_HEARTBEAT_MS: '200', LIAISON_STREAM_STALL_MS: '1000' },
);
