import { importJWK } from 'jose';
import { type AgencyTokenKey, readAgencyToken, verifyAgencyToken } from './agency-token.js';
import { AGENCY_TOKEN_REFUSALS, type AgencyTokenRefusal } from './agency-token-parts.js';
import { generateSigningKey, importVerifyKey } from './keys.js';

export const NOW = 1_800_000_000;
export const AUDIENCE = 'https://liaison.example.cn';
export const KID = '2026-a';

export const pair = await generateSigningKey('ES256', KID);
export const stranger = await generateSigningKey('ES256', KID);
export const edwards = await generateSigningKey('EdDSA', KID);
export const pss = await generateSigningKey('PS256', KID);
const privateKey = await importJWK(pair.privateJwk, 'ES256');
export const ourKey: AgencyTokenKey = { key: await importVerifyKey(pair.publicJwk), alg: 'ES256', kid: KID };

export const goodClaims = {
  iss: 'hz-police',
  sub: '张警官',
  aud: AUDIENCE,
  jti: '0192f0c1-aaaa',
  scope: 'entities:read flags:read',
  iat: NOW,
  exp: NOW + 120,
};
export const goodHeader = { alg: 'ES256', typ: 'agency+jwt', kid: KID };

export type Json = Record<string, unknown>;
export const b64 = (value: string | Uint8Array) => Buffer.from(value).toString('base64url');

/** A token over exactly these bytes, so that forms no library would write can be tried. */
export async function signBytes(header: string | Uint8Array, claims: string | Uint8Array): Promise<string> {
  const input = `${b64(header)}.${b64(claims)}`;
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey as never,
    Buffer.from(input),
  );
  return `${input}.${b64(new Uint8Array(signature))}`;
}
export const signWith = (claims: Json, header: Json = {}) =>
  signBytes(JSON.stringify({ ...goodHeader, ...header }), JSON.stringify({ ...goodClaims, ...claims }));
export const good = () => signWith({});

export async function judge(raw: unknown, key = ourKey, nowSeconds = NOW) {
  const read = readAgencyToken(raw);
  return read.ok ? verifyAgencyToken(read.token, { key, audience: AUDIENCE, nowSeconds }) : read;
}

export function expectRefusal(result: unknown, reason: AgencyTokenRefusal, field?: string): void {
  const expected: Json = { ok: false, reason, message: AGENCY_TOKEN_REFUSALS[reason] };
  expect(result).toEqual(field === undefined ? expected : { ...expected, field });
}

export function signing(privateJwk: typeof pair.privateJwk) {
  return { privateJwk, issuer: 'hz-police', subject: 'a', audience: AUDIENCE, scopes: ['b'], nowSeconds: NOW };
}
