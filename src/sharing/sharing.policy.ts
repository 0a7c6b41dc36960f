import { createHash } from 'node:crypto';
import { covers, divisionPrefix } from '../../libs/identifiers/division.js';
import { AGENCY_KINDS, type TenantKind, type Viewer } from '../common/context/tenant-context.js';
import type { SqlValue } from '../common/persistence/sql.js';

/** Sharing levels (DESIGN §6), from the closest to the widest. */
export const SHARING_LEVELS = ['OWNER', 'NAMED', 'KIND', 'JURISDICTION', 'AGENCIES', 'PUBLIC'] as const;
export type SharingLevel = (typeof SHARING_LEVELS)[number];

/** Who may see a thing. The owner always may. */
export type Sharing = { readonly ownerId: string } & (
  | { readonly level: 'OWNER' | 'AGENCIES' | 'PUBLIC' }
  | { readonly level: 'NAMED'; readonly memberIds: readonly string[] }
  | { readonly level: 'KIND'; readonly kind: TenantKind }
  | { readonly level: 'JURISDICTION'; readonly jurisdiction: string }
);

const isAgency = (viewer: Viewer): boolean => AGENCY_KINDS.includes(viewer.tenantKind);

/**
 * Whether a viewer may see what carries this sharing: the rule of which `visibleTo` is the SQL.
 * JURISDICTION means agencies of the division itself and of the divisions above it.
 */
export function canSee(viewer: Viewer, sharing: Sharing): boolean {
  if (sharing.ownerId === viewer.tenantId) return true;
  switch (sharing.level) {
    case 'OWNER':
      return false;
    case 'NAMED':
      return sharing.memberIds.includes(viewer.tenantId);
    case 'KIND':
      return sharing.kind === viewer.tenantKind;
    case 'JURISDICTION':
      return isAgency(viewer) && covers(viewer.jurisdiction, sharing.jurisdiction);
    case 'AGENCIES':
      return isAgency(viewer);
    case 'PUBLIC':
      return true;
  }
}

/** A condition on a joined `sharing` row, and the values of its placeholders. */
export interface Predicate {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * The SQL of `canSee` for a `sharing` row joined under `alias`: the one predicate by which every repository hides rows.
 * A property test holds it against `canSee`.
 */
export function visibleTo(viewer: Viewer, alias: string): Predicate {
  const terms = [
    `${alias}.ownerId = ?`,
    `${alias}.level = 'PUBLIC'`,
    `(${alias}.level = 'KIND' AND ${alias}.kind = ?)`,
    // Not EXISTS: MariaDB turns that into a list of all that the viewer is a member of, made anew for each statement.
    `(${alias}.level = 'NAMED' AND (SELECT 1 FROM sharing_member sm WHERE sm.sharingId = ${alias}.id AND sm.tenantId = ?) = 1)`,
  ];
  const parameters: SqlValue[] = [viewer.tenantId, viewer.tenantKind, viewer.tenantId];
  if (isAgency(viewer)) {
    terms.push(`${alias}.level = 'AGENCIES'`, `(${alias}.level = 'JURISDICTION' AND ${alias}.jurisdiction LIKE ?)`);
    parameters.push(`${divisionPrefix(viewer.jurisdiction)}%`);
  }
  return { sql: `(${terms.join(' OR ')})`, parameters };
}

/** The id of a sharing: the digest of its content, laid out as a UUID (RFC 9562 §5.8, version 8). */
export function sharingId(sharing: Sharing): string {
  const content = JSON.stringify([
    sharing.ownerId,
    sharing.level,
    sharing.level === 'NAMED' ? [...new Set(sharing.memberIds)].sort() : null,
    sharing.level === 'KIND' ? sharing.kind : null,
    sharing.level === 'JURISDICTION' ? sharing.jurisdiction : null,
  ]);
  const hex = createHash('sha256').update(content).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
