import { createPrivateKey, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import type { TestGateway, TestTenant } from './profiles.js';

export type Json = Record<string, unknown>;

export const b64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');

/** Header and claims of a token that the gateway takes; a test spoils one thing of it. */
export function goodParts(gateway: TestGateway, tenant: TestTenant): { header: Json; claims: Json } {
  const iat = Math.floor(gateway.clock.now() / 1000);
  const { alg, kid } = tenant.privateJwk;
  return {
    header: { alg, typ: 'agency+jwt', kid },
    claims: {
      iss: tenant.code,
      sub: 'officer-1',
      aud: 'liaison',
      jti: randomUUID(),
      scope: tenant.credentials.scopes.join(' '),
      iat,
      exp: iat + 120,
    },
  };
}

/** A token over exactly these parts, signed by the tenant's Ed25519 key whatever the header says. */
export function sealed(tenant: TestTenant, header: Json | string, claims: Json | string): string {
  const input = [header, claims].map((part) => b64(typeof part === 'string' ? part : JSON.stringify(part))).join('.');
  const key = createPrivateKey({ key: tenant.privateJwk as JsonWebKey, format: 'jwk' });
  return `${input}.${b64(sign(null, Buffer.from(input), key))}`;
}

/** A good token with some of its header and claims replaced; `undefined` takes one out. */
export function forge(gateway: TestGateway, tenant: TestTenant, claims: Json = {}, header: Json = {}): string {
  const good = goodParts(gateway, tenant);
  return sealed(tenant, { ...good.header, ...header }, { ...good.claims, ...claims });
}
