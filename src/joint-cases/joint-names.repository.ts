import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';

/** A tenant that may be named in a case. */
export interface NamedTenant {
  readonly id: string;
  readonly code: string;
  readonly kind: TenantKind;
  readonly state: string;
}

/** An entity that an identifier leads to. */
export interface EntityFound {
  readonly lookupKey: string;
  readonly entityId: string;
  readonly kind: string;
}

/** What callers name when they file or add to a joint case: tenants, categories, entities. */
export class JointNamesRepository {
  constructor(private readonly sql: Sql) {}

  /** Tenants by code. Index: UQ_tenant_code. */
  tenants(codes: readonly string[]): Promise<NamedTenant[]> {
    if (codes.length === 0) return Promise.resolve([]);
    return this.sql.select(
      `SELECT id, code, kind, state FROM tenant WHERE code IN (${placeholders(codes.length)})`,
      codes,
    );
  }

  /** Index: primary key. */
  async isCategory(code: string): Promise<boolean> {
    return (await this.sql.select('SELECT code FROM flag_category WHERE code = ?', [code])).length > 0;
  }

  /** Entities that identifiers name, as far as the viewer may see that they do. Index: primary key of entity_identifier. */
  entitiesNamed(viewer: Viewer, lookupKeys: readonly string[]): Promise<EntityFound[]> {
    if (lookupKeys.length === 0) return Promise.resolve([]);
    const visible = visibleTo(viewer, 's');
    return this.sql.select(
      `SELECT DISTINCT i.lookupKey, i.entityId, e.kind
       FROM entity_identifier i JOIN sharing s ON s.id = i.sharingId JOIN entity e ON e.id = i.entityId
       WHERE i.lookupKey IN (${placeholders(lookupKeys.length)}) AND i.role = 'ANCHOR' AND ${visible.sql}`,
      [...lookupKeys, ...visible.parameters],
    );
  }

  /**
   * Entities of which the viewer may see something: a name, an identifier or a flag.
   * Indexes: primary keys of entity and entity_name, IX_entity_identifier_entity, IX_flag_entity.
   */
  async entitiesSeen(viewer: Viewer, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const visible = visibleTo(viewer, 's');
    const said = (table: string) =>
      `EXISTS (SELECT 1 FROM ${table} x JOIN sharing s ON s.id = x.sharingId WHERE x.entityId = e.id AND ${visible.sql})`;
    const rows = await this.sql.select<{ id: string; kind: string }>(
      `SELECT e.id, e.kind FROM entity e WHERE e.id IN (${placeholders(ids.length)})
         AND (${['entity_identifier', 'flag', 'entity_name'].map(said).join(' OR ')})`,
      [...ids, ...visible.parameters, ...visible.parameters, ...visible.parameters],
    );
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  }
}
