import { divisionPrefix } from '../../libs/identifiers/division.js';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue } from '../common/persistence/sql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { type StatementRecord } from '../query/entity-content.js';
import { statementsAbout } from '../query/lookup.statements.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { SearchFilters } from './search-filters.js';

/** An identifier of an entity that a question may agree or conflict with. */
export interface KnownIdentifier {
  readonly entityId: string;
  readonly type: IdentifierType;
  readonly lookupKey: string;
  /** Ciphertext when it is personal. */
  readonly value: string;
}

/** Types that name one thing, by which others can be told from it. */
export const IDENTITY_TYPES = [
  'SHOP_ID',
  'LISTING_ID',
  'ACCOUNT_ID',
  'DOMAIN',
  'ICP',
] as const satisfies IdentifierType[];
const NAMING_TYPES = ['USCC', 'RESIDENT_ID', ...IDENTITY_TYPES].map((type) => `'${type}'`).join(', ');
const IDS_PER_STATEMENT = 1_000;
const EVERYTHING = { names: true, identifiers: true, flags: true, evidence: false };

/** What a search asks of the tables about entities that the index found, as one viewer sees them. */
export class SearchRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Those of the entities with a visible flag that fulfils all conditions. Index: IX_flag_entity */
  async flagged(entityIds: readonly string[], filters: SearchFilters): Promise<Set<string>> {
    const visible = visibleTo(this.viewer, 's');
    const terms = flagTerms(filters);
    return this.idsOf(
      entityIds,
      (ids) => `SELECT DISTINCT f.entityId FROM flag f JOIN sharing s ON s.id = f.sharingId
        WHERE f.entityId IN (${placeholders(ids.length)}) AND ${visible.sql} ${terms.map(({ sql }) => `AND ${sql}`).join(' ')}`,
      (ids) => [...ids, ...visible.parameters, ...terms.flatMap(({ parameters }) => parameters)],
    );
  }

  /**
   * Those of the entities of which something visible was written since then. Indexes: primary key of entity_name,
   * IX_entity_identifier_entity, IX_flag_entity
   */
  async changedSince(entityIds: readonly string[], sinceMs: number): Promise<Set<string>> {
    const visible = visibleTo(this.viewer, 's');
    const written = (table: string, column: string, ids: readonly string[]) =>
      `SELECT x.entityId FROM ${table} x JOIN sharing s ON s.id = x.sharingId
       WHERE x.entityId IN (${placeholders(ids.length)}) AND x.${column} >= ? AND ${visible.sql}`;
    return this.idsOf(
      entityIds,
      (ids) =>
        [
          written('entity_name', 'createdAtMs', ids),
          written('entity_identifier', 'createdAtMs', ids),
          written('flag', 'updatedAtMs', ids),
        ].join(' UNION '),
      (ids) => Array.from({ length: 3 }, () => [...ids, sinceMs, ...visible.parameters]).flat(),
    );
  }

  /** Codes and numbers that name the entities themselves. Index: IX_entity_identifier_entity */
  async identifiersOf(entityIds: readonly string[]): Promise<KnownIdentifier[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.rowsOf<KnownIdentifier>(
      entityIds,
      (ids) => `SELECT DISTINCT i.entityId, i.type, i.lookupKey, i.value FROM entity_identifier i
        JOIN sharing s ON s.id = i.sharingId
        WHERE i.entityId IN (${placeholders(ids.length)}) AND i.type IN (${NAMING_TYPES})
          AND i.role IN ('ANCHOR', 'HELD') AND ${visible.sql}`,
      (ids) => [...ids, ...visible.parameters],
    );
  }

  /** Kinds of entities, whoever may see them. Index: primary key of entity */
  async kindsOf(entityIds: readonly string[]): Promise<Map<string, EntityKind>> {
    const rows = await this.rowsOf<{ id: string; kind: EntityKind }>(
      entityIds,
      (ids) => `SELECT id, kind FROM entity WHERE id IN (${placeholders(ids.length)})`,
      (ids) => [...ids],
    );
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  }

  /** Which of these keys (blind indexes of identifiers) the entities have. Index: IX_entity_identifier_entity */
  async keysAmong(
    entityIds: readonly string[],
    keys: readonly string[],
  ): Promise<{ entityId: string; lookupKey: string }[]> {
    if (keys.length === 0) return [];
    const visible = visibleTo(this.viewer, 's');
    return this.rowsOf(
      entityIds,
      (ids) => `SELECT DISTINCT i.entityId, i.lookupKey FROM entity_identifier i JOIN sharing s ON s.id = i.sharingId
        WHERE i.entityId IN (${placeholders(ids.length)}) AND i.lookupKey IN (${placeholders(keys.length)})
          AND ${visible.sql}`,
      (ids) => [...ids, ...keys, ...visible.parameters],
    );
  }

  /** Everything that the viewer may see of the entities. */
  async everythingOf(entityIds: readonly string[]): Promise<StatementRecord[]> {
    const found: StatementRecord[] = [];
    for (const ids of slices(entityIds)) {
      const { sql, parameters } = statementsAbout(this.viewer, ids, EVERYTHING);
      for (const row of await this.sql.select<StatementRecord>(sql, parameters)) found.push(row);
    }
    return found;
  }

  private async idsOf(
    entityIds: readonly string[],
    statement: (ids: readonly string[]) => string,
    parameters: (ids: readonly string[]) => SqlValue[],
  ): Promise<Set<string>> {
    const rows = await this.rowsOf<{ entityId: string }>(entityIds, statement, parameters);
    return new Set(rows.map(({ entityId }) => entityId));
  }

  private async rowsOf<Row>(
    entityIds: readonly string[],
    statement: (ids: readonly string[]) => string,
    parameters: (ids: readonly string[]) => SqlValue[],
  ): Promise<Row[]> {
    const found: Row[] = [];
    for (const ids of slices(entityIds)) {
      for (const row of await this.sql.select<Row>(statement(ids), parameters(ids))) found.push(row);
    }
    return found;
  }
}

function* slices(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) yield ids.slice(start, start + IDS_PER_STATEMENT);
}

interface Term {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

function flagTerms(filters: SearchFilters): Term[] {
  const { categories, severities, states, platforms, jurisdiction, detectedAfter, detectedBefore } = filters;
  const terms: Term[] = [];
  const oneOf = (column: string, values: readonly string[] | null | undefined) => {
    if (values?.length) terms.push({ sql: `${column} IN (${placeholders(values.length)})`, parameters: values });
  };
  oneOf('f.category', categories);
  oneOf('f.severity', severities);
  oneOf('f.state', states);
  if (platforms?.length) {
    const codes = placeholders(platforms.length);
    terms.push({ sql: `f.tenantId IN (SELECT id FROM tenant WHERE code IN (${codes}))`, parameters: platforms });
  }
  if (jurisdiction) terms.push({ sql: 'f.jurisdiction LIKE ?', parameters: [`${divisionPrefix(jurisdiction)}%`] });
  if (detectedAfter) terms.push({ sql: 'f.detectedAtMs >= ?', parameters: [detectedAfter.getTime()] });
  if (detectedBefore) terms.push({ sql: 'f.detectedAtMs < ?', parameters: [detectedBefore.getTime()] });
  return terms;
}
