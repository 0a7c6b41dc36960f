import { placeholders, type Sql } from '../common/persistence/sql.js';
import type { EntityKind, NameRole } from '../entities/entity-vocabulary.js';

/** A name as it rests: ciphertext when it is personal. */
export interface StoredName {
  readonly entityId: string;
  readonly kind: EntityKind;
  readonly role: NameRole;
  readonly nameKey: string;
  readonly sharingId: string;
  readonly name: string;
}

const COLUMNS = 'n.entityId, e.kind, n.role, n.nameKey, n.sharingId, n.name';
const IDS_PER_STATEMENT = 1_000;

/** Reads names for the index, whoever may see them: the index itself applies the policy. */
export class IndexRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Names of the entities after `afterId` in the order of ids: all those of each entity that it holds, about `limit` in
   * all. Empty at the end. Index: primary keys of entity_name and entity
   */
  async page(afterId: string, limit: number): Promise<StoredName[]> {
    const rows = await this.sql.select<StoredName>(
      `SELECT ${COLUMNS} FROM entity_name n JOIN entity e ON e.id = n.entityId
       WHERE n.entityId > ? ORDER BY n.entityId LIMIT ?`,
      [afterId, limit],
    );
    if (rows.length < limit) return rows;
    // The last entity's names may go on behind the limit.
    const lastId = rows.at(-1)?.entityId ?? '';
    const whole = rows.filter(({ entityId }) => entityId !== lastId);
    return whole.length > 0 ? whole : this.ofEntities([lastId]);
  }

  /** All names of these entities. Index: primary keys of entity_name and entity */
  async ofEntities(entityIds: readonly string[]): Promise<StoredName[]> {
    const found: StoredName[] = [];
    for (let start = 0; start < entityIds.length; start += IDS_PER_STATEMENT) {
      const ids = entityIds.slice(start, start + IDS_PER_STATEMENT);
      const rows = await this.sql.select<StoredName>(
        `SELECT ${COLUMNS} FROM entity_name n JOIN entity e ON e.id = n.entityId
         WHERE n.entityId IN (${placeholders(ids.length)})`,
        ids,
      );
      for (const row of rows) found.push(row);
    }
    return found;
  }
}
