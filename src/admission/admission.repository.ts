import { type BlacklistEntry, ENTRY_COLUMNS, type EntryOnEntity } from '../blacklist/blacklist.repository.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';

/** Finds blacklist entries as one viewer may see them: one statement for each way to ask. */
export class AdmissionRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Newest first. Index: IX_blacklist_entry_anchor */
  onAnchor(anchorKey: string, limit: number): Promise<BlacklistEntry[]> {
    return this.visible('b.entityAnchorKey = ?', anchorKey, limit);
  }

  /** Newest first. Index: IX_blacklist_entry_representative */
  ofRepresentative(representativeKey: string, limit: number): Promise<BlacklistEntry[]> {
    return this.visible('b.representativeKey = ?', representativeKey, limit);
  }

  /** Entries on these entities, newest first. Indexes: primary key of entity, IX_blacklist_entry_anchor */
  async onEntities(entityIds: readonly string[], limit: number): Promise<EntryOnEntity[]> {
    if (entityIds.length === 0) return [];
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<EntryOnEntity>(
      `SELECT e.id AS entityId, ${ENTRY_COLUMNS}
       FROM entity e JOIN blacklist_entry b ON b.entityAnchorKey = e.anchorKey JOIN sharing s ON s.id = b.sharingId
       WHERE e.id IN (${placeholders(entityIds.length)}) AND ${visible.sql} ORDER BY b.id DESC LIMIT ?`,
      [...entityIds, ...visible.parameters, limit],
    );
  }

  private visible(condition: string, value: SqlValue, limit: number): Promise<BlacklistEntry[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<BlacklistEntry>(
      `SELECT ${ENTRY_COLUMNS} FROM blacklist_entry b JOIN sharing s ON s.id = b.sharingId
       WHERE ${condition} AND ${visible.sql} ORDER BY b.id DESC LIMIT ?`,
      [value, ...visible.parameters, limit],
    );
  }
}
