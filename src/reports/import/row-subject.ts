import { type Identifier, type IdentifierType, parseIdentifier } from '../../../libs/identifiers/identifier.js';
import type { RowReading } from '../../common/bulk/row-reading.js';
import type { Anchor } from '../../entities/anchor-key.js';
import {
  ANCHORS,
  ENTITY_KINDS,
  type EntityKind,
  type IdentifierRole,
  type NameRole,
} from '../../entities/entity-vocabulary.js';
import {
  COMPLAINT_SUBJECTS,
  FIELD_OF_TYPE,
  IDENTIFIER_FIELD_NAMES,
  IDENTIFIER_FIELDS,
  KIND_OF_SECTION,
  MAX_LENGTH,
  NAME_ROLE_OF_KIND,
  type ReportSection,
} from './report-fields.js';

/** What identifiers are read by. */
export interface SubjectRules {
  /** Code of the reporting platform: whose shop, listing and account ids these are. */
  readonly platform: string;
  /** The clock against which birth dates are judged. */
  readonly now: () => Date;
}

/** Sections whose rows speak of an entity. */
export type SubjectSection = Exclude<ReportSection, 'cooperation'>;

/** Which entity a row speaks of, and what it says of it. */
export interface RowSubject {
  readonly kind: EntityKind;
  readonly anchor: Anchor;
  readonly identifiers: readonly { readonly role: IdentifierRole; readonly identifier: Identifier }[];
  readonly names: readonly { readonly role: NameRole; readonly name: string }[];
}

const KIND_SET = new Set<EntityKind>(ENTITY_KINDS);
/** On an entity that belongs to another, these name the other. */
const OWNER_TYPES: ReadonlySet<IdentifierType> = new Set(['USCC', 'SHOP_ID', 'ACCOUNT_ID']);
const OWNED_KINDS: ReadonlySet<EntityKind> = new Set(['LISTING', 'SHOP', 'WEBSITE']);

/** Reads the entity that a row speaks of; undefined when it cannot be told, which `reading` then says. */
export function readSubject(reading: RowReading, section: SubjectSection, rules: SubjectRules): RowSubject | undefined {
  const identifiers = readIdentifiers(reading, rules);
  const kind = reading.code('kind', KIND_SET, 'kind of entity') ?? kindOf(reading, section);
  const names = readNames(reading, kind);
  if (!kind) return reading.fail('shopId', 'REQUIRED', 'A complaint needs its listingId, accountId, uscc or shopId.');
  const anchor = ANCHORS[kind].flatMap((type) => identifiers.find((identifier) => identifier.type === type) ?? [])[0];
  if (!anchor) {
    const fields = ANCHORS[kind].map((type) => FIELD_OF_TYPE[type]);
    // One that was given and is wrong has its error already.
    if (fields.some((field) => reading.has(field))) return undefined;
    return reading.fail(fields[0] ?? 'kind', 'REQUIRED', `A row on a ${kind} needs its ${fields.join(' or ')}.`);
  }
  return {
    kind,
    anchor: { type: anchor.type, canonical: anchor.canonical },
    identifiers: identifiers.map((identifier) => ({ identifier, role: roleOf(identifier, anchor, kind) })),
    names,
  };
}

function kindOf(reading: RowReading, section: SubjectSection): EntityKind | undefined {
  if (section !== 'complaints') return KIND_OF_SECTION[section];
  return COMPLAINT_SUBJECTS.find(({ field }) => reading.has(field))?.kind;
}

function roleOf(identifier: Identifier, anchor: Identifier, kind: EntityKind): IdentifierRole {
  if (identifier === anchor) return 'ANCHOR';
  return OWNED_KINDS.has(kind) && OWNER_TYPES.has(identifier.type) ? 'LINKED' : 'HELD';
}

function readIdentifiers(reading: RowReading, rules: SubjectRules): Identifier[] {
  const identifiers: Identifier[] = [];
  const context = { platform: rules.platform, now: rules.now };
  for (const field of IDENTIFIER_FIELD_NAMES) {
    if (!reading.has(field)) continue;
    const text = reading.text(field, 512, true);
    if (text === undefined) continue;
    const result = parseIdentifier(IDENTIFIER_FIELDS[field], text, context);
    if (result.ok) identifiers.push(result.identifier);
    else reading.fail(field, result.problem.reason, result.problem.message);
  }
  return identifiers;
}

function readNames(reading: RowReading, kind: EntityKind | undefined): RowSubject['names'] {
  const names: { role: NameRole; name: string }[] = [];
  const add = (role: NameRole | undefined, name: string | undefined) => {
    if (role && name) names.push({ role, name });
  };
  add(kind && NAME_ROLE_OF_KIND[kind], reading.text('name', MAX_LENGTH.name));
  add('SHOP', reading.text('shopName', MAX_LENGTH.shopName));
  add('LEGAL_REPRESENTATIVE', reading.text('legalRepresentative', MAX_LENGTH.legalRepresentative));
  return names;
}
