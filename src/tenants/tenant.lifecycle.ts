/** States of a tenant. */
export const TENANT_STATES = ['ACTIVE', 'SUSPENDED'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

/** States of a tenant's key: a retiring key still verifies, until its window ends; a revoked one never again. */
export const KEY_STATES = ['ACTIVE', 'RETIRING', 'REVOKED'] as const;
export type KeyState = (typeof KEY_STATES)[number];
