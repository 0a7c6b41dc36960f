import { isDivisionCode } from '../../../libs/identifiers/division.js';
import { type RowError, RowReading } from '../../common/bulk/row-reading.js';
import { TENANT_KINDS, type TenantKind } from '../../common/context/tenant-context.js';
import { COMPLAINT_OUTCOMES, type ComplaintOutcome } from '../../complaints/complaint.lifecycle.js';
import { MEASURES, type Measure, SEVERITIES, type Severity } from '../../flags/flag-vocabulary.js';
import { SHARING_LEVELS, type SharingLevel } from '../../sharing/sharing.policy.js';
import { FIELDS_OF_SECTION, MAX_LENGTH, REPORT_FIELDS, REPORT_SECTIONS, type ReportSection } from './report-fields.js';
import { type RowSubject, readSubject, type SubjectRules } from './row-subject.js';

/** What a row is judged by. */
export interface RowRules extends SubjectRules {
  readonly categories: { has(code: string): boolean };
  /** GB/T 2260 code for rows that name none. */
  readonly jurisdiction: string;
}

/** Who may see what a row says. Tenants are named by code: whether they exist is for the importer. */
export interface RowSharing {
  readonly level: SharingLevel;
  readonly tenantCodes: readonly string[];
  readonly kind: TenantKind | undefined;
}

interface RowBase {
  readonly line: number;
  readonly measures: readonly Measure[];
  readonly evidence: string | undefined;
  readonly jurisdiction: string;
  readonly sharing: RowSharing;
}

/** Something that a platform found. */
export interface FindingRow extends RowBase {
  readonly section: 'merchants' | 'listings' | 'accounts';
  readonly subject: RowSubject;
  readonly category: string;
  readonly severity: Severity;
  readonly detectedAtMs: number;
}

export interface ComplaintReportRow extends RowBase {
  readonly section: 'complaints';
  readonly subject: RowSubject;
  readonly category: string;
  readonly severity: Severity;
  readonly reference: string;
  readonly receivedAtMs: number;
  readonly dueAtMs: number | undefined;
  readonly outcome: ComplaintOutcome;
  readonly resolvedAtMs: number | undefined;
  readonly summary: string | undefined;
}

export interface CooperationReportRow extends RowBase {
  readonly section: 'cooperation';
  readonly category: string | undefined;
  readonly summary: string | undefined;
  readonly detectedAtMs: number;
}

export type ReportRow = FindingRow | ComplaintReportRow | CooperationReportRow;

export type RowResult =
  | { readonly ok: true; readonly row: ReportRow }
  | { readonly ok: false; readonly errors: readonly RowError[] };

const SECTION_SET = new Set<ReportSection>(REPORT_SECTIONS);
const SEVERITY_SET = new Set<Severity>(SEVERITIES);
const MEASURE_SET = new Set<Measure>(MEASURES);
const SHARING_SET = new Set<SharingLevel>(SHARING_LEVELS);
const TENANT_KIND_SET = new Set<TenantKind>(TENANT_KINDS);
const OUTCOME_SET = new Set<ComplaintOutcome>(COMPLAINT_OUTCOMES);
const TENANT_CODE = /^[a-z0-9-]{2,32}$/;
const MAX_FIELD_NAME = 64;
const MAX_UNKNOWN_FIELDS = 10;

/** Reads one line of a report, a JSON object with flat fields. Never throws; every field at fault is named once. */
export function readReportRow(line: number, json: string, rules: RowRules): RowResult {
  const fields = objectOf(json);
  if (!fields) {
    return refuse([{ field: '', reason: 'MALFORMED_JSON', message: 'The line is not a JSON object.' }]);
  }
  const reading = new RowReading(fields);
  const section = reading.code('section', SECTION_SET, 'section');
  reading.require('section', section);
  refuseForeignFields(reading, fields, section);
  const row = section ? readSection(reading, line, section, rules) : undefined;
  const { errors } = reading;
  return row && errors.length === 0 ? { ok: true, row } : refuse(errors);
}

const refuse = (errors: readonly RowError[]): RowResult => ({ ok: false, errors });

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function refuseForeignFields(
  reading: RowReading,
  fields: Readonly<Record<string, unknown>>,
  section: ReportSection | undefined,
): void {
  const allowed = section ? FIELDS_OF_SECTION[section] : REPORT_FIELDS;
  let refused = 0;
  for (const field of Object.keys(fields)) {
    if (allowed.has(field)) continue;
    const isKnown = REPORT_FIELDS.has(field);
    if (isKnown && !reading.has(field)) continue;
    refused += 1;
    if (refused > MAX_UNKNOWN_FIELDS) return;
    if (isKnown) reading.fail(field, 'NOT_ALLOWED', 'The section of this row has no such field.');
    else reading.fail(printable(field), 'UNKNOWN_FIELD', 'There is no such field.');
  }
}

