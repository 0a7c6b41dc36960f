import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type AgencyClaims,
  readAgencyToken,
  type UnverifiedToken,
  verifyAgencyToken,
} from '../../libs/signing/agency-token.js';
import type { Clock } from '../common/clock.js';
import { isScope, type Scope } from '../common/context/scopes.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isUsable } from './key.policy.js';
import type { KnownTenant, TenantDirectory } from './tenant-directory.js';

/** Why a request is not let in. The reason is for the caller's own debugging and never tells of another tenant. */
export interface AuthenticationRefusal {
  readonly reason: string;
  readonly message: string;
}

export type Authentication =
  | { readonly ok: true; readonly context: TenantContext }
  | { readonly ok: false; readonly refusal: AuthenticationRefusal };

interface Verified {
  readonly digest: string;
  readonly claims: AgencyClaims;
}

const BEARER = /^Bearer ([^\s]+)$/i;

/** Turns an `Authorization` header into a tenant context: the only place where one is made for a caller. */
export class Authenticator {
  /** Verified tokens by issuer and `jti`; a hit counts only when the whole token is the same (digest). */
  private readonly verified = new LRUCache<string, Verified>({ max: 50_000 });

  constructor(
    private readonly directory: TenantDirectory,
    private readonly clock: Clock,
    private readonly audience: string,
    private readonly onRefusal: (reason: string) => void = () => undefined,
  ) {}

  /** Checks the header's token in full (DESIGN §6, RFC 8725). Never throws for what a caller sends. */
  async authenticate(authorization: string | undefined, requestId: string): Promise<Authentication> {
    const result = await this.check(authorization, requestId);
    if (!result.ok) this.onRefusal(result.refusal.reason);
    return result;
  }

  /** Whether the tenant and key behind a context are still good: asked again and again for open subscriptions. */
  async isStillGood(context: Pick<TenantContext, 'tenantCode' | 'keyId'>): Promise<boolean> {
    const known = await this.directory.find(context.tenantCode);
    const key = known?.keys.get(context.keyId);
    return known?.tenant.state === 'ACTIVE' && key !== undefined && isUsable(key.row, this.clock.now());
  }

  private async check(authorization: string | undefined, requestId: string): Promise<Authentication> {
    const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    if (!bearer) return refuse('MISSING_TOKEN', 'Send a tenant token as `Authorization: Bearer <token>`.');
    const read = readAgencyToken(bearer);
    if (!read.ok) return refuse(read.reason, read.message);
    const known = await this.directory.find(read.token.issuer);
    const key = known?.keys.get(read.token.keyId);
    if (!known || !key || !isUsable(key.row, this.clock.now())) {
      // One answer for no such tenant, no such key, revoked and outside its window: nothing to probe.
      return refuse('UNKNOWN_KEY', 'The token names no usable key of a known tenant.');
    }
    const checked = await this.verify(read.token, key);
    if (!checked.ok) return refuse(checked.reason, checked.message);
    if (known.tenant.state !== 'ACTIVE') return refuse('TENANT_SUSPENDED', 'The tenant is suspended.');
    return { ok: true, context: contextFor(known, checked.claims, requestId) };
  }

  private async verify(
    token: UnverifiedToken,
    key: { cryptoKey: CryptoKey; algorithm: AlgorithmOf; row: { keyId: string } },
  ) {
    const nowSeconds = this.clock.now() / 1000;
    const cacheKey = `${token.issuer} ${token.tokenId}`;
    const digest = hash('sha256', token.raw, 'base64');
    const cached = this.verified.get(cacheKey);
    if (cached?.digest === digest && nowSeconds < cached.claims.expiresAt)
      return { ok: true as const, claims: cached.claims };
    const checked = await verifyAgencyToken(token, {
      key: { key: key.cryptoKey, alg: key.algorithm, kid: key.row.keyId },
      audience: this.audience,
      nowSeconds,
    });
    if (checked.ok) this.verified.set(cacheKey, { digest, claims: checked.claims });
    return checked;
  }
}

type AlgorithmOf = NonNullable<ReturnType<KnownTenant['keys']['get']>>['algorithm'];
type CryptoKey = NonNullable<ReturnType<KnownTenant['keys']['get']>>['cryptoKey'];

const refuse = (reason: string, message: string): Authentication => ({ ok: false, refusal: { reason, message } });

/** The token narrows the tenant's granted scopes; it can never widen them. */
function contextFor({ tenant }: KnownTenant, claims: AgencyClaims, requestId: string): TenantContext {
  const granted = new Set(tenant.scopes);
  const scopes = claims.scopes.filter((scope): scope is Scope => isScope(scope) && granted.has(scope));
  return {
    tenantId: tenant.id,
    tenantCode: tenant.code,
    tenantKind: tenant.kind,
    jurisdiction: tenant.jurisdiction,
    actor: claims.subject,
    scopes: new Set(scopes),
    requestId,
    tokenId: claims.tokenId,
    keyId: claims.keyId,
    tokenExpiresAtMs: claims.expiresAt * 1000,
  };
}
