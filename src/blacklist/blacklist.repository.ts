import { divisionPrefix } from '../../libs/identifiers/division.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { Severity } from '../flags/flag-vocabulary.js';
import { type SharingLevel, visibleTo } from '../sharing/sharing.policy.js';
import type { BlacklistState } from './blacklist.lifecycle.js';
import type { EmergencyGround, NeverPublic, Outcome } from './blacklist.policy.js';

/** An entry as it is stored. */
export interface StoredEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly sharingId: string;
  readonly subjectKind: EntityKind;
  readonly subjectName: string;
  readonly uscc: string;
  readonly entityAnchorKey: string;
  readonly orderKey: string;
  readonly category: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly legalBasis: string;
  readonly jurisdiction: string;
  readonly state: BlacklistState;
  readonly liveMark: 1 | null;
  readonly neverPublic: NeverPublic | null;
  readonly emergencyGround: EmergencyGround | null;
  readonly representativeKey: string | null;
  readonly decision: Outcome | null;
  readonly proposedBy: string;
  readonly decidedBy: string | null;
  readonly confirmedBy: string | null;
  readonly publishedBy: string | null;
  readonly endedBy: string | null;
  readonly proposedAtMs: number;
  readonly noticeAtMs: number | null;
  readonly statementDueAtMs: number | null;
  readonly publishedAtMs: number | null;
  readonly repairFromMs: number | null;
  readonly expiresAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly endGround: string | null;
  readonly endReason: string | null;
  readonly version: number;
}

/** An entry with what is said of its regulator and sharing. */
export interface BlacklistEntry extends StoredEntry {
  readonly regulatorCode: string;
  readonly regulatorName: string;
  readonly regulatorJurisdiction: string;
  readonly sharingLevel: SharingLevel;
}

/** What a list is narrowed to. */
export interface BlacklistFilter {
  readonly state?: BlacklistState | null;
  readonly category?: string | null;
  /** This division and those inside it. */
  readonly jurisdiction?: string | null;
}

/** What names an entry for ever. */
type FixedColumn = 'id' | 'tenantId' | 'subjectKind' | 'uscc' | 'entityAnchorKey' | 'orderKey' | 'category' | 'version';

/** Columns that a step of the lifecycle may change, beside the version. */
export type EntryChange = Partial<Omit<StoredEntry, FixedColumn>>;

/** An entry on an entity that tenants have told of. */
export interface EntryOnEntity extends BlacklistEntry {
  readonly entityId: string;
}

/**
 * An entry `b` under its sharing `s`. The regulator is read for the rows that are left in the end: joined, so small a table
 * could come first and spoil the order.
 */
export const ENTRY_COLUMNS = `b.*, s.level AS sharingLevel,
  (SELECT t.code FROM tenant t WHERE t.id = b.tenantId) AS regulatorCode,
  (SELECT t.name FROM tenant t WHERE t.id = b.tenantId) AS regulatorName,
  (SELECT t.jurisdiction FROM tenant t WHERE t.id = b.tenantId) AS regulatorJurisdiction`;

/** Greater than any id: the first page is a range of the index too. */
const AFTER_EVERY_ID = 'g';

