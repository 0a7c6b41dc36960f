import { IDENTIFIER_TYPES, type IdentifierType } from '../../libs/identifiers/identifier.js';
import { IDENTIFIER_ROLES, type IdentifierRole, NAME_ROLES, type NameRole } from '../entities/entity-vocabulary.js';
import { type FlagState, type Measure, SEVERITIES, type Severity } from '../flags/flag-vocabulary.js';

export interface NameRecord {
  readonly role: NameRole;
  readonly name: string;
}

export interface IdentifierRecord {
  readonly type: IdentifierType;
  readonly role: IdentifierRole;
  readonly value: string;
}

export interface FlagRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly category: string;
  readonly severity: Severity;
  readonly state: FlagState;
  readonly measures: readonly Measure[];
  readonly jurisdiction: string;
  readonly detectedAtMs: number;
  /** Of the viewer's own flags only. */
  readonly reportId: string | null;
  /** Ciphertext; of the viewer's own flags only. */
  readonly evidence: string | null;
}

/** One row of the lookups' second statement: the entity itself, a name, an identifier or a flag. */
export interface StatementRecord {
  readonly part: 'E' | 'N' | 'I' | 'F';
  readonly entityId: string;
  /** Flag id, or the blind index of a name or identifier. */
  readonly id: string | null;
  /** Kind, identifier type or category. */
  readonly type: string | null;
  readonly role: string | null;
  readonly text: string | null;
  readonly tenantId: string | null;
  readonly severity: string | null;
  readonly state: string | null;
  readonly measures: string | null;
  readonly jurisdiction: string | null;
  readonly detectedAtMs: number | null;
  readonly reportId: string | null;
  readonly evidence: string | null;
}

/** What one viewer may see of an entity. */
export interface EntityContent {
  readonly names: readonly NameRecord[];
  readonly identifiers: readonly IdentifierRecord[];
  /** Newest first, at most `MAX_SHOWN`. */
  readonly flags: readonly FlagRecord[];
  /** All flags that the viewer may see, also those beyond `MAX_SHOWN`. */
  readonly flagCount: number;
  /** Of the active ones among them. */
  readonly highestSeverity: Severity | null;
}

/** Most names, identifiers and flags that an answer shows of one entity. */
export const MAX_SHOWN = 100;

const NOTHING: EntityContent = { names: [], identifiers: [], flags: [], flagCount: 0, highestSeverity: null };

/** Sorts rows by entity. The same name or identifier stated by several tenants is one. */
export function readContents(rows: readonly StatementRecord[]): (entityId: string) => EntityContent {
  const byEntity = new Map<string, StatementRecord[]>();
  for (const row of rows) {
    const known = byEntity.get(row.entityId);
    if (known) known.push(row);
    else byEntity.set(row.entityId, [row]);
  }
  return (entityId) => {
    const own = byEntity.get(entityId);
    return own ? contentOf(own) : NOTHING;
  };
}

function contentOf(rows: readonly StatementRecord[]): EntityContent {
  const names = new Map<string, NameRecord>();
  const identifiers = new Map<string, IdentifierRecord>();
  const flags: FlagRecord[] = [];
  let highest = -1;
  for (const row of rows) {
    if (row.part === 'N') names.set(`${row.role} ${row.id}`, { role: row.role as NameRole, name: row.text ?? '' });
    else if (row.part === 'I') identifiers.set(`${row.role} ${row.id}`, toIdentifier(row));
    else if (row.part === 'F') {
      flags.push(toFlag(row));
      if (row.state === 'ACTIVE') highest = Math.max(highest, SEVERITIES.indexOf(row.severity as Severity));
    }
  }
  return {
    names: [...names.values()].sort(byNameRole).slice(0, MAX_SHOWN),
    identifiers: [...identifiers.values()].sort(byRoleAndType).slice(0, MAX_SHOWN),
    flags: flags.sort(newestFirst).slice(0, MAX_SHOWN),
    flagCount: flags.length,
    highestSeverity: SEVERITIES[highest] ?? null,
  };
}

const byNameRole = (a: NameRecord, b: NameRecord): number =>
  NAME_ROLES.indexOf(a.role) - NAME_ROLES.indexOf(b.role) || compare(a.name, b.name);

const byRoleAndType = (a: IdentifierRecord, b: IdentifierRecord): number =>
  IDENTIFIER_ROLES.indexOf(a.role) - IDENTIFIER_ROLES.indexOf(b.role) ||
  IDENTIFIER_TYPES.indexOf(a.type) - IDENTIFIER_TYPES.indexOf(b.type) ||
  compare(a.value, b.value);

const newestFirst = (a: FlagRecord, b: FlagRecord): number => b.detectedAtMs - a.detectedAtMs || compare(b.id, a.id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const toIdentifier = (row: StatementRecord): IdentifierRecord => ({
  type: row.type as IdentifierType,
  role: row.role as IdentifierRole,
  value: row.text ?? '',
});

const toFlag = (row: StatementRecord): FlagRecord => ({
  id: row.id ?? '',
  tenantId: row.tenantId ?? '',
  category: row.type ?? '',
  severity: row.severity as Severity,
  state: row.state as FlagState,
  measures: JSON.parse(row.measures ?? '[]') as Measure[],
  jurisdiction: row.jurisdiction ?? '',
  detectedAtMs: Number(row.detectedAtMs),
  reportId: row.reportId,
  evidence: row.evidence,
});
