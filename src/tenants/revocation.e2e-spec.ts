import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Client, createClient } from 'graphql-ws';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { createGateway } from '../http-server.js';

/** The promise of DESIGN §6, on every replica and for open subscriptions too. */
const PROMISED_MS = 5_000;

const REVOKE = `mutation($input: RevokeTenantKeyInput!) {
  revokeTenantKey(input: $input) { ... on TenantKey { state } ... on UserError { code field } }
}`;
const SUSPEND = `mutation($input: TenantStateInput!) {
  suspendTenant(input: $input) { ... on TenantAccount { state } ... on UserError { code field } }
}`;

describeOnEachProfile('revocation', (gateway) => {
  let replica: NestFastifyApplication | undefined;

  beforeAll(async () => {
    // The embedded profile is one gateway; the servers profile has as many as one likes.
    if (gateway().profile === 'embedded') return;
    replica = await createGateway(gateway().settings, gateway().clock);
    await replica.listen(0, '127.0.0.1');
  });

  afterAll(() => replica?.close());

  const operator = () => gateway().tenant({ code: 'operator', kind: 'OPERATOR', jurisdiction: '000000' });

  /** Clients of the tenant on every gateway there is. */
  async function clientsOf(tenant: TestTenant) {
    const urls = [gateway().url, ...(replica ? [await replica.getUrl()] : [])];
    return urls.map((url) => ({ url, client: new LiaisonClient({ url, credentials: tenant.credentials }) }));
  }

  it.each([
    ['a revoked key', 'a', REVOKE, { tenantCode: 'police-a', keyId: 'police-a-1' }],
    ['a suspended tenant', 'b', SUSPEND, { code: 'police-b' }],
  ])('shuts out %s, and ends its open subscriptions', async (_, suffix, mutation, input) => {
    const police = await gateway().tenant({ code: `police-${suffix}`, kind: 'POLICE' });
    const clients = await clientsOf(police);
    const streams = [];
    for (const { url, client } of clients) {
      await client.query('{ me { code } }');
      streams.push(await openStream(url, client));
    }

    await (await operator()).client.mutate(mutation, { input });

    for (const { client } of clients) {
      await eventually(
        'the token is refused',
        async () => (await refusalOf(client)) === 'UNAUTHENTICATED',
        PROMISED_MS,
      );
    }
    for (const stream of streams) {
      await eventually('the subscription ends', () => stream.hasEnded(), PROMISED_MS);
      await expect(stream.subscribeAgain()).rejects.toMatchObject({ code: 4403 });
      await stream.close();
    }
  });
});

const refusalOf = (client: LiaisonClient): Promise<string | undefined> =>
  client.query('{ me { code } }').then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

/** An open subscription to events on a socket that stays open without one. */
async function openStream(url: string, client: LiaisonClient) {
  const sink = (settle: (error?: unknown) => void) => ({ next: () => undefined, error: settle, complete: settle });
  const query = 'subscription { events { id } }';
  let hasEnded = false;
  const socket = await new Promise<Client>((resolve, reject) => {
    const opening = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      connectionParams: async () => ({ authorization: `Bearer ${await client.token()}` }),
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: reject,
      on: { connected: () => resolve(opening) },
    });
  });
  socket.subscribe(
    { query },
    sink(() => {
      hasEnded = true;
    }),
  );
  return {
    hasEnded: () => hasEnded,
    subscribeAgain: () =>
      new Promise<void>((resolve, reject) => {
        socket.subscribe({ query }, { next: () => undefined, error: reject, complete: resolve });
      }),
    close: () => socket.dispose(),
  };
}
