import { createHmac } from 'node:crypto';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { b64, forge, goodParts, type Json, sealed } from '../../test/harness/forged-tokens.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { post, RawSocket } from '../../test/harness/raw-requests.js';
import { TenantsService } from './tenants.service.js';

const ME = { query: '{ me { code } }' };
const AUTHOR = { system: 'test' };

/** What a forger has: the gateway, a tenant whose key it holds, and another tenant. */
interface Stage {
  readonly gateway: TestGateway;
  readonly police: TestTenant;
  readonly market: TestTenant;
}

type Case = [name: string, reason: string, token: (stage: Stage) => string | Promise<string>];

const nowOf = ({ gateway }: Stage) => Math.floor(gateway.clock.now() / 1000);
const withClaims =
  (claims: Json | ((stage: Stage) => Json), header: Json = {}) =>
  (stage: Stage) =>
    forge(stage.gateway, stage.police, typeof claims === 'function' ? claims(stage) : claims, header);
const withHeader = (header: Json) => withClaims({}, header);

const publicBytes = ({ police }: Stage) => Buffer.from(String(police.privateJwk.x), 'base64url');

/** A token whose HMAC is keyed by what everybody knows: the public key. */
const hmacToken = (secretOf: (stage: Stage) => string | Buffer) => (stage: Stage) => {
  const { header, claims } = goodParts(stage.gateway, stage.police);
  const input = `${b64(JSON.stringify({ ...header, alg: 'HS256' }))}.${b64(JSON.stringify(claims))}`;
  return `${input}.${createHmac('sha256', secretOf(stage)).update(input).digest('base64url')}`;
};

const unsigned = (alg: string) => (stage: Stage) => {
  const { header, claims } = goodParts(stage.gateway, stage.police);
  return `${b64(JSON.stringify({ ...header, alg }))}.${b64(JSON.stringify(claims))}.`;
};

/** The 16 spellings of `none` by case. */
const NONES = Array.from({ length: 16 }, (_, bits) =>
  [...'none'].map((letter, index) => (bits & (1 << index) ? letter.toUpperCase() : letter)).join(''),
);

const spoiled = (spoil: (token: string) => string) => (stage: Stage) => spoil(forge(stage.gateway, stage.police));

