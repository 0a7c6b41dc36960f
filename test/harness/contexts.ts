import type { TenantContext } from '../../src/common/context/tenant-context.js';
import { newId } from '../../src/common/ids.js';
import type { TestTenant } from './profiles.js';

/** The context that the authenticator would make of somebody at a tenant, for services that no operation reaches. */
export const authenticatedAs = (tenant: TestTenant, name: string): TenantContext => ({
  tenantId: tenant.id,
  tenantKind: tenant.kind,
  tenantCode: tenant.code,
  jurisdiction: '330100',
  actor: `${tenant.code}-${name}`,
  scopes: new Set(tenant.credentials.scopes),
  requestId: newId(),
  tokenId: newId(),
  keyId: `${tenant.code}-1`,
  tokenExpiresAtMs: Number.MAX_SAFE_INTEGER,
});
