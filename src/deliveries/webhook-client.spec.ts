import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EndpointGuard } from './endpoint-guard.js';
import { WebhookClient } from './webhook-client.js';

const MESSAGE = { headers: { 'webhook-id': 'a', 'content-type': 'application/json' }, body: '{"a":1}' };

describe('WebhookClient', () => {
  let server: Server;
  let answer: RequestListener;
  let requests: { readonly url: string | undefined; readonly body: string }[];
  let clients: WebhookClient[];

  const clientOver = (guard: EndpointGuard, timeoutMs = 2_000) => {
    const client = new WebhookClient(guard, { timeoutMs });
    clients.push(client);
    return client;
  };
  const origin = (host = '127.0.0.1') => `http://${host}:${(server.address() as AddressInfo).port}`;
  const post = (client: WebhookClient, host?: string) =>
    client.post({ origin: origin(host), path: '/hook?a=1' }, MESSAGE, 0);
  const open = (timeoutMs?: number) => clientOver(new EndpointGuard(true), timeoutMs);

  beforeEach(async () => {
    requests = [];
    clients = [];
    answer = (_request, response) => response.writeHead(204).end();
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      requests.push({ url: request.url, body });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('posts the body as it was signed and gives the status', async () => {
    expect(await post(open())).toEqual({ kind: 'ANSWERED', status: 204, retryAfterMs: undefined });
    expect(requests).toEqual([{ url: '/hook?a=1', body: '{"a":1}' }]);
  });

  it('does not follow a redirect', async () => {
    answer = (_request, response) => response.writeHead(307, { location: `${origin()}/elsewhere` }).end();
    expect(await post(open())).toMatchObject({ status: 307 });
    expect(requests).toHaveLength(1);
  });

  it('gives what Retry-After asks for', async () => {
    answer = (_request, response) => response.writeHead(429, { 'retry-after': '7' }).end();
    expect(await post(open())).toEqual({ kind: 'ANSWERED', status: 429, retryAfterMs: 7_000 });
  });

  it.each(['text/plain', 'application/json'])('drops an endless body of %s and keeps the status', async (type) => {
    let isClosed = false;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': type });
      const more = () => {
        if (!isClosed && !response.destroyed) response.write('x'.repeat(4_096), () => setImmediate(more));
      };
      response.on('close', () => {
        isClosed = true;
      });
      more();
    };
    expect(await post(open(10_000))).toMatchObject({ kind: 'ANSWERED', status: 200 });
  });

  it('gives the content of an answer that says something, and of no other', async () => {
    answer = (_request, response) => response.writeHead(400, { 'content-type': 'application/json' }).end('{"err":"a"}');
    expect(await post(open())).toMatchObject({
      answer: { status: 400, type: 'application/json', body: '{"err":"a"}' },
    });
    answer = (_request, response) => response.writeHead(400, { 'content-type': 'text/html' }).end('<p>no</p>');
    expect(await post(open())).toEqual({ kind: 'ANSWERED', status: 400, retryAfterMs: undefined });
  });

  it.each([16_384, 16_385])(
    'reads an answer of %d bytes that comes byte by byte only when it is not too long',
    async (length) => {
      answer = async (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/jose' });
        const text = 'a'.repeat(length - 1);
        for (const part of [text.slice(0, 9_000), ...text.slice(9_000, 9_200), text.slice(9_200), 'z']) {
          if (!response.destroyed) response.write(part);
        }
        response.end();
      };
      const outcome = await post(open());
      const body = length > 16_384 ? '' : `${'a'.repeat(length - 1)}z`;
      expect(outcome).toMatchObject({ status: 200, answer: { type: 'application/jose', body } });
    },
  );

  it.each<[string, RequestListener]>([
    ['no answer comes', () => undefined],
    ['headers drip', (_request, response) => response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ')],
  ])('gives up after the total time when %s', async (_, slow) => {
    answer = slow;
    expect(await post(open(200))).toEqual({ kind: 'FAILED', error: 'TIMEOUT' });
  });

  it('keeps the status of an answer whose body never ends', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":');
    expect(await post(open(200))).toEqual({ kind: 'ANSWERED', status: 200, retryAfterMs: undefined });
  });

  it('does not take an early hint for the answer', async () => {
    answer = (_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(202).end();
    };
    expect(await post(open())).toMatchObject({ kind: 'ANSWERED', status: 202 });
  });

  it('sends nothing whose time was over before there was a connection for it', async () => {
    let resolveName: (addresses: { address: string; family: number }[]) => void = () => undefined;
    const resolving = new Promise<{ address: string; family: number }[]>((resolve) => {
      resolveName = resolve;
    });
    const client = clientOver(new EndpointGuard(true, () => resolving), 300);
    expect(await post(client, 'late.example')).toEqual({ kind: 'FAILED', error: 'TIMEOUT' });
    resolveName([{ address: '127.0.0.1', family: 4 }]);
    expect(await post(client, 'late.example')).toMatchObject({ status: 204 });
    expect(requests).toHaveLength(1);
  });

  it('tells a broken connection by its code', async () => {
    answer = (request) => request.socket.destroy();
    expect(await post(open())).toEqual({ kind: 'FAILED', error: 'UND_ERR_SOCKET' });
  });

  it('connects to nobody when the name resolves to a private address by now', async () => {
    const guard = new EndpointGuard(false, async () => [{ address: '127.0.0.1', family: 4 }]);
    expect(await post(clientOver(guard), 'rebound.example')).toEqual({ kind: 'FAILED', error: 'NOT_PUBLIC' });
    expect(requests).toEqual([]);
  });

  it('connects to the address that was checked, whatever the name resolves to elsewhere', async () => {
    const guard = new EndpointGuard(true, async () => [{ address: '127.0.0.1', family: 4 }]);
    expect(await post(clientOver(guard), 'pinned.example')).toMatchObject({ status: 204 });
  });

  it('interrupts what is under way when it stops, and starts nothing more', async () => {
    let hasCome: () => void = () => undefined;
    const came = new Promise<void>((resolve) => {
      hasCome = resolve;
    });
    answer = () => hasCome();
    const client = open(10_000);
    const pending = post(client);
    await came;
    client.stop(0);
    expect(await pending).toEqual({ kind: 'INTERRUPTED' });
    expect(await post(client)).toEqual({ kind: 'INTERRUPTED' });
  });
});