/** Every SQL of the blacklist. What the viewer may not see is not there. */
export class BlacklistRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  async byId(id: string): Promise<BlacklistEntry | undefined> {
    const [row] = await this.visible('b.id = ?', [id], '');
    return row;
  }

  /** Newest first, older than `beforeId`. Index: IX_blacklist_entry_state or _category by the filter, else primary key. */
  page(filter: BlacklistFilter, beforeId: string | undefined, limit: number): Promise<BlacklistEntry[]> {
    const terms: [string, SqlValue][] = [['b.id < ?', beforeId ?? AFTER_EVERY_ID]];
    if (filter.state) terms.push(['b.state = ?', filter.state]);
    if (filter.category) terms.push(['b.category = ?', filter.category]);
    if (filter.jurisdiction) terms.push(['b.jurisdiction LIKE ?', `${divisionPrefix(filter.jurisdiction)}%`]);
    return this.visible(
      terms.map(([term]) => term).join(' AND '),
      terms.map(([, value]) => value),
      'ORDER BY b.id DESC LIMIT ?',
      [limit],
    );
  }

  /**
   * Entries that stand on entities, newest first: one statement however many entities.
   * Indexes: primary key of entity, IX_blacklist_entry_anchor.
   */
  async publishedOn(entityIds: readonly string[]): Promise<EntryOnEntity[]> {
    if (entityIds.length === 0) return [];
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<EntryOnEntity>(
      `SELECT e.id AS entityId, ${ENTRY_COLUMNS}
       FROM entity e JOIN blacklist_entry b ON b.entityAnchorKey = e.anchorKey JOIN sharing s ON s.id = b.sharingId
       WHERE e.id IN (${placeholders(entityIds.length)}) AND b.liveMark = 1 AND ${visible.sql} ORDER BY b.id DESC`,
      [...entityIds, ...visible.parameters],
    );
  }

  /** The regulator of an entry as a viewer, for what happens by time. Index: primary keys */
  static async ownerOf(sql: Sql, id: string): Promise<Viewer | undefined> {
    const [owner] = await sql.select<Viewer>(
      `SELECT t.id AS tenantId, t.kind AS tenantKind, t.jurisdiction FROM blacklist_entry b
       JOIN tenant t ON t.id = b.tenantId WHERE b.id = ?`,
      [id],
    );
    return owner;
  }

  /** Ids of tenants by their codes. Index: UQ_tenant_code */
  async tenantIds(codes: readonly string[]): Promise<Map<string, string>> {
    if (codes.length === 0) return new Map();
    const rows = await this.sql.select<{ id: string; code: string }>(
      `SELECT id, code FROM tenant WHERE code IN (${placeholders(codes.length)})`,
      codes,
    );
    return new Map(rows.map(({ id, code }) => [code, id]));
  }

  /** Index: primary key. */
  async isCategory(code: string): Promise<boolean> {
    const rows = await this.sql.select('SELECT code FROM flag_category WHERE code = ?', [code]);
    return rows.length > 0;
  }

  /** The id of the entity with this anchor, if a tenant has told of one. Index: UQ_entity_anchor. */
  async entityIdOf(anchorKey: string): Promise<string | undefined> {
    const [row] = await this.sql.select<{ id: string }>('SELECT id FROM entity WHERE anchorKey = ?', [anchorKey]);
    return row?.id;
  }

  async insert(tx: Tx, entry: StoredEntry): Promise<void> {
    await tx.insert('blacklist_entry', [{ ...entry }]);
  }

  /**
   * Compare-and-set; false when somebody else changed the entry first. Fails as a duplicate when the regulator has
   * published another entry for the same merchant and category.
   */
  async change(tx: Tx, entry: StoredEntry, change: EntryChange): Promise<boolean> {
    const columns = Object.entries(change);
    const changed = await tx.change(
      `UPDATE blacklist_entry SET ${columns.map(([column]) => `${column} = ?`).join(', ')}, version = version + 1
       WHERE id = ? AND version = ?`,
      [...columns.map(([, value]) => value), entry.id, entry.version],
    );
    return changed === 1;
  }

  private async visible(
    condition: string,
    parameters: readonly SqlValue[],
    rest: string,
    restParameters: readonly SqlValue[] = [],
  ): Promise<BlacklistEntry[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<BlacklistEntry>(
      `SELECT ${ENTRY_COLUMNS} FROM blacklist_entry b JOIN sharing s ON s.id = b.sharingId
       WHERE ${condition} AND ${visible.sql} ${rest}`,
      [...parameters, ...visible.parameters, ...restParameters],
    );
  }
}
