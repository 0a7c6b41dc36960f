import { IDENTIFIER_TYPES, type IdentifierType } from '../../libs/identifiers/identifier.js';
import type { SpooledRow } from '../common/bulk/row-chunks.js';
import { SPOOL_PROBLEMS } from '../common/bulk/row-chunks.js';
import { RowReading } from '../common/bulk/row-reading.js';
import { ENTITY_KINDS, type EntityKind } from '../entities/entity-vocabulary.js';
import type { ItemToRead } from '../search/screen-items.js';
import { IDENTIFIER_FIELDS, SCREENING_FIELDS } from './screening-fields.js';

/** What is wrong with one field of a row, empty where it cannot be read at all. Never holds the value. */
export interface RowFault {
  readonly field: string;
  /** Stable code for programs. */
  readonly reason: string;
  readonly message: string;
}

/** A row of an upload as it was understood: what to look for, or why it cannot be looked for. */
export interface ScreeningRowRead {
  /** Line of the file, or row of the sheet, from 1. */
  readonly line: number;
  /** What the client calls the row; null when it said nothing that could be read. */
  readonly rowId: string | null;
  readonly item: ItemToRead | undefined;
  readonly faults: readonly RowFault[];
}

const MAX_ROW_ID = 64;
const MAX_NAME = 256;
const MAX_VALUE = 512;
const MAX_IDENTIFIERS = 20;
const MAX_SHOWN_FIELD = 64;
const KINDS: ReadonlySet<EntityKind> = new Set(ENTITY_KINDS);
const TYPES: ReadonlySet<IdentifierType> = new Set(IDENTIFIER_TYPES);

type GivenIdentifier = ItemToRead['identifiers'][number];

/**
 * Reads a row: flat fields, and in NDJSON `identifiers` as well. Never throws; every field at fault is named once.
 * @param platform of ids whose row names none
 */
export function readScreeningRow(spooled: SpooledRow, platform: string | undefined): ScreeningRowRead {
  const { line } = spooled;
  if ('problem' in spooled) return unreadable(line, spooled.problem, SPOOL_PROBLEMS[spooled.problem]);
  const fields = objectOf(spooled.json);
  if (!fields) return unreadable(line, 'MALFORMED_JSON', 'The row is no JSON object.');
  const reading = new RowReading(fields);
  for (const field of Object.keys(fields)) {
    if (SCREENING_FIELDS.has(field) || field === 'identifiers') continue;
    const shown = field.slice(0, MAX_SHOWN_FIELD).replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '?');
    reading.fail(shown, 'UNKNOWN_FIELD', 'A row has no such field.');
    break;
  }
  const rowId = reading.text('id', MAX_ROW_ID) ?? null;
  const own = reading.text('platform', 32) ?? platform;
  const item: ItemToRead = {
    name: reading.text('name', MAX_NAME),
    kind: reading.code('kind', KINDS, 'kind of entity'),
    birthDate: reading.text('birthDate', 10),
    jurisdiction: reading.text('jurisdiction', 6),
    identifiers: [...flatIdentifiers(reading, own), ...listedIdentifiers(fields.identifiers, reading, own)],
  };
  const faults = reading.errors;
  return { line, rowId, item: faults.length > 0 ? undefined : item, faults };
}

const unreadable = (line: number, reason: string, message: string): ScreeningRowRead => ({
  line,
  rowId: null,
  item: undefined,
  faults: [{ field: '', reason, message }],
});

function flatIdentifiers(reading: RowReading, platform: string | undefined): GivenIdentifier[] {
  const given: GivenIdentifier[] = [];
  for (const [field, type] of Object.entries(IDENTIFIER_FIELDS)) {
    const value = reading.text(field, MAX_VALUE);
    if (value !== undefined) given.push({ field, type, value, platform });
  }
  return given;
}

function listedIdentifiers(listed: unknown, reading: RowReading, platform: string | undefined): GivenIdentifier[] {
  if (listed === undefined || listed === null) return [];
  if (!Array.isArray(listed)) {
    reading.fail('identifiers', 'WRONG_TYPE', 'The value must be a list of `{"type": …, "value": …}`.');
    return [];
  }
  if (listed.length > MAX_IDENTIFIERS) {
    reading.fail('identifiers', 'TOO_LONG', `A row has at most ${MAX_IDENTIFIERS} identifiers.`);
    return [];
  }
  return listed.flatMap((each: unknown, at) => {
    const field = `identifiers[${at}]`;
    if (typeof each !== 'object' || each === null) {
      reading.fail(field, 'WRONG_TYPE', 'An identifier is `{"type": …, "value": …}`.');
      return [];
    }
    const { type, value, platform: own = platform } = each as Record<string, unknown>;
    if (typeof type !== 'string' || !TYPES.has(type as IdentifierType)) {
      reading.fail(`${field}.type`, 'UNKNOWN_VALUE', 'There is no such type of identifier.');
      return [];
    }
    if (typeof value !== 'string' || value.trim() === '') {
      reading.fail(`${field}.value`, 'REQUIRED', 'The value must be a text.');
      return [];
    }
    if (own !== undefined && typeof own !== 'string') {
      reading.fail(`${field}.platform`, 'WRONG_TYPE', 'The value must be a text.');
      return [];
    }
    return [{ field: `${field}.value`, type: type as IdentifierType, value, platform: own }];
  });
}

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
