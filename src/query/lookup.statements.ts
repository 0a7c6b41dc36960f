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

/** A visible identifier statement, and the entity that it leads to. */
export interface IdentifierPlace {
  readonly lookupKey: string;
  /** ANCHOR, HELD, LINKED: in the order of the alphabet, which is the order of their weight. */
  readonly role: string;
  readonly entityId: string;
  readonly sharingId: string;
  readonly kind: string;
}

/**
 * Visible identifier statements, key by key; of a key those first whose entity it anchors. At most `rows` of them, from
 * behind `after` on when that is given, so a key with any number of rows costs no more than its first page.
 * Indexes: primary keys of entity_identifier (whose order is the order asked for), sharing and entity.
 */
export function entitiesByKeys(
  viewer: Viewer,
  keys: readonly string[],
  { withPersons, rows, after }: { withPersons: boolean; rows: number; after?: IdentifierPlace | undefined },
): Statement {
  const visible = visibleTo(viewer, 's');
  const behind = after
    ? `AND NOT (i.lookupKey = ? AND (i.role < ? OR (i.role = ? AND (i.entityId < ? OR (i.entityId = ? AND i.sharingId <= ?)))))`
    : '';
  const cursor = after
    ? [after.lookupKey, after.role, after.role, after.entityId, after.entityId, after.sharingId]
    : [];
  // A key alone is a constant: named in the order, it would make MariaDB sort.
  const order = keys.length === 1 ? '' : 'i.lookupKey, ';
  return {
    // Beside a key with thousands of rows MariaDB and MySQL would rather start from all entities; SQLite reads a comment.
    sql: `SELECT /*! STRAIGHT_JOIN */ i.lookupKey, i.role, i.entityId, i.sharingId, e.kind
      FROM entity_identifier i JOIN sharing s ON s.id = i.sharingId JOIN entity e ON e.id = i.entityId
      WHERE i.lookupKey IN (${placeholders(keys.length)}) AND ${visible.sql} ${kindFilter(withPersons)} ${behind}
      ORDER BY ${order}i.role, i.entityId, i.sharingId LIMIT ?`,
    parameters: [...keys, ...visible.parameters, ...cursor, rows],
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
