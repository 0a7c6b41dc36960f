import { forge } from '../test/harness/forged-tokens.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../test/harness/profiles.js';
import { answerOf, post, type RawAnswer, RawSocket } from '../test/harness/raw-requests.js';
import { MAX_OPERATIONS_PER_SOCKET, TRY_AGAIN_LATER } from './graphql-socket.js';

const codeOf = ({ body }: RawAnswer) => body.errors?.[0]?.extensions?.code;
const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');

/** Introspection nests without end, so it serves to try depth on: this is `levels` deep. */
const deep = (levels: number) =>
  `{ __type(name: "Event") { ${'ofType { '.repeat(levels - 2)} name ${'} '.repeat(levels - 2)} } }`;

/** Fragments that spread the next one twice: 2^levels selections in a few lines. */
const bomb = (levels: number, root: string, leaf: string) =>
  `${root} ${repeat(levels, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)} fragment f${levels} on Query { ${leaf} }`;

const TOO_COMPLEX: [string, string][] = [
  ['thirteen levels', deep(13)],
  ['aliases', `{ ${repeat(21, (i) => `a${i}: me { code }`)} }`],
  [
    'aliases in a fragment',
    `{ ...A ...B } fragment A on Query { ${repeat(11, (i) => `a${i}: me { code }`)} } fragment B on Query { ${repeat(11, (i) => `b${i}: me { code }`)} }`,
  ],
  [
    'aliases in a fragment that is used twice',
    `{ me { ...T } x: me { ...T } } fragment T on Tenant { ${repeat(10, (i) => `a${i}: code`)} }`,
  ],
  [
    'depth in fragments of fragments',
    `{ __type(name: "Event") { ...F0 } } ${repeat(11, (i) => `fragment F${i} on __Type { ofType { ...F${i + 1} } }`)} fragment F11 on __Type { name }`,
  ],
  [
    'depth in inline fragments',
    `{ __type(name: "Event") { ${'... on __Type { ofType { '.repeat(11)} name ${'} }'.repeat(11)} } }`,
  ],
  [
    'a page of pages',
    '{ events(first: 1000) { edges { node { id type occurredAt subjectType subjectId category } } } }',
  ],
  ['fragments that double twenty times', bomb(20, '{ ...f0 }', '__typename')],
  ['fragments that double two hundred times', bomb(200, '{ ...f0 }', '__typename')],
  ['fragments that double below an alias', bomb(60, '{ x: __typename ...f0 }', 'me { code }')],
];

