import { newId } from '../common/ids.js';
import { isDuplicate, RunAgainError } from '../common/persistence/database-errors.js';
import { placeholders, type SqlRow, type Tx } from '../common/persistence/sql.js';
import type { Ciphers } from '../common/tokens.js';
import type { Measure, Severity } from '../flags/flag-vocabulary.js';
import { type ComplaintOutcome, dueAt, STATE_OF_OUTCOME } from './complaint.lifecycle.js';

/** A complaint as a report tells it. */
export interface ReportedComplaint {
  readonly tenantId: string;
  readonly reference: string;
  readonly entityId: string;
  readonly sharingId: string;
  readonly reportId: string;
  readonly reportLine: number;
  readonly category: string;
  readonly severity: Severity;
  readonly measures: readonly Measure[];
  readonly outcome: ComplaintOutcome;
  readonly summary: string | undefined;
  readonly evidence: string | undefined;
  readonly jurisdiction: string;
  readonly receivedAtMs: number;
  readonly dueAtMs: number | undefined;
  readonly resolvedAtMs: number | undefined;
}

/** What is stored of a complaint under its platform's number. */
export interface KnownComplaint {
  readonly id: string;
  readonly reference: string;
  readonly reportId: string | null;
  readonly createdAtMs: number;
  readonly version: number;
}

/** Writes complaints in bulk. A later report that tells of the same complaint replaces what an earlier one told. */
export class ComplaintsWriter {
  constructor(private readonly ciphers: Pick<Ciphers, 'fields'>) {}

  /** The complaints of these numbers, locked. Index: UQ_complaint_reference */
  async known(tx: Tx, tenantId: string, references: readonly string[]): Promise<Map<string, KnownComplaint>> {
    if (references.length === 0) return new Map();
    const rows = await tx.select<KnownComplaint>(
      `SELECT id, reference, reportId, createdAtMs, version FROM complaint
       WHERE tenantId = ? AND reference IN (${placeholders(references.length)}) ${tx.forUpdate}`,
      [tenantId, ...references],
    );
    return new Map(rows.map((row) => [row.reference, row]));
  }

  async write(
    tx: Tx,
    complaints: readonly ReportedComplaint[],
    known: ReadonlyMap<string, KnownComplaint>,
    nowMs: number,
  ): Promise<void> {
    const replaced = complaints.flatMap(({ reference }) => known.get(reference)?.id ?? []);
    if (replaced.length > 0) {
      await tx.change(`DELETE FROM complaint WHERE id IN (${placeholders(replaced.length)})`, replaced);
    }
    const rows = complaints.map((complaint) => this.row(complaint, known.get(complaint.reference), nowMs));
    rows.sort((a, b) => (String(a.reference) < String(b.reference) ? -1 : 1));
    try {
      await tx.insert('complaint', rows);
    } catch (error) {
      // Another report of the tenant told of one of them first.
      throw isDuplicate(error) ? new RunAgainError() : error;
    }
  }

  private row(complaint: ReportedComplaint, known: KnownComplaint | undefined, nowMs: number): SqlRow {
    const id = known?.id ?? newId();
    const sealed = (text: string | undefined, field: string) =>
      text ? this.ciphers.fields.encrypt(text, complaintTextContext(id, field)) : null;
    return {
      id,
      tenantId: complaint.tenantId,
      reference: complaint.reference,
      entityId: complaint.entityId,
      sharingId: complaint.sharingId,
      reportId: complaint.reportId,
      reportLine: complaint.reportLine,
      category: complaint.category,
      severity: complaint.severity,
      state: STATE_OF_OUTCOME[complaint.outcome],
      outcome: complaint.outcome === 'PENDING' ? null : complaint.outcome,
      measures: JSON.stringify(complaint.measures),
      summary: sealed(complaint.summary, 'summary'),
      evidence: sealed(complaint.evidence, 'evidence'),
      jurisdiction: complaint.jurisdiction,
      receivedAtMs: complaint.receivedAtMs,
      dueAtMs: complaint.dueAtMs ?? dueAt(complaint.receivedAtMs),
      resolvedAtMs: complaint.resolvedAtMs ?? null,
      createdAtMs: known ? Number(known.createdAtMs) : nowMs,
      updatedAtMs: nowMs,
      version: (known?.version ?? 0) + 1,
    };
  }
}

/** Context that binds a complaint's text to its row. */
export const complaintTextContext = (complaintId: string, field: string): string => `complaint.${field}:${complaintId}`;
