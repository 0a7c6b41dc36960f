import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { createLocalJWKSet, importJWK, SignJWT } from 'jose';
import {
  asFastifyPlugin,
  asMiddleware,
  type Receiver,
  securityEventReceiver,
  webhookReceiver,
} from '../../libs/client/receivers.js';
import { verifyDeliveryReceipt } from '../../libs/signing/delivery-receipt.js';
import { challengeBody, challengeResponse } from '../../libs/signing/endpoint-challenge.js';
import { generateSigningKey, importVerifyKey, type PublicSigningJwk } from '../../libs/signing/keys.js';
import { generateWebhookKeyPair, generateWebhookSecret } from '../../libs/signing/webhook-keys.js';
import { signWebhook } from '../../libs/signing/webhook-signature.js';

/** A server of one framework that has a receiver at `/hook`, and beside it a route that parses JSON. */
interface Hosted {
  readonly url: string;
  stop(): Promise<void>;
}

type Host = (receiver: Receiver) => Promise<Hosted>;

async function listening(server: Server): Promise<Hosted> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const byExpress =
  (prepare: (app: express.Express) => void): Host =>
  async (receiver) => {
    const app = express();
    prepare(app);
    app.use('/hook', asMiddleware(receiver));
    app.use(express.json());
    const quiet: express.ErrorRequestHandler = (error: Error & { status?: number }, _request, response, _next) => {
      response.status(error.status ?? 500).send(error.message);
    };
    app.use(quiet);
    return listening(createServer(app));
  };

