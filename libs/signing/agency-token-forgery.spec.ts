import { createHmac, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, importJWK } from 'jose';
import {
  AUDIENCE,
  b64,
  edwards,
  expectRefusal,
  good,
  goodClaims,
  goodHeader,
  type Json,
  judge,
  KID,
  NOW,
  ourKey,
  pair,
  pss,
  signBytes,
  signing,
  signWith,
  stranger,
} from './agency-token.fixture.js';
import { readAgencyToken, signAgencyToken, verifyAgencyToken } from './agency-token.js';
import { AGENCY_TOKEN_REFUSALS, type AgencyTokenRefusal, type RefusedToken } from './agency-token-parts.js';
import { importVerifyKey, type SigningAlgorithm } from './keys.js';

describe('headers are refused', () => {
  const cases: [string, Json, AgencyTokenRefusal, string?][] = [
    ['without typ', { typ: undefined }, 'WRONG_TYPE'],
    ['with typ JWT', { typ: 'JWT' }, 'WRONG_TYPE'],
    ['with typ in capitals', { typ: 'Agency+JWT' }, 'WRONG_TYPE'],
    ['with typ secevent+jwt', { typ: 'secevent+jwt' }, 'WRONG_TYPE'],
    ['with typ as a media type', { typ: 'application/agency+jwt' }, 'WRONG_TYPE'],
    ['without alg', { alg: undefined }, 'ALGORITHM_REFUSED'],
    ['with alg none', { alg: 'none' }, 'ALGORITHM_REFUSED'],
    ['with alg nOnE', { alg: 'nOnE' }, 'ALGORITHM_REFUSED'],
    ['with alg RS256', { alg: 'RS256' }, 'ALGORITHM_REFUSED'],
    ['with alg es256', { alg: 'es256' }, 'ALGORITHM_REFUSED'],
    ['with another algorithm than the key has', { alg: 'EdDSA' }, 'ALGORITHM_REFUSED'],
    ['without kid', { kid: undefined }, 'MISSING_CLAIM', 'kid'],
    ['with kid a number', { kid: 1 }, 'INVALID_CLAIM', 'kid'],
    ['with kid of 129', { kid: 'k'.repeat(129) }, 'INVALID_CLAIM', 'kid'],
    ['with a kid that was not looked up', { kid: '2026-b' }, 'UNKNOWN_KEY'],
    ['with crit', { crit: ['exp'] }, 'CRITICAL_HEADER'],
    ['with an empty crit', { crit: [] }, 'CRITICAL_HEADER'],
    ['with b64', { b64: false }, 'CRITICAL_HEADER'],
    ['with b64 and crit', { b64: false, crit: ['b64'] }, 'CRITICAL_HEADER'],
    ['with zip', { zip: 'DEF' }, 'CRITICAL_HEADER'],
  ];
  test.each(cases)('%s', async (_name, header, ...expected) => {
    expectRefusal(await judge(await signWith({}, header)), ...expected);
  });

  test('alg none with an empty signature', async () => {
    const [, claims] = (await good()).split('.');
    expectRefusal(
      await judge(`${b64(JSON.stringify({ ...goodHeader, alg: 'none' }))}.${claims}.`),
      'ALGORITHM_REFUSED',
    );
  });

  test.each(['pem', 'der', 'raw'])('HS256 keyed with the public key (%s)', async (form) => {
    const secret = publicKeyText(form);
    const input = `${b64(JSON.stringify({ ...goodHeader, alg: 'HS256' }))}.${b64(JSON.stringify(goodClaims))}`;
    const forged = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    expectRefusal(await judge(forged), 'ALGORITHM_REFUSED');
  });
});

