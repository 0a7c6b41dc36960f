import type { BlindIndex } from '../../../libs/field-encryption/blind-index.js';
import type { Viewer } from '../../common/context/tenant-context.js';
import { placeholders, type Sql } from '../../common/persistence/sql.js';
import { visibleTo } from '../../sharing/sharing.policy.js';

interface Line {
  readonly entityId: string;
  readonly part: string;
}

/** Bounds the placeholders of one statement: each id stands in it three times. */
const IDS_PER_STATEMENT = 1_000;

/**
 * What others said of each entity, as far as a viewer may see it, as a keyed digest. An entity of which only the viewer
 * itself spoke has none. Indexes: primary key of entity_name, IX_entity_identifier_entity, IX_flag_entity
 */
export async function othersRevisionsOf(
  sql: Sql,
  index: BlindIndex,
  viewer: Viewer,
  entityIds: readonly string[],
): Promise<Map<string, string>> {
  const lines = new Map<string, Set<string>>();
  for (let start = 0; start < entityIds.length; start += IDS_PER_STATEMENT) {
    const ids = entityIds.slice(start, start + IDS_PER_STATEMENT);
    for (const row of await sql.select<Line>(...othersStatement(viewer, ids))) {
      const { entityId, ...line } = row;
      const known = lines.get(entityId);
      const text = JSON.stringify(Object.values(line).map((value) => (value === null ? null : String(value))));
      if (known) known.add(text);
      else lines.set(entityId, new Set([text]));
    }
  }
  return new Map(
    [...lines].map(([entityId, own]) => [
      entityId,
      index.key('REVISION', [viewer.tenantId, entityId, 'others', ...[...own].sort()].join('\n')),
    ]),
  );
}

function othersStatement(viewer: Viewer, ids: readonly string[]): [string, (string | number | null | Buffer)[]] {
  const visible = visibleTo(viewer, 's');
  const select = (columns: string, table: string) =>
    `SELECT x.entityId, ${columns} FROM ${table} x JOIN sharing s ON s.id = x.sharingId
     WHERE x.entityId IN (${placeholders(ids.length)}) AND s.ownerId <> ? AND ${visible.sql}`;
  const sql = [
    select(
      `'N' AS part, x.nameKey AS id, x.role, NULL AS severity, NULL AS state, NULL AS measures, NULL AS detectedAtMs`,
      'entity_name',
    ),
    select(`'I', x.lookupKey, x.role, NULL, NULL, NULL, NULL`, 'entity_identifier'),
    select(`'F', x.id, x.category, x.severity, x.state, x.measures, x.detectedAtMs`, 'flag'),
  ].join(' UNION ALL ');
  const parameters = [...ids, viewer.tenantId, ...visible.parameters];
  return [sql, [...parameters, ...parameters, ...parameters]];
}
