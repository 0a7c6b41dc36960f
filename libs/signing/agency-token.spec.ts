import {
  AUDIENCE,
  edwards,
  expectRefusal,
  good,
  type Json,
  judge,
  KID,
  NOW,
  ourKey,
  pair,
  pss,
  signing,
  signWith,
  stranger,
} from './agency-token.fixture.js';
import { readAgencyToken, signAgencyToken } from './agency-token.js';
import { type AgencyTokenRefusal } from './agency-token-parts.js';
import { importVerifyKey } from './keys.js';

describe('a good token', () => {
  test.each([pair, edwards, pss])('of each algorithm is verified', async ({ privateJwk, publicJwk }) => {
    const raw = await signAgencyToken({
      privateJwk,
      issuer: 'hz-police',
      subject: '张警官',
      audience: AUDIENCE,
      scopes: ['flags:read', 'entities:read', 'flags:read'],
      nowSeconds: NOW,
      jti: 'token-0001',
    });
    const read = readAgencyToken(raw);
    expect(read).toEqual({
      ok: true,
      token: { issuer: 'hz-police', keyId: KID, algorithm: privateJwk.alg, tokenId: 'token-0001', raw },
    });
    for (const key of [publicJwk, await importVerifyKey(publicJwk)]) {
      expect(await judge(raw, { key, alg: privateJwk.alg, kid: KID })).toEqual({
        ok: true,
        claims: {
          issuer: 'hz-police',
          subject: '张警官',
          tokenId: 'token-0001',
          keyId: KID,
          scopes: ['flags:read', 'entities:read'],
          issuedAt: NOW,
          expiresAt: NOW + 120,
        },
      });
    }
  });

  test('has its own id and the system clock when none is given', async () => {
    const request = { privateJwk: pair.privateJwk, issuer: 'a', subject: 'b', audience: AUDIENCE, scopes: ['c'] };
    const [one, two] = [
      readAgencyToken(await signAgencyToken(request)),
      readAgencyToken(await signAgencyToken(request)),
    ];
    expect(one.ok && two.ok && one.token.tokenId !== two.token.tokenId).toBe(true);
    expect(await judge(one.ok && one.token.raw, ourKey, Date.now() / 1000)).toMatchObject({ ok: true });
  });

  const accepted: [string, Json, Json?][] = [
    ['an audience list of one', { aud: [AUDIENCE] }],
    ['expiry 30 s ago', { iat: NOW - 100, exp: NOW - 30 }],
    ['issue 10 s ahead', { iat: NOW + 10 }],
    ['nbf 10 s ahead', { nbf: NOW + 10 }],
    ['a lifetime of 300 s', { exp: NOW + 300 }],
    ['bounds reached', { sub: 's'.repeat(128), jti: 'j'.repeat(128), scope: 's'.repeat(1024) }],
    ['the shortest jti', { jti: '12345678' }],
    ['claims of other standards', { nonce: 'x', act: { sub: 'y' } }],
    ['key hints in the header, which are not followed', {}, { jku: 'https://evil.example', x5c: ['AA'], x5u: 'x' }],
    ["a stranger's key in the header, which is not used", {}, { jwk: stranger.publicJwk }],
  ];
  test.each(accepted)('may have %s', async (_name, ...parts) => {
    expect(await judge(await signWith(...parts))).toMatchObject({ ok: true });
  });

  test('may be a malleable twin: (r, n-s) also satisfies ECDSA', async () => {
    // Harmless: the twin carries the same jti, so it is the same token to replay checks and to caches.
    const raw = await good();
    const [twin, original] = [await judge(malleableTwin(raw)), await judge(raw)];
    expect(malleableTwin(raw)).not.toBe(raw);
    expect(twin).toEqual(original);
    expect(twin.ok).toBe(true);
  });
});

