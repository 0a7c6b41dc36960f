import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { checkPublicJwk, generateSigningKey, importVerifyKey, SIGNING_ALGORITHMS } from './keys.js';

const [es256, eddsa, ps256] = await Promise.all(
  SIGNING_ALGORITHMS.map(async (alg) => (await generateSigningKey(alg, `key-${alg}`)) as never as KeyPair),
);
type Members = Record<string, unknown>;
type KeyPair = { privateJwk: Members; publicJwk: Members };

const b64 = (bytes: Uint8Array | number[]) => Buffer.from(bytes).toString('base64url');
const ed = (bytes: Uint8Array | number[]) => ({ ...eddsa?.publicJwk, x: b64(bytes) });
const rsaOf = (bits: number) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { ...publicKey.export({ format: 'jwk' }), alg: 'PS256', kid: 'rsa' };
};
const modulus = () => Buffer.from(String(ps256?.publicJwk.n), 'base64url');
/** Another spelling of the same bytes: sets a bit that base64url leaves over. 32 bytes leave two bits. */
const respell = (text: unknown) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return String(text).slice(0, -1) + alphabet[alphabet.indexOf(String(text).slice(-1)) + 1];
};
const reverseHex = (hex: string) => Buffer.from(hex, 'hex').reverse();

describe('a generated key', () => {
  test.each(SIGNING_ALGORITHMS)('%s signs what its public half verifies, and passes the check', async (alg) => {
    const { privateJwk, publicJwk } = await generateSigningKey(alg);
    expect(publicJwk).toMatchObject({ alg, use: 'sig', kid: await calculateJwkThumbprint(publicJwk) });
    expect(privateJwk).toMatchObject({ alg, use: 'sig', kid: publicJwk.kid });
    expect(checkPublicJwk(publicJwk)).toEqual({ ok: true, jwk: publicJwk, alg, kid: publicJwk.kid });

    const signed = await new CompactSign(Buffer.from('x'))
      .setProtectedHeader({ alg })
      .sign(await importJWK(privateJwk, alg));
    await expect(compactVerify(signed, await importVerifyKey(publicJwk))).resolves.toBeDefined();
  });

  test('takes the given kid, and refuses one that could not be registered', async () => {
    expect((await generateSigningKey('EdDSA', '2026-a')).publicJwk.kid).toBe('2026-a');
    await expect(generateSigningKey('EdDSA', 'a b')).rejects.toThrow(RangeError);
  });
});

