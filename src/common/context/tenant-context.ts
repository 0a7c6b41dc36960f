/** Kinds of tenant (DESIGN §2). */
export const TENANT_KINDS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM', 'OVERSIGHT', 'OPERATOR'] as const;
export type TenantKind = (typeof TENANT_KINDS)[number];

/** The two kinds that act with public authority: sharing level AGENCIES means these. */
export const AGENCY_KINDS: readonly TenantKind[] = ['POLICE', 'MARKET_REGULATOR'];

/** What decides what a caller may see: who it is, not which request it sent. */
export interface Viewer {
  readonly tenantId: string;
  readonly tenantKind: TenantKind;
  /** GB/T 2260 division code, six digits; 000000 is the whole country. */
  readonly jurisdiction: string;
}

/** The caller of one request: immutable, made once by the authenticator, passed as the first argument everywhere. */
export interface TenantContext extends Viewer {
  readonly tenantCode: string;
  /** `sub` of the token: the person or system acting. */
  readonly actor: string;
  readonly scopes: ReadonlySet<string>;
  readonly requestId: string;
  /** `jti` of the token: used once for a mutation. */
  readonly tokenId: string;
  /** `kid` of the key that signed the token. */
  readonly keyId: string;
  readonly tokenExpiresAtMs: number;
}