describe('claims are refused', () => {
  const cases: [string, Json, AgencyTokenRefusal, string?][] = [
    ...['iss', 'sub', 'aud', 'jti', 'scope', 'iat', 'exp'].flatMap(
      (name): [string, Json, AgencyTokenRefusal, string][] => [
        [`without ${name}`, { [name]: undefined }, 'MISSING_CLAIM', name],
        [`with ${name} null`, { [name]: null }, 'INVALID_CLAIM', name],
        [`with ${name} true`, { [name]: true }, 'INVALID_CLAIM', name],
        [`with ${name} an object`, { [name]: {} }, 'INVALID_CLAIM', name],
      ],
    ),
    ...['iss', 'sub', 'aud', 'jti', 'scope'].flatMap((name): [string, Json, AgencyTokenRefusal, string][] => [
      [`with ${name} empty`, { [name]: '' }, 'INVALID_CLAIM', name],
      [`with ${name} a number`, { [name]: 12_345_678 }, 'INVALID_CLAIM', name],
    ]),
    ['with an issuer of 256', { iss: 'i'.repeat(256) }, 'INVALID_CLAIM', 'iss'],
    ['with a space in the issuer', { iss: 'a b' }, 'INVALID_CLAIM', 'iss'],
    ['with a subject of 129', { sub: 's'.repeat(129) }, 'INVALID_CLAIM', 'sub'],
    ['with a line break in the subject', { sub: 'a\nb' }, 'INVALID_CLAIM', 'sub'],
    ['with a text direction mark in the subject', { sub: 'a\u202eb' }, 'INVALID_CLAIM', 'sub'],
    ['with half a character in the subject', { sub: 'a\ud800' }, 'INVALID_CLAIM', 'sub'],
    ['with space around the subject', { sub: ' a' }, 'INVALID_CLAIM', 'sub'],
    ['with a jti of 7', { jti: '1234567' }, 'INVALID_CLAIM', 'jti'],
    ['with a jti of 129', { jti: 'j'.repeat(129) }, 'INVALID_CLAIM', 'jti'],
    ['with a jti that ends in a space', { jti: '12345678 ' }, 'INVALID_CLAIM', 'jti'],
    ['with a jti that ends in a line break', { jti: '12345678\n' }, 'INVALID_CLAIM', 'jti'],
    ['with a jti outside ASCII', { jti: '编号编号编号编号' }, 'INVALID_CLAIM', 'jti'],
    ['with a scope of 1025', { scope: 's'.repeat(1025) }, 'INVALID_CLAIM', 'scope'],
    ['with scopes parted by two spaces', { scope: 'a  b' }, 'INVALID_CLAIM', 'scope'],
    ['with a scope list', { scope: ['a'] }, 'INVALID_CLAIM', 'scope'],
    ['with iat as text', { iat: String(NOW) }, 'INVALID_CLAIM', 'iat'],
    ['with a fractional exp', { exp: NOW + 0.5 }, 'INVALID_CLAIM', 'exp'],
    ['with a negative iat', { iat: -1 }, 'INVALID_CLAIM', 'iat'],
    ['with a huge exp', { exp: 1e300 }, 'INVALID_CLAIM', 'exp'],
    ['with nbf as text', { nbf: 'now' }, 'INVALID_CLAIM', 'nbf'],
    ['for another audience', { aud: 'https://other.example.cn' }, 'WRONG_AUDIENCE'],
    ['for a longer audience', { aud: `${AUDIENCE}/` }, 'WRONG_AUDIENCE'],
    ['for several audiences', { aud: [AUDIENCE, 'https://other.example.cn'] }, 'WRONG_AUDIENCE'],
    ['for this audience twice', { aud: [AUDIENCE, AUDIENCE] }, 'WRONG_AUDIENCE'],
    ['for no audience', { aud: [] }, 'INVALID_CLAIM', 'aud'],
    ['with an audience that is no text', { aud: [AUDIENCE, 1] }, 'INVALID_CLAIM', 'aud'],
    ['31 s after expiry', { iat: NOW - 100, exp: NOW - 31 }, 'EXPIRED'],
    ['when they expire before their issue', { iat: NOW, exp: NOW - 1 }, 'EXPIRED'],
    ['when they expire before they begin', { nbf: NOW + 5, exp: NOW + 4 }, 'EXPIRED'],
    ['11 s ahead of issue', { iat: NOW + 11 }, 'NOT_YET_VALID'],
    ['11 s ahead of nbf', { nbf: NOW + 11 }, 'NOT_YET_VALID'],
    ['with a lifetime of 301 s', { exp: NOW + 301 }, 'LIFETIME_TOO_LONG'],
    ['with a lifetime of 301 s, half gone', { iat: NOW - 150, exp: NOW + 151 }, 'LIFETIME_TOO_LONG'],
    ['when they expire in 301 s', { iat: NOW + 1, exp: NOW + 301 }, 'LIFETIME_TOO_LONG'],
  ];
  test.each(cases)('%s', async (_name, claims, ...expected) => {
    expectRefusal(await judge(await signWith(claims)), ...expected);
  });

  test('when the clock is no number', async () => {
    expectRefusal(await judge(await good(), ourKey, Number.NaN), 'EXPIRED');
  });
});

test.each([
  ['a lifetime of 301 s', { lifetimeSeconds: 301 }],
  ['no lifetime', { lifetimeSeconds: 0 }],
  ['a short jti', { jti: 'short' }],
  ['no scope', { scopes: [] }],
  ['a scope with a quote', { scopes: ['a"b'] }],
  ['an empty subject', { subject: '' }],
  ['an empty audience', { audience: '' }],
  ['more than fits', { audience: 'a'.repeat(9000) }],
])('signing refuses %s', async (_name, change) => {
  await expect(signAgencyToken({ ...signing(pair.privateJwk), ...change })).rejects.toThrow(RangeError);
});

function malleableTwin(raw: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [header, claims, signature = ''] = raw.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  bytes.write((order - s).toString(16).padStart(64, '0'), 32, 'hex');
  return `${header}.${claims}.${bytes.toString('base64url')}`;
}