const FORGERIES: Case[] = [
  ['HS256 with the public key bytes as its secret', 'ALGORITHM_REFUSED', hmacToken(publicBytes)],
  [
    'HS256 with the public JWK text as its secret',
    'ALGORITHM_REFUSED',
    hmacToken(({ police }) => String(police.privateJwk.x)),
  ],
  ['an ES256 header on an EdDSA key', 'ALGORITHM_REFUSED', withHeader({ alg: 'ES256' })],
  ['a PS256 header on an EdDSA key', 'ALGORITHM_REFUSED', withHeader({ alg: 'PS256' })],
  ['RS256', 'ALGORITHM_REFUSED', withHeader({ alg: 'RS256' })],
  ['eddsa in small letters', 'ALGORITHM_REFUSED', withHeader({ alg: 'eddsa' })],
  ['no alg', 'ALGORITHM_REFUSED', withHeader({ alg: undefined })],
  ...NONES.map((alg): Case => [`alg ${alg} without a signature`, 'ALGORITHM_REFUSED', unsigned(alg)]),
  ['an empty signature', 'BAD_SIGNATURE', spoiled((token) => `${token.slice(0, token.lastIndexOf('.'))}.`)],
  ['typ JWT', 'WRONG_TYPE', withHeader({ typ: 'JWT' })],
  ['no typ', 'WRONG_TYPE', withHeader({ typ: undefined })],
  ['another audience', 'WRONG_AUDIENCE', withClaims({ aud: 'other-gateway' })],
  ['an audience in another case', 'WRONG_AUDIENCE', withClaims({ aud: 'Liaison' })],
  ['two audiences', 'WRONG_AUDIENCE', withClaims({ aud: ['liaison', 'other'] })],
  ['no audience in an array', 'INVALID_CLAIM', withClaims({ aud: [] })],
  ['expired by 31 s', 'EXPIRED', withClaims((stage) => ({ iat: nowOf(stage) - 91, exp: nowOf(stage) - 32 }))],
  ['issued 15 s ahead', 'NOT_YET_VALID', withClaims((stage) => ({ iat: nowOf(stage) + 15, exp: nowOf(stage) + 60 }))],
  ['nbf 15 s ahead', 'NOT_YET_VALID', withClaims((stage) => ({ nbf: nowOf(stage) + 15 }))],
  ['a lifetime of 301 s', 'LIFETIME_TOO_LONG', withClaims((stage) => ({ exp: nowOf(stage) + 301 }))],
  ['exp before iat', 'EXPIRED', withClaims((stage) => ({ exp: nowOf(stage) - 5 }))],
  ['exp as text', 'INVALID_CLAIM', withClaims((stage) => ({ exp: String(nowOf(stage) + 60) }))],
  [
    'exp beyond every number',
    'INVALID_CLAIM',
    (stage) => {
      const { header, claims } = goodParts(stage.gateway, stage.police);
      return sealed(stage.police, header, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e400'));
    },
  ],
  ['an unknown kid', 'UNKNOWN_KEY', withHeader({ kid: 'no-such-key' })],
  ['a kid named __proto__', 'UNKNOWN_KEY', withHeader({ kid: '__proto__' })],
  ['a kid named constructor', 'UNKNOWN_KEY', withHeader({ kid: 'constructor' })],
  ['an unknown tenant', 'UNKNOWN_KEY', withClaims({ iss: 'nobody' })],
  ['a tenant named __proto__', 'UNKNOWN_KEY', withClaims({ iss: '__proto__' })],
  [
    "another tenant's kid under its own name",
    'UNKNOWN_KEY',
    (stage) => forge(stage.gateway, stage.police, {}, { kid: stage.market.privateJwk.kid }),
  ],
  ["another tenant's name with its own key", 'UNKNOWN_KEY', withClaims({ iss: 'hz-market' })],
  [
    "another tenant's name and kid with its own key",
    'BAD_SIGNATURE',
    (stage) => forge(stage.gateway, stage.police, { iss: 'hz-market' }, { kid: stage.market.privateJwk.kid }),
  ],
  [
    'its own key in the header',
    'UNKNOWN_KEY',
    async (stage) => {
      const { publicJwk } = await generateSigningKey('EdDSA', 'embedded');
      return forge(stage.gateway, stage.police, {}, { kid: 'embedded', jwk: publicJwk });
    },
  ],
  ['crit', 'CRITICAL_HEADER', withHeader({ crit: ['exp'] })],
  ['crit for b64', 'CRITICAL_HEADER', withHeader({ crit: ['b64'], b64: false })],
  ['zip', 'CRITICAL_HEADER', withHeader({ zip: 'DEF' })],
  ['more than 8192 characters', 'TOO_LARGE', withClaims({ note: 'x'.repeat(7_000) })],
  ['padding', 'NOT_CANONICAL', spoiled((token) => `${token}=`)],
  [
    'spare bits in the last character',
    'NOT_CANONICAL',
    spoiled((token) => token.slice(0, -1) + nextLetter(token.slice(-1))),
  ],
  ['the base64 alphabet', 'NOT_CANONICAL', spoiled((token) => token.replace(/\.(.)/, '.+'))],
  ['four parts', 'MALFORMED', spoiled((token) => `${token}.AAAA`)],
  ['two parts', 'MALFORMED', spoiled((token) => token.slice(0, token.lastIndexOf('.')))],
  [
    'claims that are an array',
    'MALFORMED',
    ({ gateway, police }) => sealed(police, goodParts(gateway, police).header, '[]'),
  ],
  [
    'claims that are null',
    'MALFORMED',
    ({ gateway, police }) => sealed(police, goodParts(gateway, police).header, 'null'),
  ],
  [
    'claims only in its prototype member',
    'MISSING_CLAIM',
    ({ gateway, police }) => {
      const { header, claims } = goodParts(gateway, police);
      return sealed(police, header, `{"__proto__":${JSON.stringify(claims)}}`);
    },
  ],
  [
    'claims that no longer match the signature',
    'BAD_SIGNATURE',
    (stage) => {
      const [head, , signature] = forge(stage.gateway, stage.police).split('.');
      const { claims } = goodParts(stage.gateway, stage.police);
      return `${head}.${b64(JSON.stringify(claims))}.${signature}`;
    },
  ],
  ...['iss', 'sub', 'aud', 'jti', 'scope', 'iat', 'exp'].map(
    (claim): Case => [`no ${claim}`, 'MISSING_CLAIM', withClaims({ [claim]: undefined })],
  ),
  ['no kid', 'MISSING_CLAIM', withHeader({ kid: undefined })],
  ['a jti of 7 characters', 'INVALID_CLAIM', withClaims({ jti: 'x'.repeat(7) })],
  ['a line break in sub', 'INVALID_CLAIM', withClaims({ sub: 'officer\nadmin' })],
  ['a direction override in sub', 'INVALID_CLAIM', withClaims({ sub: 'officer\u202e1' })],
  ['a scope list as an array', 'INVALID_CLAIM', withClaims({ scope: ['entities:lookup'] })],
];

/** The base64url letter that differs in the last bit only: a 64-byte signature leaves four bits over. */
function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet.charAt(alphabet.indexOf(letter) ^ 1);
}

