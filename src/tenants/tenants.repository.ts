import type { TenantKind } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { KeyState, TenantState } from './tenant.lifecycle.js';

/** A tenant as the gateway uses it. */
export interface Tenant {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly jurisdiction: string;
  readonly state: TenantState;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly version: number;
}

/** A registered public key of a tenant. */
export interface TenantKey {
  readonly id: string;
  readonly tenantId: string;
  readonly keyId: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly state: KeyState;
  readonly notBeforeMs: number;
  readonly notAfterMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly version: number;
}

type TenantRecord = Omit<Tenant, 'scopes'> & { scopes: string };
type KeyRecord = Omit<TenantKey, 'publicJwk'> & { publicJwk: string };

const TENANT_COLUMNS = 'id, code, name, kind, jurisdiction, state, scopes, createdAtMs, updatedAtMs, version';
const KEY_COLUMNS =
  'id, tenantId, keyId, algorithm, publicJwk, state, notBeforeMs, notAfterMs, createdAtMs, updatedAtMs, version';

const toTenant = (row: TenantRecord): Tenant => ({ ...row, scopes: JSON.parse(row.scopes) as string[] });
const toKey = (row: KeyRecord): TenantKey => ({
  ...row,
  publicJwk: JSON.parse(row.publicJwk) as Record<string, unknown>,
});

/** Tenants and their keys. Its callers are the authenticator and the operator's use cases, so no viewer hides rows here. */
export class TenantsRepository {
  constructor(private readonly sql: Sql) {}

  async byCode(code: string): Promise<Tenant | undefined> {
    const rows = await this.sql.select<TenantRecord>(`SELECT ${TENANT_COLUMNS} FROM tenant WHERE code = ?`, [code]);
    return rows[0] && toTenant(rows[0]);
  }

  async byId(id: string): Promise<Tenant | undefined> {
    const rows = await this.sql.select<TenantRecord>(`SELECT ${TENANT_COLUMNS} FROM tenant WHERE id = ?`, [id]);
    return rows[0] && toTenant(rows[0]);
  }

  /** Tenants in order of their code, after `afterCode`. */
  async page(afterCode: string, limit: number): Promise<Tenant[]> {
    const rows = await this.sql.select<TenantRecord>(
      `SELECT ${TENANT_COLUMNS} FROM tenant WHERE code > ? ORDER BY code LIMIT ?`,
      [afterCode, limit],
    );
    return rows.map(toTenant);
  }

  /** Keys of these tenants, each tenant's in order of key id. Index: UQ_tenant_key_kid. */
  async keysOf(tenantIds: readonly string[]): Promise<TenantKey[]> {
    if (tenantIds.length === 0) return [];
    const rows = await this.sql.select<KeyRecord>(
      `SELECT ${KEY_COLUMNS} FROM tenant_key WHERE tenantId IN (${placeholders(tenantIds.length)}) ORDER BY tenantId, keyId`,
      tenantIds,
    );
    return rows.map(toKey);
  }

  async keyById(id: string): Promise<TenantKey | undefined> {
    const rows = await this.sql.select<KeyRecord>(`SELECT ${KEY_COLUMNS} FROM tenant_key WHERE id = ?`, [id]);
    return rows[0] && toKey(rows[0]);
  }

  async key(tenantId: string, keyId: string): Promise<TenantKey | undefined> {
    const rows = await this.sql.select<KeyRecord>(
      `SELECT ${KEY_COLUMNS} FROM tenant_key WHERE tenantId = ? AND keyId = ?`,
      [tenantId, keyId],
    );
    return rows[0] && toKey(rows[0]);
  }

  async insert(tx: Tx, tenant: Tenant): Promise<void> {
    await tx.insert('tenant', [{ ...tenant, scopes: JSON.stringify(tenant.scopes) }]);
  }

  async insertKey(tx: Tx, key: TenantKey): Promise<void> {
    await tx.insert('tenant_key', [{ ...key, publicJwk: JSON.stringify(key.publicJwk) }]);
  }

  /** Compare-and-set of the state; false when somebody else changed the row first. */
  async setState(tx: Tx, tenant: Tenant, state: TenantState, nowMs: number): Promise<boolean> {
    const changed = await tx.change(
      'UPDATE tenant SET state = ?, updatedAtMs = ?, version = version + 1 WHERE id = ? AND version = ?',
      [state, nowMs, tenant.id, tenant.version],
    );
    return changed === 1;
  }

  /** Compare-and-set of a key's state and end of validity; false when somebody else changed the row first. */
  async setKeyState(
    tx: Tx,
    key: TenantKey,
    state: KeyState,
    notAfterMs: number | null,
    nowMs: number,
  ): Promise<boolean> {
    const changed = await tx.change(
      'UPDATE tenant_key SET state = ?, notAfterMs = ?, updatedAtMs = ?, version = version + 1 WHERE id = ? AND version = ?',
      [state, notAfterMs, nowMs, key.id, key.version],
    );
    return changed === 1;
  }
}
