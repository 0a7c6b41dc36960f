import { calculateJwkThumbprint } from 'jose';
import { generateSigningKey } from '../signing/keys.js';
import {
  checkEncryptionJwk,
  ENCRYPTION_CURVES,
  generateEncryptionKey,
  importEncryptionKey,
} from './encryption-keys.js';

const p256 = await generateEncryptionKey('P-256');
const x25519 = await generateEncryptionKey('X25519');
const { kid: _, ...nameless } = p256.publicJwk;
const b64 = (bytes: number[]) => Buffer.from(bytes).toString('base64url');
const point = (bytes: number[]) => ({ ...x25519.publicJwk, x: b64(bytes), kid: undefined });
const respelt = (text: string) => `${text.slice(0, -1)}${String.fromCharCode(text.charCodeAt(text.length - 1) + 1)}`;

describe('a generated key', () => {
  test.each(ENCRYPTION_CURVES)('on %s passes the check and is named by its thumbprint', async (crv) => {
    const { privateJwk, publicJwk } = await generateEncryptionKey(crv);
    expect(publicJwk).toMatchObject({ crv, alg: 'ECDH-ES+A256KW', use: 'enc' });
    expect(publicJwk.kid).toBe(await calculateJwkThumbprint(publicJwk));
    expect(publicJwk).not.toHaveProperty('d');
    expect(privateJwk).toEqual({ ...publicJwk, d: expect.any(String) });
    expect(await checkEncryptionJwk(publicJwk)).toEqual({ ok: true, jwk: publicJwk });
    expect((await importEncryptionKey(privateJwk)).type).toBe('private');
    expect((await importEncryptionKey(publicJwk)).type).toBe('public');
  });
});

describe('checkEncryptionJwk', () => {
  test('fills in the kid and drops members that are not part of the key', async () => {
    expect(await checkEncryptionJwk({ ...nameless, x5u: 'https://example.cn', ext: true, key_ops: [] })).toEqual({
      ok: true,
      jwk: p256.publicJwk,
    });
  });

  const refusals: [name: string, field: string, input: () => unknown][] = [
    ['nothing', '', () => undefined],
    ['a list', '', () => [p256.publicJwk]],
    ['text', '', () => JSON.stringify(p256.publicJwk)],
    ['an object that hides behind toJSON', '', () => ({ ...p256.publicJwk, toJSON: () => [] })],
    ['an over-long key', '', () => ({ ...p256.publicJwk, note: 'n'.repeat(4096) })],
    ['a private P-256 key', 'd', () => p256.privateJwk],
    ['a private X25519 key', 'd', () => x25519.privateJwk],
    ['a symmetric key', 'k', () => ({ kty: 'oct', k: 'AA', alg: 'ECDH-ES+A256KW' })],
    ['no alg', 'alg', () => ({ ...p256.publicJwk, alg: undefined })],
    ['direct agreement', 'alg', () => ({ ...p256.publicJwk, alg: 'ECDH-ES' })],
    ['a shorter key wrap', 'alg', () => ({ ...p256.publicJwk, alg: 'ECDH-ES+A128KW' })],
    ['use sig', 'use', () => ({ ...p256.publicJwk, use: 'sig' })],
    ['key_ops that derive', 'key_ops', () => ({ ...p256.publicJwk, key_ops: ['deriveBits'] })],
    ['P-384', 'crv', () => ({ ...p256.publicJwk, crv: 'P-384' })],
    ['Ed25519', 'crv', () => ({ ...x25519.publicJwk, crv: 'Ed25519' })],
    ['kty OKP on P-256', 'kty', () => ({ ...p256.publicJwk, kty: 'OKP' })],
    ['kty EC on X25519', 'kty', () => ({ ...x25519.publicJwk, kty: 'EC' })],
    ['x too short', 'x', () => point([1, 2, 3])],
    ['x padded', 'x', () => ({ ...p256.publicJwk, x: `${p256.publicJwk.x}=` })],
    ['x spelt another way', 'x', () => ({ ...p256.publicJwk, x: respelt(p256.publicJwk.x) })],
    ['y missing', 'y', () => ({ ...p256.publicJwk, y: undefined })],
    ['a point off the curve', 'x', () => ({ ...p256.publicJwk, y: p256.publicJwk.x, kid: undefined })],
    ['the point 0 on X25519', 'x', () => point(Array(32).fill(0))],
    ['the point 1 on X25519', 'x', () => point([1, ...Array(31).fill(0)])],
    ['a kid of its own', 'kid', () => ({ ...p256.publicJwk, kid: 'my-key' })],
    ["another key's thumbprint", 'kid', () => ({ ...p256.publicJwk, kid: x25519.publicJwk.kid })],
  ];
  test.each(refusals)('refuses %s', async (_name, field, input) => {
    expect(await checkEncryptionJwk(input())).toMatchObject({ ok: false, problem: { field } });
  });

  test('refuses a signing key', async () => {
    const { publicJwk } = await generateSigningKey('ES256');
    expect((await checkEncryptionJwk(publicJwk)).ok).toBe(false);
  });
});