describeOnEachProfile('tokens that are refused', (gateway) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = {
      gateway: gateway(),
      police: await gateway().tenant({ code: 'hz-police', kind: 'POLICE' }),
      market: await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }),
    };
  });

  it('takes the token that the forgeries start from', async () => {
    const answer = await post(stage.gateway.url, `Bearer ${forge(stage.gateway, stage.police)}`, ME);
    expect(answer.body).toEqual({ data: { me: { code: 'hz-police' } } });
  });

  it.each(FORGERIES)('over HTTP: %s', async (_name, reason, token) => {
    const answer = await post(stage.gateway.url, `Bearer ${await token(stage)}`, ME);
    expect(answer.status).toBe(401);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors?.[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason,
      requestId: answer.headers.get('x-request-id'),
    });
    expect(answer.text).not.toMatch(/stack|node_modules|\.ts\b|SELECT/);
  });

  it.each(FORGERIES)('over a socket: %s', async (_name, reason, token) => {
    const socket = new RawSocket(stage.gateway.url);
    await socket.init(`Bearer ${await token(stage)}`);
    expect(await socket.closed).toEqual({ code: 4403, reason });
    expect(socket.messages).toEqual([]);
  });

  it.each<[string, string | undefined]>([
    ['no header', undefined],
    ['an empty one', ' '],
    ['Basic', 'Basic aHotcG9saWNlOnNlY3JldA=='],
    ['Bearer alone', 'Bearer'],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['a token in a list', 'Bearer a.b.c, Bearer d.e.f'],
  ])('names a header that holds no token: %s', async (_name, authorization) => {
    const answer = await post(stage.gateway.url, authorization, ME);
    expect(answer.status).toBe(401);
    expect(answer.body.errors?.[0]?.extensions?.reason).toMatch(/MISSING_TOKEN|MALFORMED/);
  });

  it.each([undefined, null, 7, {}, ['Bearer x'], 'x'])('closes a socket whose authorization is %j', async (value) => {
    const socket = new RawSocket(stage.gateway.url);
    await socket.init(value);
    expect(await socket.closed).toEqual({ code: 4403, reason: 'MISSING_TOKEN' });
  });

  it('answers alike for an unknown tenant, an unknown key and a revoked key', async () => {
    const service = stage.gateway.app.get(TenantsService);
    const revoked = await stage.gateway.tenant({ code: 'revoked-key', kind: 'POLICE' });
    await service.revokeKey(AUTHOR, revoked.code, String(revoked.privateJwk.kid));
    const tokens = [
      forge(stage.gateway, stage.police, { iss: 'nobody' }),
      forge(stage.gateway, stage.police, {}, { kid: 'no-such-key' }),
      forge(stage.gateway, revoked),
    ];
    const answers = await Promise.all(
      tokens.map((token) => post(stage.gateway.url, `Bearer ${token}`, ME, { 'x-request-id': 'the-same-request' })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('www-authenticate'))).size).toBe(1);
  });

  it('ignores keys and addresses of keys in the header', async () => {
    const { publicJwk } = await generateSigningKey('EdDSA', 'stranger');
    const header = { jwk: publicJwk, jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/x', x5c: ['AAAA'] };
    const answer = await post(stage.gateway.url, `Bearer ${forge(stage.gateway, stage.police, {}, header)}`, ME);
    expect(answer.body.data).toEqual({ me: { code: 'hz-police' } });
  });

  it('lets a slow clock and a fast clock differ by what it promises', async () => {
    const now = nowOf(stage);
    for (const claims of [
      { iat: now - 100, exp: now - 25 },
      { iat: now + 7, exp: now + 100 },
      { iat: now, exp: now + 299 },
      { aud: ['liaison'] },
    ]) {
      const answer = await post(stage.gateway.url, `Bearer ${forge(stage.gateway, stage.police, claims)}`, ME);
      expect(answer.body.data).toEqual({ me: { code: 'hz-police' } });
    }
  });

  it('goes on serving while strangers come under thousands of names', async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const issuers = Array.from({ length: 100 }, (_, index) => `nobody-${round}-${index}`);
      const answers = await Promise.all(
        issuers.map((iss) => post(stage.gateway.url, `Bearer ${forge(stage.gateway, stage.police, { iss })}`, ME)),
      );
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([401]);
    expect((await post(stage.gateway.url, `Bearer ${forge(stage.gateway, stage.police)}`, ME)).status).toBe(200);
  });
});