const byFastify: Host = async (receiver) => {
  const app = Fastify();
  app.post('/parsed', async ({ body }) => body);
  await app.register(asFastifyPlugin(receiver, '/hook'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/hook`, stop: () => app.close() };
};

const byNest: Host = async (receiver) => {
  @Module({})
  class ReceivingModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(asMiddleware(receiver)).forRoutes('hook');
    }
  }
  const app = await NestFactory.create<NestFastifyApplication>(ReceivingModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { url: `${(await app.getUrl()).replace('[::1]', '127.0.0.1')}/hook`, stop: () => app.close() };
};

const HOSTS: [string, Host][] = [
  ['node:http', (receiver) => listening(createServer(asMiddleware(receiver)))],
  ['Express', byExpress(() => undefined)],
  ['Express with express.raw before it', byExpress((app) => app.use(express.raw({ type: '*/*' })))],
  [
    'Express with a parser that keeps rawBody',
    byExpress((app) =>
      app.use(
        express.json({
          verify: (request, _response, body) => {
            (request as unknown as { rawBody: Buffer }).rawBody = body;
          },
        }),
      ),
    ),
  ],
  ['Fastify', byFastify],
  ['Nest', byNest],
];

const NOW = 1_800_000_000;
const BODY = JSON.stringify({ type: 'blacklist.published', id: 'event-1', data: { seq: 1, prevSeq: 0, name: '名称' } });

interface Sent {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly headers: Headers;
}

async function send(url: string, body: string, headers: Record<string, string>, method = 'POST'): Promise<Sent> {
  const response = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
  const { status } = response;
  return { status, type: response.headers.get('content-type'), text: await response.text(), headers: response.headers };
}

describe.each(HOSTS)('a receiver in %s', (name, host) => {
  const live = [generateWebhookSecret(), generateWebhookSecret()];
  const pair = generateWebhookKeyPair();
  const handled: unknown[] = [];
  let hosted: Hosted;
  let tokens: Hosted;
  let fails = false;
  let tenantKey: Awaited<ReturnType<typeof generateSigningKey>>;
  let gatewayKey: Awaited<ReturnType<typeof generateSigningKey>>;

  const signed = (secrets: readonly string[], body = BODY, timestampSeconds = NOW) => ({
    'content-type': 'application/json',
    ...signWebhook({ secrets, id: 'event-1', timestampSeconds, body }),
  });
  const token = async (claims: object = {}, typ = 'secevent+jwt') =>
    new SignJWT({
      ...{ iss: 'https://gateway.test', aud: 'bazaar', jti: 'stream.1', iat: NOW, toe: NOW, txn: 'event-1' },
      ...{ sub_id: { format: 'opaque', id: 'entry-1' }, events: { 'urn:liaison:event:blacklist.published': {} } },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ, kid: gatewayKey.publicJwk.kid })
      .sign(await importJWK(gatewayKey.privateJwk, 'ES256'));
  const receiptOf = async (text: string) => {
    const key = await importVerifyKey(tenantKey.publicJwk as PublicSigningJwk);
    const check = await verifyDeliveryReceipt(text, () => ({ key, algorithm: 'EdDSA' }));
    return check.ok ? check.receipt : check.reason;
  };

  beforeAll(async () => {
    tenantKey = await generateSigningKey('EdDSA', 'bazaar-1');
    gatewayKey = await generateSigningKey('ES256', 'gateway-1');
    const handle = (message: unknown) => {
      if (fails) throw new Error('the database is away');
      handled.push(message);
    };
    hosted = await host(
      webhookReceiver({
        ...{ tenant: 'bazaar', secrets: async () => [...live, pair.publicKey], handle },
        ...{ receiptKey: tenantKey.privateJwk, nowSeconds: () => NOW, toleranceSeconds: 60 },
      }),
    );
    tokens = await host(
      securityEventReceiver({
        ...{ issuer: 'https://gateway.test', audience: 'bazaar', authorization: 'Bearer agreed', handle },
        ...{ keys: createLocalJWKSet({ keys: [gatewayKey.publicJwk] }), receiptKey: tenantKey.privateJwk },
      }),
    );
  });

  beforeEach(() => {
    handled.length = 0;
    fails = false;
  });

  afterAll(async () => {
    await Promise.all([hosted.stop(), tokens.stop()]);
  });

  it('takes what either live secret or the public key verifies, byte for byte, and signs for it', async () => {
    for (const secrets of [[String(live[0])], [String(live[1])], [pair.privateKey]]) {
      const answer = await send(hosted.url, BODY, signed(secrets));
      expect([answer.status, answer.type]).toEqual([200, 'application/jose']);
      expect(await receiptOf(answer.text)).toMatchObject({ tenant: 'bazaar', eventId: 'event-1' });
    }
    expect(handled).toEqual([JSON.parse(BODY), JSON.parse(BODY), JSON.parse(BODY)]);
  });

  it.each<[string, () => [string, Record<string, string>], string]>([
    ['another secret', () => [BODY, signed([generateWebhookSecret()])], 'BAD_SIGNATURE'],
    ['a changed body', () => [BODY.replace('event-1', 'event-2'), signed(live)], 'BAD_SIGNATURE'],
    ['a body that means the same', () => [`${BODY} `, signed(live)], 'BAD_SIGNATURE'],
    ['too old a message', () => [BODY, signed(live, BODY, NOW - 61)], 'TOO_OLD'],
    ['one of the future', () => [BODY, signed(live, BODY, NOW + 61)], 'TOO_NEW'],
    ['none of the headers', () => [BODY, { 'content-type': 'application/json' }], 'MISSING_HEADER'],
  ])('refuses %s with 400, and nothing is handled', async (_name, made, code) => {
    const [body, headers] = made();
    const answer = await send(hosted.url, body, headers);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([400, { code }]);
    expect(handled).toEqual([]);
  });

  it('answers the question whose endpoint it is', async () => {
    const challenge = 'c'.repeat(43);
    const answer = await send(hosted.url, challengeBody(challenge), { 'content-type': 'application/json' });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ response: challengeResponse(challenge, 'bazaar') });
  });

  it('says 5xx when the handler fails, so that the message comes again', async () => {
    fails = true;
    expect((await send(hosted.url, BODY, signed(live))).status).toBe(500);
  });

  it('reads no more than a message can have', async () => {
    const body = 'x'.repeat(1_100_000);
    const answer = await send(hosted.url, body, signed(live, body)).catch(() => undefined);
    expect([undefined, 413]).toContain(answer?.status);
    expect(handled).toEqual([]);
  });

  it('answers pushed tokens by RFC 8935', async () => {
    const headers = { 'content-type': 'application/secevent+jwt', authorization: 'Bearer agreed' };
    const taken = await send(tokens.url, await token(), headers);
    expect([taken.status, taken.type]).toEqual([202, 'application/jose']);
    expect(await receiptOf(taken.text)).toMatchObject({ eventId: 'event-1' });
    expect(handled).toMatchObject([{ jti: 'stream.1', txn: 'event-1' }]);
    const refused: [string, Record<string, string>, string][] = [
      [await token(), { ...headers, authorization: 'Bearer other' }, 'authentication_failed'],
      [await token(), { ...headers, 'content-type': 'text/plain' }, 'invalid_request'],
      [await token({ iss: 'https://other.test' }), headers, 'invalid_issuer'],
      [await token({ aud: 'market' }), headers, 'invalid_audience'],
      [await token({}, 'jwt'), headers, 'invalid_request'],
      [`${(await token()).slice(0, -4)}AAAA`, headers, 'invalid_key'],
      ['x', headers, 'invalid_request'],
    ];
    for (const [body, sent, err] of refused) {
      const answer = await send(tokens.url, body, sent);
      expect([answer.status, answer.type, answer.headers.get('content-language')]).toEqual([
        400,
        expect.stringMatching(/^application\/json/),
        'en',
      ]);
      expect(JSON.parse(answer.text)).toEqual({ err, description: expect.any(String) });
    }
    expect(handled).toHaveLength(1);
  });

  it('lets only POST in', async () => {
    // Under Fastify the route takes nothing else.
    expect((await send(hosted.url, '', {}, 'GET')).status).toBe(name === 'Fastify' ? 404 : 405);
  });
});

it('says so when a parser ran before and kept nothing', async () => {
  const hosted = await byExpress((app) => app.use(express.json()))(
    webhookReceiver({ tenant: 'bazaar', secrets: [generateWebhookSecret()], handle: () => undefined }),
  );
  const answer = await send(hosted.url, BODY, { 'content-type': 'application/json' });
  expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('rawBody')]);
  await hosted.stop();
});

it('says nothing more where the host has answered meanwhile', async () => {
  const written: number[] = [];
  let handled: () => void = () => undefined;
  const isHandled = new Promise<void>((resolve) => {
    handled = resolve;
  });
  const receive = asMiddleware(async () => {
    await isHandled;
    return { status: 204, headers: {}, body: '' };
  });
  const hosted = await listening(
    createServer((request, response) => {
      receive({ ...request, rawBody: BODY } as never, response);
      response.writeHead(503).end();
      response.writeHead = ((status: number) => {
        written.push(status);
        return response;
      }) as never;
    }),
  );
  expect((await send(hosted.url, BODY, {})).status).toBe(503);
  handled();
  await new Promise((resolve) => setImmediate(resolve));
  expect(written).toEqual([]);
  await hosted.stop();
});

it('puts messages off while there is no secret', async () => {
  const receive = webhookReceiver({ tenant: 'bazaar', secrets: [], handle: () => undefined });
  expect(await receive({ method: 'POST', headers: {}, body: Buffer.from(BODY) })).toMatchObject({ status: 503 });
});
