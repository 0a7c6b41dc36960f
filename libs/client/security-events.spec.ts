import { CompactSign, createLocalJWKSet, importJWK } from 'jose';
import { generateSigningKey } from '../signing/keys.js';
import { verifySecurityEvent } from './security-events.js';

const ISSUER = 'https://gateway.example';
const CLAIMS = {
  iss: ISSUER,
  aud: 'bazaar',
  jti: 'stream.1',
  iat: 1_800_000_000,
  toe: 1_800_000_000,
  txn: 'event-1',
  sub_id: { format: 'opaque', id: 'entry-1' },
  events: { 'urn:liaison:event:blacklist.published': { id: 'event-1' } },
};

describe('a security event token', () => {
  let key: Awaited<ReturnType<typeof generateSigningKey>>;
  let keys: ReturnType<typeof createLocalJWKSet>;
  const sign = async (claims: object, typ = 'secevent+jwt', by = key) =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256', typ, kid: by.publicJwk.kid })
      .sign(await importJWK(by.privateJwk, 'ES256'));
  const verified = (token: string) => verifySecurityEvent(token, { issuer: ISSUER, audience: 'bazaar', keys });

  beforeAll(async () => {
    key = await generateSigningKey('ES256', 'k1');
    keys = createLocalJWKSet({ keys: [key.publicJwk] });
  });

  it('is read when it is authentic', async () => {
    expect(await verified(await sign(CLAIMS))).toEqual({
      ok: true,
      event: {
        jti: 'stream.1',
        txn: 'event-1',
        toe: 1_800_000_000,
        subject: { format: 'opaque', id: 'entry-1' },
        events: CLAIMS.events,
      },
    });
  });

  it.each<[string, object, string]>([
    ['of another issuer', { iss: 'https://other.example' }, 'invalid_issuer'],
    ['for somebody else', { aud: 'market' }, 'invalid_audience'],
    ['without events', { events: undefined }, 'invalid_request'],
    ['without a subject', { sub_id: undefined }, 'invalid_request'],
  ])('%s is refused', async (_, change, err) => {
    expect(await verified(await sign({ ...CLAIMS, ...change }))).toMatchObject({ ok: false, err });
  });

  it('of another type, by another key, or no token at all is refused', async () => {
    expect(await verified(await sign(CLAIMS, 'JWT'))).toMatchObject({ ok: false, err: 'invalid_request' });
    const stranger = await generateSigningKey('ES256', 'k1');
    expect(await verified(await sign(CLAIMS, undefined, stranger))).toMatchObject({ ok: false, err: 'invalid_key' });
    const unknown = await generateSigningKey('ES256', 'k2');
    expect(await verified(await sign(CLAIMS, undefined, unknown))).toMatchObject({ ok: false, err: 'invalid_key' });
    for (const text of ['', 'a.b.c', 'nonsense']) {
      expect(await verified(text)).toMatchObject({ ok: false, err: 'invalid_request' });
    }
  });

  it('is not judged when the keys cannot be fetched', async () => {
    const away = async () => {
      throw new TypeError('fetch failed');
    };
    const token = await sign(CLAIMS);
    await expect(verifySecurityEvent(token, { issuer: ISSUER, audience: 'bazaar', keys: away })).rejects.toThrow();
  });
});
