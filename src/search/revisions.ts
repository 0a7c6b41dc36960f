import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql } from '../common/persistence/sql.js';
import type { StatementRecord } from '../query/entity-content.js';
import { SearchRepository } from './search.repository.js';

/**
 * What one viewer sees of each entity, as a keyed digest: it changes when that changes, by whatever clock and in whatever
 * order of commits, and never for something hidden. An entity of which nothing is visible has none.
 */
export async function revisionsOf(
  sql: Sql,
  index: BlindIndex,
  viewer: Viewer,
  entityIds: readonly string[],
): Promise<Map<string, string>> {
  const lines = new Map<string, Set<string>>();
  for (const row of await new SearchRepository(sql, viewer).everythingOf(entityIds)) {
    const known = lines.get(row.entityId);
    if (known) known.add(lineOf(row));
    else lines.set(row.entityId, new Set([lineOf(row)]));
  }
  return new Map(
    [...lines].map(([entityId, own]) => [
      entityId,
      index.key('REVISION', [viewer.tenantId, entityId, ...[...own].sort()].join('\n')),
    ]),
  );
}

const lineOf = ({ part, role, type, id, severity, state, measures, jurisdiction, detectedAtMs }: StatementRecord) =>
  JSON.stringify([part, role, type, id, severity, state, measures, jurisdiction, Number(detectedAtMs)]);
