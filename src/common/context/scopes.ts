import type { TenantKind } from './tenant-context.js';

/**
 * Every scope there is, and the kinds of tenant that the operator may grant it to.
 * The authorisation table in docs/ is printed from this and from the operations' decorators.
 */
export const SCOPES = {
  'entities:lookup': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'entities:search': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'reviews:write': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'screenings:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'screenings:write': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'reports:submit': ['PLATFORM'],
  'reports:read': ['PLATFORM'],
  'attachments:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'attachments:write': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'keys:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM', 'OVERSIGHT'],
  'blacklist:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM', 'OVERSIGHT'],
  'blacklist:propose': ['MARKET_REGULATOR'],
  'blacklist:proceed': ['MARKET_REGULATOR'],
  'blacklist:decide': ['MARKET_REGULATOR'],
  'blacklist:publish': ['MARKET_REGULATOR'],
  'joint-cases:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'joint-cases:file': ['POLICE', 'MARKET_REGULATOR'],
  'joint-cases:take-part': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'disclosures:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'disclosures:request': ['POLICE', 'MARKET_REGULATOR'],
  'disclosures:submit': ['POLICE', 'MARKET_REGULATOR'],
  'disclosures:answer': ['PLATFORM'],
  'disclosures:decide': ['PLATFORM'],
  'disclosures:administer': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'blacklist:check': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'subscriptions:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'subscriptions:write': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'],
  'events:read': ['POLICE', 'MARKET_REGULATOR', 'PLATFORM', 'OVERSIGHT'],
  'gateway-keys:write': ['OPERATOR'],
  'ledger:read': ['OVERSIGHT'],
  'queues:read': ['OPERATOR'],
  'tenants:read': ['OPERATOR', 'OVERSIGHT'],
  'tenants:write': ['OPERATOR'],
} as const satisfies Record<string, readonly TenantKind[]>;

export type Scope = keyof typeof SCOPES;

/** All scopes that a tenant of this kind may hold: the default grant. */
export function scopesOf(kind: TenantKind): Scope[] {
  return (Object.keys(SCOPES) as Scope[]).filter((scope) => (SCOPES[scope] as readonly TenantKind[]).includes(kind));
}

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);