const REFUSED: [string, unknown, string, number][] = [
  ...TOO_COMPLEX.map(([name, query]): [string, unknown, string, number] => [name, { query }, 'QUERY_TOO_COMPLEX', 400]),
  ['too many tokens', { query: `{ ${repeat(4_100, () => '__typename')} }` }, 'GRAPHQL_PARSE_FAILED', 400],
  [
    'a circular fragment',
    { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
    'GRAPHQL_VALIDATION_FAILED',
    400,
  ],
  ['a fragment that nobody defined', { query: '{ ...A }' }, 'GRAPHQL_VALIDATION_FAILED', 400],
  ['a batch', [{ query: '{ me { code } }' }, { query: '{ me { code } }' }], 'BAD_REQUEST', 400],
  ['an unknown field', { query: '{ me { cod } }' }, 'GRAPHQL_VALIDATION_FAILED', 400],
  [
    'an unknown operation name',
    { query: 'query A { me { code } }', operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
    400,
  ],
  [
    'no operation name among two',
    { query: 'query A { me { code } } query B { me { code } }' },
    'OPERATION_RESOLUTION_FAILURE',
    400,
  ],
  ['an empty document', { query: '' }, 'BAD_REQUEST', 400],
  [
    'a persisted query',
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    'PERSISTED_QUERY_NOT_FOUND',
    200,
  ],
  ['a query that is a number', { query: 7 }, 'BAD_REQUEST', 400],
  ['variables that are text', { query: '{ me { code } }', variables: 'x' }, 'BAD_REQUEST', 400],
  [
    'a variable of the wrong type',
    { query: 'query ($n: Int!) { events(first: $n) { edges { cursor } } }', variables: { n: 'x' } },
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a missing variable',
    { query: 'query ($n: Int!) { events(first: $n) { edges { cursor } } }' },
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a number beyond 32 bits',
    { query: '{ events(first: 4294967296) { edges { cursor } } }' },
    'GRAPHQL_VALIDATION_FAILED',
    400,
  ],
  ['a negative page', { query: '{ events(first: -1) { edges { cursor } } }' }, 'BAD_USER_INPUT', 200],
  ['an empty page', { query: '{ events(first: 0) { edges { cursor } } }' }, 'BAD_USER_INPUT', 200],
  ['a page of 101', { query: '{ events(first: 101) { edges { cursor } } }' }, 'BAD_USER_INPUT', 200],
  ['a made-up cursor', { query: '{ events(after: "MTA") { edges { cursor } } }' }, 'BAD_USER_INPUT', 200],
  ['an empty cursor', { query: '{ events(after: "") { edges { cursor } } }' }, 'BAD_USER_INPUT', 200],
];

describeOnEachProfile('limits of operations', (gateway) => {
  let police: TestTenant;
  const authorization = () => `Bearer ${forge(gateway(), police)}`;
  const ask = (payload: unknown, headers: Record<string, string> = {}) =>
    post(gateway().url, authorization(), payload, headers);

  const connected = async () => {
    const socket = new RawSocket(gateway().url);
    await socket.init(authorization());
    await socket.find(({ type }) => type === 'connection_ack');
    return socket;
  };

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  });

  it.each(REFUSED)('refuse %s', async (_name, payload, code, status) => {
    const answer = await ask(payload);
    expect(codeOf(answer)).toBe(code);
    expect(answer.status).toBe(status);
    expect(answer.body.data ?? null).toBeNull();
    expect(answer.text).not.toMatch(/stacktrace|node_modules/);
  });

  it.each(TOO_COMPLEX.filter(([, query]) => !query.includes('first:')))(
    'hold over a socket: %s',
    async (_name, query) => {
      const socket = await connected();
      const [error] = await socket.errorsOf('1', { query });
      expect(error?.extensions.code).toBe('QUERY_TOO_COMPLEX');
      socket.close();
    },
  );

  it('leave an ordinary operation alone', async () => {
    expect((await ask({ query: deep(12) })).status).toBe(200);
    const page = '{ events(first: 100) { edges { cursor node { id type subjectId } } pageInfo { hasNextPage } } }';
    expect((await ask({ query: page })).body.errors).toBeUndefined();
    expect((await ask({ query: `{ ${repeat(20, (i) => `a${i}: me { code }`)} }` })).body.errors).toBeUndefined();
  });

  it('reckon the cost with the variables and the defaults of the operation', async () => {
    const query =
      'query ($n: Int = 100) { events(first: $n) { edges { node { id } } } a: events(first: $n) { edges { node { id } } } }';
    expect((await ask({ query })).body.errors).toBeUndefined();
    expect(codeOf(await ask({ query, variables: { n: 1_000 } }))).toBe('QUERY_TOO_COMPLEX');
  });

  it.each([
    ['{', 'application/json'],
    ['', 'application/json'],
    ['null', 'application/json'],
    ['"x"', 'application/json'],
    ['{"query":"{ me { code } }"}', 'text/plain'],
    ['query={me{code}}', 'application/x-www-form-urlencoded'],
    ['{ me { code } }', 'application/graphql'],
    ['--x\r\n\r\n{}\r\n--x--', 'multipart/form-data; boundary=x'],
  ])('refuse the body %j of type %s', async (body, type) => {
    const answer = await ask(body, { 'content-type': type });
    expect([400, 415]).toContain(answer.status);
    expect(answer.body.data).toBeUndefined();
    expect(answer.text).not.toMatch(/stack|node_modules/);
  });

  it('refuse a query in the url that a foreign page could have sent', async () => {
    const url = `${gateway().url}/graphql?query=${encodeURIComponent('{ me { code } }')}`;
    const answer = await answerOf(await fetch(url, { headers: { authorization: authorization() } }));
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
  });

  it('refuse a change in the url', async () => {
    const query = 'mutation { publishBlacklistEntry(input: { id: "x", version: 1 }) { __typename } }';
    const url = `${gateway().url}/graphql?query=${encodeURIComponent(query)}`;
    const headers = { authorization: authorization(), 'apollo-require-preflight': '1' };
    const answer = await answerOf(await fetch(url, { headers }));
    expect(answer.status).toBe(405);
    expect(answer.body.data).toBeUndefined();
  });

  it('refuse a body of more than a mebibyte', async () => {
    const answer = await ask({ query: '{ me { code } }', variables: { x: 'x'.repeat(1_048_576) } });
    expect(answer.status).toBe(413);
  });

  it('refuse a subscription over HTTP', async () => {
    const answer = await ask({ query: 'subscription { events { id } }' });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe('BAD_REQUEST');
    expect(answer.body.data ?? null).toBeNull();
  });

  it('take no member of a prototype for an input', async () => {
    const payload =
      '{"query":"{ me { code } }","variables":{"__proto__":{"polluted":1}},"constructor":{"prototype":{"polluted":1}}}';
    const answer = await ask(payload);
    expect([200, 400]).toContain(answer.status);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    ['a query', '{ me { code } }', 'BAD_REQUEST'],
    ['a mutation', 'mutation { publishBlacklistEntry(input: { id: "x", version: 1 }) { __typename } }', 'BAD_REQUEST'],
    ['introspection', '{ __schema { queryType { name } } }', 'BAD_REQUEST'],
    ['broken syntax', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['two root fields', 'subscription { a: events { id } b: events { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown event type', 'subscription { events(types: ["no.such"]) { id } }', 'BAD_USER_INPUT'],
    ['a made-up cursor', 'subscription { events(after: "MTA") { id } }', 'BAD_USER_INPUT'],
  ])('refuse %s over a socket and leave it open', async (_name, query, code) => {
    const socket = await connected();
    const [error] = await socket.errorsOf('1', { query });
    expect(error?.extensions).toMatchObject({ code, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const [next] = await socket.errorsOf('2', { query: 'subscription { nothing }' });
    expect(next?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    socket.close();
  });

  it('refuse a variable of the wrong type over a socket', async () => {
    const socket = await connected();
    const query = 'subscription ($t: [String!]) { events(types: $t) { id } }';
    const [error] = await socket.errorsOf('1', { query, variables: { t: 7 } });
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
    socket.close();
  });

  it('refuse one operation too many on a socket', async () => {
    const socket = await connected();
    for (let id = 0; id < MAX_OPERATIONS_PER_SOCKET; id++) {
      await socket.send({ type: 'subscribe', id: String(id), payload: { query: 'subscription { events { id } }' } });
    }
    const [error] = await socket.errorsOf('last', { query: 'subscription { events { id } }' });
    expect(error?.extensions.code).toBe('TOO_MANY_OPERATIONS');
    socket.close();
  });

  it('close a socket that never says who it is', async () => {
    const socket = new RawSocket(gateway().url);
    expect((await socket.closed).code).toBe(4408);
  });

  it('close a socket that says so twice', async () => {
    const socket = await connected();
    await socket.init(authorization());
    expect((await socket.closed).code).toBe(4429);
  });
});

describeOnEachProfile(
  'the schema where it is not shown',
  (gateway) => {
    let police: TestTenant;
    beforeAll(async () => {
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    });
    const authorization = () => `Bearer ${forge(gateway(), police)}`;

    it.each(['{ __schema { queryType { name } } }', '{ __type(name: "Tenant") { name } }'])(
      'refuses %s',
      async (query) => {
        const answer = await post(gateway().url, authorization(), { query });
        expect(answer.status).toBe(400);
        expect(answer.body.data).toBeUndefined();
      },
    );

    it('suggests no names, over neither transport', async () => {
      const query = '{ me { cod } }';
      const answer = await post(gateway().url, authorization(), { query });
      expect(answer.text).toMatch(/Cannot query field/);
      expect(answer.text).not.toMatch(/Did you mean/);
      const socket = new RawSocket(gateway().url);
      await socket.init(authorization());
      await socket.find(({ type }) => type === 'connection_ack');
      const [error] = await socket.errorsOf('1', { query: 'subscription { event { id } }' });
      expect(error?.message).toMatch(/Cannot query field/);
      expect(error?.message).not.toMatch(/Did you mean/);
      socket.close();
    });
  },
  { NODE_ENV: 'production' },
);

describeOnEachProfile(
  'places for sockets',
  (gateway) => {
    const open = async (tenant: TestTenant) => {
      const socket = new RawSocket(gateway().url);
      await socket.init(`Bearer ${forge(gateway(), tenant)}`);
      return socket;
    };
    const acknowledged = async (tenant: TestTenant) => {
      const socket = await open(tenant);
      await socket.find(({ type }) => type === 'connection_ack');
      return socket;
    };
    /** A place is free again once the gateway has seen the socket close, which the client cannot tell. */
    const sooner = async (tenant: TestTenant) => {
      let socket: RawSocket | undefined;
      await eventually('there is a place', async () => {
        socket = await acknowledged(tenant).catch(() => undefined);
        return socket !== undefined;
      });
      return socket as RawSocket;
    };

    it('are bounded for each tenant and in all, and come free when a socket closes', async () => {
      const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      const market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
      const [first, second] = [await acknowledged(police), await acknowledged(police)];
      const third = await open(police);
      expect(await third.closed).toEqual({ code: TRY_AGAIN_LATER, reason: 'TOO_MANY_SOCKETS' });
      first.close();
      const again = await sooner(police);
      const theirs = await sooner(market);
      const stranger = new RawSocket(gateway().url);
      await expect(stranger.init('')).rejects.toThrow('503');
      theirs.close();
      for (const socket of [await sooner(market), again, second]) socket.close();
    });
  },
  { LIAISON_STREAMS_PER_TENANT: '2', LIAISON_STREAMS_TOTAL: '3' },
);
