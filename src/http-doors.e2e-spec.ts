import { once } from 'node:events';
import { connect } from 'node:net';
import { forge } from '../test/harness/forged-tokens.js';
import { describeOnEachProfile, TestGateway, type TestTenant } from '../test/harness/profiles.js';
import { answerOf, post, RawSocket } from '../test/harness/raw-requests.js';

const BODY = '{"query":"{ me { code } __schema { queryType { name } } }"}';

/** Sends bytes as they are and gives what comes back until the gateway closes, or until `enough` of it is there. */
async function exchange(url: string, bytes: string, enough?: RegExp): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let received = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (enough?.test(received)) resolve();
    });
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
  });
  socket.write(bytes, 'latin1');
  await done;
  socket.destroy();
  return received;
}

/** A request with an own request line and headers, which asks the gateway to close after it. */
const request = (line: string, headers: readonly string[] = [], body = BODY) =>
  [`${line} HTTP/1.1`, 'Host: liaison', 'Connection: close', 'Content-Type: application/json', ...headers]
    .concat(`Content-Length: ${Buffer.byteLength(body)}`, '', body)
    .join('\r\n');

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describeOnEachProfile('the doors of the gateway', (gateway) => {
  let police: TestTenant;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  });

  it.each([
    '/graphql',
    '/graphql?query={me{code}}',
    '/graphql#x',
    '/%67raphql',
    '/graph%71l',
    '/%2567raphql',
    '/graphql/',
    '//graphql',
    '/GRAPHQL',
    '/./graphql',
    '/x/../graphql',
    '/graphql;x=1',
    '/graphql%00',
    '/graphql%2f',
    '/graphql\\',
    '\\graphql',
    'http://liaison/graphql',
    'http://liaison/%67raphql',
    '*',
    '/v1/reports',
    '/%76%31/reports',
    '/v1/report%73?format=ndjson',
    '//v1/reports',
    '/v1/reports/0192f0c1-0000-7000-8000-000000000000',
  ])('gives nothing without a token to %s', async (target) => {
    for (const method of ['POST', 'GET', 'HEAD', 'PUT', 'OPTIONS', 'QUERY']) {
      const answer = await exchange(gateway().url, request(`${method} ${target}`));
      expect([400, 401, 404, 405, 501]).toContain(statusOf(answer));
      expect(answer).not.toMatch(/queryType|hz-police|"data"/);
    }
  });

  it.each([
    ['Upgrade: websocket'],
    ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
    ['X-Original-URL: /health/live'],
    ['X-HTTP-Method-Override: GET'],
    ['X-Forwarded-For: 127.0.0.1'],
    ['Authorization: Bearer x', 'Authorization: Bearer y'],
  ])('is not opened by the header %s', async (...headers) => {
    const answer = await exchange(gateway().url, request('POST /graphql', headers));
    expect(statusOf(answer)).toBe(401);
    expect(answer).not.toMatch(/queryType/);
  });

  it('serves each request of a pipeline by its own token', async () => {
    const authorization = `Authorization: Bearer ${forge(gateway(), police)}`;
    const body = '{"query":"{ me { code } }"}';
    const first = request('POST /graphql', [authorization], body).replace('Connection: close\r\n', '');
    const second = request('POST /graphql', [], body).replace('Connection: close\r\n', '');
    const answer = await exchange(gateway().url, `${first}${second}${first}`, /401[\s\S]*UNAUTHENTICATED/);
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
    expect(answer.match(/"hz-police"/g)).toHaveLength(1);
  });

  it('does not wait for the body of a stranger', async () => {
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: liaison',
      'Content-Type: application/json',
      'Content-Length: 900000',
    ];
    expect(statusOf(await exchange(gateway().url, `${head.join('\r\n')}\r\n\r\n{`))).toBe(401);
  });

  it.each(['/%E0%A4%A', '/graphql%', '/v1/reports/%zz'])('says of %s only that it cannot be read', async (path) => {
    const answer = await exchange(gateway().url, request(`GET ${path}`));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('content-type: application/problem+json');
    expect(answer).toMatch(
      /"code":"BAD_REQUEST","detail":"The path of the request cannot be read\.","requestId":"[0-9a-f-]{36}"/,
    );
  });

  it('refuses variables that are nested without end, as the fault of the caller', async () => {
    const variables = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const body = `{"query":"{ me { code } }","variables":${variables}}`;
    const answer = await post(gateway().url, `Bearer ${forge(gateway(), police)}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each([
    ['two lengths', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd'],
    [
      'length and chunks',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a space before the colon', 'POST /graphql HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['a header with a null byte', 'POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \0\r\n\r\n'],
    ['headers of 64 KiB', `POST /graphql HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`],
  ])('refuses an ambiguous request: %s', async (_name, bytes) => {
    expect([400, 401, 431]).toContain(statusOf(await exchange(gateway().url, bytes, /^HTTP\/1\.1 \d{3}/)));
  });

  it.each(['Bearer \u00e4\u00f6\u00fc.a.b', 'Bearer \u00a0', 'Bearer a\u00adb.c.d'])(
    'takes no bytes beyond ASCII for a token: %j',
    async (value) => {
      const answer = await exchange(gateway().url, request('POST /graphql', [`Authorization: ${value}`]));
      expect(statusOf(answer)).toBe(401);
    },
  );

  it.each(['/', '/graphqlx', '/health/live', '/graphql/x', '/%67raphql'])('closes a websocket to %s', async (path) => {
    const handshake = [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const bytes = request(`GET ${path}`, handshake, '').replace('Connection: close', 'Connection: Upgrade');
    expect(statusOf(await exchange(gateway().url, bytes))).toBe(404);
  });

  it('closes a socket that sends more than a request may hold', async () => {
    const socket = new RawSocket(gateway().url);
    await socket.send({ type: 'connection_init', payload: { authorization: 'x'.repeat(1_100_000) } });
    expect((await socket.closed).code).toBe(1009);
  });

  it.each([
    'not json',
    '[]',
    'null',
    '{"type":"hello"}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ me { code } }"}}',
  ])('closes a socket that begins with %s', async (message) => {
    const socket = new RawSocket(gateway().url);
    await socket.send(message);
    expect([4400, 4401]).toContain((await socket.closed).code);
  });

  it('takes over a decent request id and no other', async () => {
    const idOf = async (id: string) =>
      (await post(gateway().url, undefined, '{}', { 'x-request-id': id })).headers.get('x-request-id');
    expect(await idOf('case-2026_0042')).toBe('case-2026_0042');
    for (const hostile of ['short', '<script>alert(1)</script>', 'a'.repeat(65), '{"a":1}', '../../etc/passwd']) {
      expect(await idOf(hostile)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describeOnEachProfile('a gateway that lost a table', (gateway) => {
  let police: TestTenant;
  let before: string;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const { eventHead } = await police.client.query<{ eventHead: { cursor: string } }>('{ eventHead { cursor } }');
    before = eventHead.cursor;
  });

  const authorization = () => `Bearer ${forge(gateway(), police)}`;
  const secrets = /SELECT|no such table|doesn't exist|sqlite|mysql|stack|node_modules|\.ts\b/i;

  it('shows only a request id for what it cannot do', async () => {
    await gateway().database.change('DROP TABLE event');
    const answer = await post(gateway().url, authorization(), { query: '{ events { edges { cursor } } }' });
    expect(answer.body.errors).toEqual([
      {
        message: 'Something went wrong on our side. Quote the request id.',
        path: ['events'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: answer.headers.get('x-request-id') },
      },
    ]);
    expect(answer.text).not.toMatch(secrets);
  });

  it('shows no more of it over a socket', async () => {
    const socket = new RawSocket(gateway().url);
    await socket.init(authorization());
    await socket.find(({ type }) => type === 'connection_ack');
    const query = 'subscription ($after: String) { events(after: $after) { id } }';
    const [error] = await socket.errorsOf('1', { query, variables: { after: before } });
    expect(error?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(error)).not.toMatch(secrets);
    socket.close();
  });

  it('shows no more of it when not even the caller can be looked up', async () => {
    await gateway().database.change('DROP TABLE tenant_key');
    gateway().clock.move(10_000);
    const answer = await post(gateway().url, authorization(), { query: '{ me { code } }' });
    expect(answer.status).toBe(500);
    expect(answer.text).toMatch(/INTERNAL_SERVER_ERROR/);
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    expect(answer.text).not.toMatch(secrets);
    const socket = new RawSocket(gateway().url);
    await socket.init(authorization());
    expect(await socket.closed).toEqual({ code: 4500, reason: 'INTERNAL_SERVER_ERROR' });
  });
});

describe('a public answer', () => {
  it('is given without a token where a route says so, and tells little', async () => {
    const gateway = await TestGateway.start('embedded');
    try {
      const answer = await answerOf(await fetch(`${gateway.url}/health/live`));
      expect([answer.status, answer.text]).toEqual([200, '{"status":"ok"}']);
    } finally {
      await gateway.stop();
    }
  });
});
