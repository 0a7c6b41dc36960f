// Collects security event tokens (RFC 8936), for a receiver that nothing from outside can reach:
//   TENANT=… LIAISON_KEY=… node examples/collect-security-events.mjs
// The first time it makes a stream that is collected. Ends by Ctrl-C; what was handled is acknowledged before.
import { readFileSync } from 'node:fs';
import { createRemoteJWKSet } from 'jose';
import { LiaisonClient } from 'liaison/client';
import { collectSecurityEvents } from 'liaison/receivers';

const url = process.env.LIAISON_URL ?? 'http://127.0.0.1:3000';
const tenant = process.env.TENANT ?? 'platform-a';
const key = process.env.LIAISON_KEY ?? '.liaison/demo/keys/platform-a.jwk.json';

const client = new LiaisonClient({
  url,
  credentials: {
    tenant,
    actor: 'event-collector',
    privateJwk: JSON.parse(readFileSync(key, 'utf8')),
    scopes: ['subscriptions:read', 'subscriptions:write', 'events:read'],
  },
});

const { issuer } = await (await client.request('/.well-known/ssf-configuration')).json();

async function streamId() {
  const streams = await (await client.request('/v1/ssf/stream')).json();
  const known = streams.find(({ delivery }) => delivery.method === 'urn:ietf:rfc:8936');
  if (known) return known.stream_id;
  const headers = { 'content-type': 'application/json' };
  const made = await client.request('/v1/ssf/stream', { method: 'POST', headers, body: '{}' });
  return (await made.json()).stream_id;
}

const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
await collectSecurityEvents({
  client,
  streamId: await streamId(),
  issuer,
  audience: tenant,
  // By the address at which the gateway is reached: `jwks_uri` names the public one.
  keys: createRemoteJWKSet(new URL('/.well-known/jwks.json', url)),
  handle: ({ txn, subject, events }) => console.log(txn, subject.id, Object.keys(events)[0]),
  onError: (error) => console.error(String(error)),
  signal: ending.signal,
});