describe('checkPublicJwk', () => {
  test('drops members that are not part of the key', () => {
    const check = checkPublicJwk({ ...es256?.publicJwk, x5u: 'https://example.cn/c', x5c: ['AA'], ext: true, note: 1 });
    expect(check).toMatchObject({ ok: true, jwk: es256?.publicJwk });
    expect(check.ok && Object.keys(check.jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('accepts key_ops that allow verifying only', () => {
    expect(checkPublicJwk({ ...es256?.publicJwk, use: undefined, key_ops: ['verify'] }).ok).toBe(true);
  });

  const refusals: [name: string, field: string, input: () => unknown][] = [
    ['nothing', '', () => undefined],
    ['null', '', () => null],
    ['a string', '', () => 'key'],
    ['a list', '', () => [es256?.publicJwk]],
    ['a cycle', '', cyclic],
    ['an object that hides behind toJSON', '', () => ({ ...es256?.publicJwk, toJSON: () => undefined })],
    ['an object whose accessor throws', '', hostile],
    ['over-large input', '', () => ({ ...es256?.publicJwk, note: 'x'.repeat(17_000) })],
    ['a private EC key', 'd', () => es256?.privateJwk],
    ['a private Ed25519 key', 'd', () => eddsa?.privateJwk],
    ['a private RSA key', 'd', () => ps256?.privateJwk],
    ['an RSA prime', 'p', () => ({ ...ps256?.publicJwk, p: 'AQ' })],
    ['a symmetric key', 'k', () => ({ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256', kid: 'a' })],
    ['alg missing', 'alg', () => ({ ...es256?.publicJwk, alg: undefined })],
    ['alg none', 'alg', () => ({ ...es256?.publicJwk, alg: 'none' })],
    ['alg HS256', 'alg', () => ({ ...es256?.publicJwk, alg: 'HS256' })],
    ['alg RS256', 'alg', () => ({ ...ps256?.publicJwk, alg: 'RS256' })],
    ['alg as a list', 'alg', () => ({ ...es256?.publicJwk, alg: ['ES256'] })],
    ['kid missing', 'kid', () => ({ ...es256?.publicJwk, kid: undefined })],
    ['kid empty', 'kid', () => ({ ...es256?.publicJwk, kid: '' })],
    ['kid a number', 'kid', () => ({ ...es256?.publicJwk, kid: 7 })],
    ['kid of 129 characters', 'kid', () => ({ ...es256?.publicJwk, kid: 'k'.repeat(129) })],
    ['kid with a line break', 'kid', () => ({ ...es256?.publicJwk, kid: 'a\nb' })],
    ['use enc', 'use', () => ({ ...es256?.publicJwk, use: 'enc' })],
    ['key_ops sign', 'key_ops', () => ({ ...es256?.publicJwk, key_ops: ['verify', 'sign'] })],
    ['an EC key as EdDSA', 'kty', () => ({ ...es256?.publicJwk, alg: 'EdDSA' })],
    ['an Ed25519 key as ES256', 'kty', () => ({ ...eddsa?.publicJwk, alg: 'ES256' })],
    ['an RSA key as ES256', 'kty', () => ({ ...ps256?.publicJwk, alg: 'ES256' })],
    ['an EC key as PS256', 'kty', () => ({ ...es256?.publicJwk, alg: 'PS256' })],
    ['another EC curve', 'crv', () => ({ ...es256?.publicJwk, crv: 'P-384' })],
    ['X25519 as EdDSA', 'crv', () => ({ ...eddsa?.publicJwk, crv: 'X25519' })],
    ['Ed448', 'crv', () => ({ ...eddsa?.publicJwk, crv: 'Ed448' })],
    ['an EC point off the curve', 'x', () => ({ ...es256?.publicJwk, y: es256?.publicJwk.x })],
    ['x too short', 'x', () => ({ ...es256?.publicJwk, x: b64(new Uint8Array(31)) })],
    ['x padded', 'x', () => ({ ...es256?.publicJwk, x: `${es256?.publicJwk.x}=` })],
    ['x spelled otherwise', 'x', () => ({ ...es256?.publicJwk, x: respell(es256?.publicJwk.x) })],
    ['y missing', 'y', () => ({ ...es256?.publicJwk, y: undefined })],
    ['Ed25519 x of 33 bytes', 'x', () => ed(new Uint8Array(33))],
    ['Ed25519 bytes off the curve', 'x', () => ed([2, ...Array(31).fill(0)])],
    ['Ed25519 beyond the field', 'x', () => ed(Array(32).fill(0xff))],
    ['Ed25519 neutral element', 'x', () => ed([1, ...Array(31).fill(0)])],
    ['Ed25519 negative zero', 'x', () => ed([1, ...Array(30).fill(0), 0x80])],
    ['Ed25519 point of order 2', 'x', () => ed(reverseHex(`7f${'ff'.repeat(30)}ec`))],
    ['Ed25519 point of order 4', 'x', () => ed(new Uint8Array(32))],
    [
      'Ed25519 point of order 8',
      'x',
      () => ed(Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex')),
    ],
    ['RSA of 1024 bits', 'n', () => rsaOf(1024)],
    ['RSA of 2047 bits', 'n', () => ({ ...ps256?.publicJwk, n: b64([0x7f, ...modulus().subarray(-255)]) })],
    ['RSA of 4104 bits', 'n', () => ({ ...ps256?.publicJwk, n: b64([...Array(513).fill(0xff)]) })],
    ['an even modulus', 'n', () => ({ ...ps256?.publicJwk, n: b64([...modulus().subarray(0, -1), 2]) })],
    ['a modulus led by zeros', 'n', () => ({ ...ps256?.publicJwk, n: b64([0, ...modulus()]) })],
    ['n missing', 'n', () => ({ ...ps256?.publicJwk, n: undefined })],
    ['e of 1', 'e', () => ({ ...ps256?.publicJwk, e: 'AQ' })],
    ['e of 3', 'e', () => ({ ...ps256?.publicJwk, e: 'Aw' })],
    ['an even e', 'e', () => ({ ...ps256?.publicJwk, e: b64([1, 0, 2]) })],
    ['e missing', 'e', () => ({ ...ps256?.publicJwk, e: '' })],
  ];

  test.each(refusals)('refuses %s', (_name, field, input) => {
    const check = checkPublicJwk(input());
    expect(check).toMatchObject({ ok: false, problem: { field } });
    expect(!check.ok && check.problem.message).toMatch(/^\S.*\.$/);
  });
});

function cyclic(): unknown {
  const key: Members = { ...es256?.publicJwk };
  key.self = key;
  return key;
}

function hostile(): unknown {
  return Object.defineProperty({ ...es256?.publicJwk }, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('trap');
    },
  });
}
