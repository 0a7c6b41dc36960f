import { IDENTIFIER_TYPES, isPersonalIdentifier } from '../../libs/identifiers/identifier.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type SqlValue } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';

/** A statement with the values of its placeholders. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What is read of an entity; a part that nobody asked for is not read. */
export interface Parts {
  readonly names: boolean;
  readonly identifiers: boolean;
  readonly flags: boolean;
  readonly evidence: boolean;
}

const PERSONAL_TYPES = IDENTIFIER_TYPES.filter(isPersonalIdentifier)
  .map((type) => `'${type}'`)
  .join(', ');

const kindFilter = (withPersons: boolean): string => (withPersons ? '' : `AND e.kind <> 'PERSON'`);

/**
 * The entities that visible identifier statements lead to: up to `limit` for each key, those that the identifier
 * anchors first. Indexes: primary keys of entity_identifier (by lookupKey), sharing and entity.
 */
export function entitiesByKeys(
  viewer: Viewer,
  keys: readonly string[],
  { limit, withPersons }: { limit: number; withPersons: boolean },
): Statement {
  const visible = visibleTo(viewer, 's');
  return {
    sql: `SELECT lookupKey, entityId, kind, place FROM (
        SELECT i.lookupKey, i.entityId, e.kind, ROW_NUMBER() OVER (PARTITION BY i.lookupKey
          ORDER BY MIN(CASE i.role WHEN 'ANCHOR' THEN 0 WHEN 'HELD' THEN 1 ELSE 2 END), i.entityId) AS place
        FROM entity_identifier i JOIN sharing s ON s.id = i.sharingId JOIN entity e ON e.id = i.entityId
        WHERE i.lookupKey IN (${placeholders(keys.length)}) AND ${visible.sql} ${kindFilter(withPersons)}
        GROUP BY i.lookupKey, i.entityId, e.kind) ranked
      WHERE place <= ?`,
    parameters: [...keys, ...visible.parameters, limit],
  };
}

/**
 * Names, identifiers and flags of entities, each only where its own sharing lets the viewer see it. Ciphertext stays in
 * the database: of a personal value the masked form is read; report and evidence of a flag are read for its owner only.
 * Indexes: primary key of entity_name, IX_entity_identifier_entity, IX_flag_entity, primary key of sharing.
 */
export function statementsAbout(viewer: Viewer, entityIds: readonly string[], parts: Parts): Statement {
  const chosen = [
    ...(parts.names ? [namesOf(viewer, entityIds)] : []),
    ...(parts.identifiers ? [identifiersOf(viewer, entityIds)] : []),
    ...(parts.flags ? [flagsOf(viewer, entityIds, parts.evidence)] : []),
  ];
  return joined(chosen);
}

/** The entity itself with everything about it, in one statement; visible only through a statement or flag. */
export function entityWithEverything(viewer: Viewer, id: string, withPersons: boolean): Statement {
  const itself = {
    sql: `SELECT 'E' AS part, e.id AS entityId, NULL AS id, e.kind AS type, NULL AS role, NULL AS text, NULL AS tenantId,
        NULL AS severity, NULL AS state, NULL AS measures, NULL AS jurisdiction, NULL AS detectedAtMs, NULL AS reportId,
        NULL AS evidence
      FROM entity e WHERE e.id = ? ${kindFilter(withPersons)}`,
    parameters: [id],
  };
  return joined([itself, namesOf(viewer, [id]), identifiersOf(viewer, [id]), flagsOf(viewer, [id], true)]);
}

function namesOf(viewer: Viewer, entityIds: readonly string[]): Statement {
  const visible = visibleTo(viewer, 's');
  return {
    sql: `SELECT 'N' AS part, n.entityId, n.nameKey AS id, NULL AS type, n.role, COALESCE(n.masked, n.name) AS text,
        NULL AS tenantId, NULL AS severity, NULL AS state, NULL AS measures, NULL AS jurisdiction, NULL AS detectedAtMs,
        NULL AS reportId, NULL AS evidence
      FROM entity_name n JOIN sharing s ON s.id = n.sharingId
      WHERE n.entityId IN (${placeholders(entityIds.length)}) AND ${visible.sql}`,
    parameters: [...entityIds, ...visible.parameters],
  };
}

function identifiersOf(viewer: Viewer, entityIds: readonly string[]): Statement {
  const visible = visibleTo(viewer, 's');
  return {
    sql: `SELECT 'I' AS part, i.entityId, i.lookupKey AS id, i.type, i.role,
        CASE WHEN i.type IN (${PERSONAL_TYPES}) THEN i.masked ELSE i.value END AS text, NULL AS tenantId, NULL AS severity,
        NULL AS state, NULL AS measures, NULL AS jurisdiction, NULL AS detectedAtMs, NULL AS reportId, NULL AS evidence
      FROM entity_identifier i JOIN sharing s ON s.id = i.sharingId
      WHERE i.entityId IN (${placeholders(entityIds.length)}) AND ${visible.sql}`,
    parameters: [...entityIds, ...visible.parameters],
  };
}

function flagsOf(viewer: Viewer, entityIds: readonly string[], withEvidence: boolean): Statement {
  const visible = visibleTo(viewer, 's');
  const evidence = withEvidence ? 'CASE WHEN f.tenantId = ? THEN f.evidence ELSE NULL END' : 'NULL';
  return {
    sql: `SELECT 'F' AS part, f.entityId, f.id, f.category AS type, NULL AS role, NULL AS text, f.tenantId, f.severity, f.state,
        f.measures, f.jurisdiction, f.detectedAtMs, CASE WHEN f.tenantId = ? THEN f.reportId ELSE NULL END AS reportId,
        ${evidence} AS evidence
      FROM flag f JOIN sharing s ON s.id = f.sharingId
      WHERE f.entityId IN (${placeholders(entityIds.length)}) AND ${visible.sql}`,
    parameters: [viewer.tenantId, ...(withEvidence ? [viewer.tenantId] : []), ...entityIds, ...visible.parameters],
  };
}

const joined = (statements: readonly Statement[]): Statement => ({
  sql: statements.map(({ sql }) => sql).join(' UNION ALL '),
  parameters: statements.flatMap(({ parameters }) => parameters),
});