describe('signatures and keys', () => {
  test.each([
    ['an empty signature', (raw: string) => `${raw.split('.').slice(0, 2).join('.')}.`],
    ['a signature of zeros', (raw: string) => `${raw.split('.').slice(0, 2).join('.')}.${b64(new Uint8Array(64))}`],
    ['a DER signature', (raw: string) => `${raw.split('.').slice(0, 2).join('.')}.${b64(new Uint8Array(70))}`],
  ])('%s is refused', async (_name, change) => {
    expectRefusal(await judge(change(await good())), 'BAD_SIGNATURE');
  });

  test('the signature of another key with the same id is refused, embedded as jwk or not', async () => {
    for (const jwk of [undefined, stranger.publicJwk]) {
      const forged = await new CompactSign(Buffer.from(JSON.stringify(goodClaims)))
        .setProtectedHeader({ ...goodHeader, ...(jwk && { jwk }) })
        .sign(await importJWK(stranger.privateJwk, 'ES256'));
      expectRefusal(await judge(forged), 'BAD_SIGNATURE');
    }
  });

  test('an ES256 token against an EdDSA key of the same id is refused, however the key is labelled', async () => {
    const raw = await good();
    expectRefusal(await judge(raw, { key: edwards.publicJwk, alg: 'EdDSA', kid: KID }), 'ALGORITHM_REFUSED');
    expectRefusal(
      await judge(raw, { key: await importVerifyKey(edwards.publicJwk), alg: 'ES256', kid: KID }),
      'BAD_SIGNATURE',
    );
  });

  test('a key that cannot be used is no reason to throw', async () => {
    const broken = { ...pair.publicJwk, x: '!' } as typeof pair.publicJwk;
    expectRefusal(await judge(await good(), { key: broken, alg: 'ES256', kid: KID }), 'UNKNOWN_KEY');
    const odd = { key: ourKey.key, alg: 'HS256' as SigningAlgorithm, kid: KID };
    expectRefusal(await judge(await good(), odd), 'ALGORITHM_REFUSED');
  });

  test('an issuer changed between the two steps is refused', async () => {
    const read = readAgencyToken(await good());
    if (!read.ok) throw new Error(read.message);
    const token = { ...read.token, issuer: 'sz-police' };
    expectRefusal(await verifyAgencyToken(token, { key: ourKey, audience: AUDIENCE, nowSeconds: NOW }), 'UNKNOWN_KEY');
  });
});