/** A field's name as it may be stored and shown. MySQL holds names that differ in trailing spaces for one. */
const printable = (field: string): string =>
  [...field]
    .slice(0, MAX_FIELD_NAME)
    .join('')
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '?')
    .trimEnd() || '?';

function readSection(
  reading: RowReading,
  line: number,
  section: ReportSection,
  rules: RowRules,
): ReportRow | undefined {
  const base: RowBase = {
    line,
    measures: readMeasures(reading),
    evidence: reading.text('evidence', MAX_LENGTH.evidence, true),
    jurisdiction: readJurisdiction(reading, rules),
    sharing: readSharing(reading),
  };
  const category = reading.code('category', rules.categories, 'category');
  const detectedAtMs = reading.moment('detectedAt');
  if (section === 'cooperation') {
    reading.require('detectedAt', detectedAtMs);
    const summary = reading.text('summary', MAX_LENGTH.summary, true);
    return { ...base, section, category, summary, detectedAtMs: detectedAtMs ?? 0 };
  }
  const severity = reading.code('severity', SEVERITY_SET, 'severity');
  reading.require('category', category);
  reading.require('severity', severity);
  const subject = readSubject(reading, section, rules);
  if (section === 'complaints') return readComplaint(reading, base, subject, category, severity);
  reading.require('detectedAt', detectedAtMs);
  if (!subject || !category || !severity || detectedAtMs === undefined) return undefined;
  return { ...base, section, subject, category, severity, detectedAtMs };
}

function readComplaint(
  reading: RowReading,
  base: RowBase,
  subject: RowSubject | undefined,
  category: string | undefined,
  severity: Severity | undefined,
): ComplaintReportRow | undefined {
  const reference = reading.text('complaintId', MAX_LENGTH.complaintId);
  const receivedAtMs = reading.moment('receivedAt');
  const outcome = reading.code('outcome', OUTCOME_SET, 'outcome') ?? 'PENDING';
  const resolvedAtMs = reading.moment('resolvedAt');
  const dueAtMs = reading.moment('dueAt');
  const summary = reading.text('summary', MAX_LENGTH.summary, true);
  reading.require('complaintId', reference);
  reading.require('receivedAt', receivedAtMs);
  if (resolvedAtMs !== undefined && outcome === 'PENDING') {
    reading.fail('resolvedAt', 'NOT_ALLOWED', 'A pending complaint has not been resolved.');
  }
  if (resolvedAtMs !== undefined && receivedAtMs !== undefined && resolvedAtMs < receivedAtMs) {
    reading.fail('resolvedAt', 'DATE', 'A complaint is not resolved before it is received.');
  }
  if (!subject || !category || !severity || !reference || receivedAtMs === undefined) return undefined;
  return {
    ...base,
    section: 'complaints',
    subject,
    category,
    severity,
    reference,
    receivedAtMs,
    dueAtMs,
    outcome,
    resolvedAtMs,
    summary,
  };
}

function readMeasures(reading: RowReading): Measure[] {
  const measures = reading.list('measures') ?? [];
  if (measures.every((measure): measure is Measure => MEASURE_SET.has(measure as Measure))) return measures;
  reading.fail('measures', 'UNKNOWN_VALUE', 'There is no such measure.');
  return [];
}

function readJurisdiction(reading: RowReading, rules: RowRules): string {
  const code = reading.text('jurisdiction', 6);
  if (code === undefined) return rules.jurisdiction;
  if (!isDivisionCode(code)) reading.fail('jurisdiction', 'REGION', 'This is no division code of GB/T 2260.');
  return code;
}

function readSharing(reading: RowReading): RowSharing {
  const level = reading.code('sharing', SHARING_SET, 'sharing level') ?? 'AGENCIES';
  const tenantCodes = reading.list('sharedWith') ?? [];
  const kind = reading.code('sharedKind', TENANT_KIND_SET, 'kind of tenant');
  if (level === 'NAMED' && tenantCodes.length === 0) {
    reading.fail('sharedWith', 'REQUIRED', 'Sharing with NAMED tenants needs their codes.');
  }
  if (level !== 'NAMED' && tenantCodes.length > 0) {
    reading.fail('sharedWith', 'NOT_ALLOWED', 'Tenants are named for the sharing level NAMED only.');
  }
  if (!tenantCodes.every((code) => TENANT_CODE.test(code))) {
    reading.fail('sharedWith', 'UNKNOWN_TENANT', 'One of these is no tenant.');
  }
  if (level === 'KIND') reading.require('sharedKind', kind, 'Sharing with a KIND of tenant needs the kind.');
  else if (kind) reading.fail('sharedKind', 'NOT_ALLOWED', 'A kind is named for the sharing level KIND only.');
  return { level, tenantCodes, kind };
}