describe('forms are refused', () => {
  const cases: [string, (raw: string) => unknown, AgencyTokenRefusal][] = [
    ['nothing', () => undefined, 'MALFORMED'],
    ['an object', () => ({ token: 'x' }), 'MALFORMED'],
    ['an empty string', () => '', 'MALFORMED'],
    ['a word', () => 'token', 'MALFORMED'],
    ['two parts', (raw) => raw.split('.').slice(0, 2).join('.'), 'MALFORMED'],
    ['a dot after', (raw) => `${raw}.`, 'MALFORMED'],
    ['a dot before', (raw) => `.${raw}`, 'MALFORMED'],
    ['a dot inside', (raw) => raw.replace('.', '..'), 'MALFORMED'],
    ['three empty parts', () => '..', 'MALFORMED'],
    ['padding', (raw) => `${raw}=`, 'NOT_CANONICAL'],
    ['full padding', (raw) => `${raw}==`, 'NOT_CANONICAL'],
    ['a space after', (raw) => `${raw} `, 'NOT_CANONICAL'],
    ['a space before', (raw) => ` ${raw}`, 'NOT_CANONICAL'],
    ['a line break', (raw) => `${raw}\n`, 'NOT_CANONICAL'],
    ['whitespace between parts', (raw) => raw.replaceAll('.', '\t.'), 'NOT_CANONICAL'],
    ['a null character', (raw) => `${raw}\0`, 'NOT_CANONICAL'],
    ['trailing bits', (raw) => `${raw.slice(0, -1)}${nextLetter(raw.slice(-1))}`, 'NOT_CANONICAL'],
    ['characters that make no byte', (raw) => `${raw}AAA`, 'NOT_CANONICAL'],
    ['standard base64 letters', (raw) => raw.replace(/.$/, '+'), 'NOT_CANONICAL'],
    ['a full-width letter', (raw) => `Ｅ${raw.slice(1)}`, 'NOT_CANONICAL'],
    ['an invisible letter', (raw) => `${raw}\u200b`, 'NOT_CANONICAL'],
    ['8193 characters', () => 'a'.repeat(8193), 'TOO_LARGE'],
    ['a megabyte of dots', () => '.'.repeat(1_000_000), 'TOO_LARGE'],
  ];
  test.each(cases)('%s', async (_name, change, reason) => {
    expectRefusal(await judge(change(await good())), reason);
  });

  const header = JSON.stringify(goodHeader);
  const claims = JSON.stringify(goodClaims);
  const bytes: [string, string | Uint8Array, string | Uint8Array][] = [
    ['a header list', '[]', claims],
    ['a header null', 'null', claims],
    ['a header that is no JSON', '{', claims],
    ['claims as a string', header, '"x"'],
    ['claims after a byte order mark', header, `\ufeff${claims}`],
    ['claims followed by more', header, `${claims}{}`],
    ['claims in broken UTF-8', header, Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')])],
    ['claims nested a thousandfold without end', header, '['.repeat(3000)],
  ];
  test.each(bytes)('%s', async (_name, head, body) => {
    expectRefusal(await judge(await signBytes(head, body)), 'MALFORMED');
  });

  test('8192 characters are still read', async () => {
    const bare = (await signWith({ pad: '' })).length;
    let pad = Math.floor(((8192 - bare) * 3) / 4) - 2;
    while ((await signWith({ pad: 'x'.repeat(pad + 1) })).length <= 8192) pad++;
    const raw = await signWith({ pad: 'x'.repeat(pad) });
    expect(raw.length).toBeGreaterThan(8190);
    expect(await judge(raw)).toMatchObject({ ok: true });
  });

  test('a member called __proto__ lends the token nothing', async () => {
    const { kid: _kid, ...rest } = goodHeader;
    const text = `${JSON.stringify(rest).slice(0, -1)},"__proto__":{"kid":"${KID}"}}`;
    expectRefusal(await judge(await signBytes(text, claims)), 'MISSING_CLAIM', 'kid');
  });
});

describe('for any change', () => {
  test('of one character the token is refused, and nothing of it is echoed', async () => {
    for (const { privateJwk, publicJwk } of [pair, edwards, pss]) {
      const raw = await signAgencyToken({ ...signing(privateJwk), jti: 'secret-token-id' });
      const key = { key: await importVerifyKey(publicJwk), alg: privateJwk.alg, kid: KID };
      const letters = fc.constantFrom(...'ABCDEFXYZabcxyz0189-_.=+/ ', 'é', '\u200b');
      await fc.assert(
        fc.asyncProperty(fc.nat(raw.length - 1), letters, async (at, letter) => {
          fc.pre(raw[at] !== letter);
          const result = await judge(raw.slice(0, at) + letter + raw.slice(at + 1), key);
          expect(result.ok).toBe(false);
          expect(JSON.stringify(result)).not.toContain('secret-token-id');
          expect(AGENCY_TOKEN_REFUSALS).toHaveProperty((result as RefusedToken).reason);
        }),
        { numRuns: 300 },
      );
    }
  });

  test('of length or order the token is refused', async () => {
    const raw = await good();
    for (let cut = 1; cut < raw.length; cut++) expect(readOrRefuse(await judge(raw.slice(0, -cut)))).toBe('refused');
    expect(readOrRefuse(await judge(raw.split('.').reverse().join('.')))).toBe('refused');
  });

  test('anything at all is answered without throwing', async () => {
    await fc.assert(fc.asyncProperty(fc.anything(), async (input) => expect((await judge(input)).ok).toBe(false)));
    const part = fc.oneof(fc.json(), fc.string()).map(b64);
    await fc.assert(
      fc.asyncProperty(fc.tuple(part, part, part), async (parts) =>
        expect((await judge(parts.join('.'))).ok).toBe(false),
      ),
    );
  });
});

function readOrRefuse(result: { ok: boolean }): string {
  return result.ok ? 'accepted' : 'refused';
}

function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(letter) + 1] ?? 'B';
}

function publicKeyText(form: string): string | Buffer {
  if (form === 'raw') return JSON.stringify(pair.publicJwk);
  const key = createPublicKey({ key: pair.publicJwk, format: 'jwk' });
  return form === 'pem' ? key.export({ type: 'spki', format: 'pem' }) : key.export({ type: 'spki', format: 'der' });
}
