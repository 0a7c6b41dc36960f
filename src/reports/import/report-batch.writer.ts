import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import type { SqlRow, Tx } from '../../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import { ComplaintsWriter, type KnownComplaint, type ReportedComplaint } from '../../complaints/complaints.writer.js';
import { EntitiesWriter, type EntityRows, type ResolvedEntities } from '../../entities/entities.writer.js';
import { EventsService } from '../../events/events.service.js';
import { FlagsWriter, type NewFlag } from '../../flags/flags.writer.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { SharingRepository } from '../../sharing/sharing.repository.js';
import { reportTransition } from '../report.lifecycle.js';
import { addCounters, countRows } from '../report-counters.js';
import type { BatchRow, ReportBatch } from './report-batch.js';
import { type ImportedReport, ReportImportRepository, type ReportProgress } from './report-import.repository.js';
import type { ComplaintReportRow, CooperationReportRow, FindingRow } from './report-row.js';

/** A report of nothing but errors keeps this many of them; all are counted. */
export const MAX_KEPT_ERRORS = 100_000;
const AUTHOR = { system: 'report.import' };

/** A batch with every row built, ready for its transaction. It holds only while the entity ids in it do. */
export interface DraftBatch {
  readonly batch: ReportBatch;
  readonly resolved: ResolvedEntities;
  readonly entityRows: EntityRows;
  readonly flagRows: readonly SqlRow[];
  readonly cooperationRows: readonly SqlRow[];
  readonly complaints: readonly ReportedComplaint[];
}

/** Another importer has taken chunks of this batch: it goes on, and this one may stop. */
export class ChunksTakenError extends Error {
  override readonly name = 'ChunksTakenError';
}

/** Complaints of these references came in an earlier batch of the same report. */
export class RepeatedComplaintsError extends Error {
  override readonly name = 'RepeatedComplaintsError';

  constructor(readonly references: ReadonlySet<string>) {
    super('complaints of the report come twice');
  }
}

/** Writes one batch of a report, its progress, ledger entry and event in one transaction: all of it once, or nothing. */
@Injectable()
export class ReportBatchWriter {
  readonly entities: EntitiesWriter;
  private readonly flags: FlagsWriter;
  private readonly complaints: ComplaintsWriter;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {
    this.entities = new EntitiesWriter(ciphers);
    this.flags = new FlagsWriter(ciphers);
    this.complaints = new ComplaintsWriter(ciphers);
  }

  /** Resolves the entities and builds the rows. @param known ids that this import has met before, by anchor key */
  async draft(
    report: ImportedReport,
    batch: ReportBatch,
    known?: { get(anchorKey: string): string | undefined },
  ): Promise<DraftBatch> {
    const nowMs = this.clock.now();
    const statements = batch.rows.flatMap(({ statement }) => statement ?? []);
    const resolved = await this.entities.resolve(this.database, statements, known);
    const entityRows = this.entities.build(statements, resolved, nowMs);
    const flags: NewFlag[] = [];
    const complaints: ReportedComplaint[] = [];
    const cooperationRows: SqlRow[] = [];
    for (const { row, statement, sharingId } of batch.rows) {
      const entityId = statement ? (resolved.ids.get(statement.anchorKey) ?? '') : '';
      const told = { tenantId: report.tenantId, reportId: report.id, reportLine: row.line, sharingId, entityId };
      if (row.section === 'cooperation') cooperationRows.push(this.cooperationRow(report, row, sharingId, nowMs));
      else if (row.section === 'complaints') complaints.push(complaintOf(row, told));
      else flags.push(flagOf(row, told));
    }
    const flagRows = this.flags.build(flags, nowMs);
    return { batch, resolved, entityRows, flagRows, cooperationRows, complaints };
  }

  /**
   * Writes a draft.
   * @throws ChunksTakenError, RepeatedComplaintsError, EntityRaceError: nothing was written
   */
  commit(report: ImportedReport, draft: DraftBatch): Promise<void> {
    return this.database.transaction(async (tx) => {
      const nowMs = this.clock.now();
      const repository = new ReportImportRepository(tx);
      const before = await repository.lock(tx, report.id);
      const { chunkNumbers } = draft.batch;
      const cleared = await repository.clear(tx, report.id, chunkNumbers, nowMs);
      if (cleared !== chunkNumbers.length) throw new ChunksTakenError();
      const known = await this.knownComplaints(tx, report, draft.complaints);
      await this.ensureSharings(tx, draft.batch.rows, nowMs);
      await this.entities.insert(tx, draft.entityRows);
      await this.flags.insert(tx, draft.flagRows);
      await this.complaints.write(tx, draft.complaints, known, nowMs);
      await repository.insertCooperation(tx, draft.cooperationRows);
      const errors = errorRows(report.id, draft.batch).slice(0, MAX_KEPT_ERRORS - before.keptErrors);
      await repository.insertErrors(tx, errors);
      await this.advance(tx, report, progressWith(before, draft.batch, errors.length), draft.batch, nowMs);
    });
  }

  /** Completes a report whose last chunk was imported before its upload ended. */
  completeIfDone(report: ImportedReport): Promise<void> {
    return this.database.transaction(async (tx) => {
      const progress = await new ReportImportRepository(tx).lock(tx, report.id);
      if (isDone(progress)) await this.complete(tx, report, progress, this.clock.now());
    });
  }

  private async advance(
    tx: Tx,
    report: ImportedReport,
    progress: ReportProgress,
    batch: ReportBatch,
    nowMs: number,
  ): Promise<void> {
    const { chunkNumbers, rows, rejected } = batch;
    const detail = {
      tenantId: report.tenantId,
      chunks: [chunkNumbers[0], chunkNumbers.at(-1)],
      acceptedRows: rows.length,
      rejectedRows: rejected.length,
    };
    await this.ledger.append(tx, AUTHOR, [{ action: 'report.import', ...subjectOf(report), detail }]);
    await this.announce(tx, report, 'report.progressed', progress, nowMs);
    if (isDone(progress)) await this.complete(tx, report, progress, nowMs);
    else await new ReportImportRepository(tx).save(tx, report.id, progress, nowMs);
  }

  private async complete(tx: Tx, report: ImportedReport, progress: ReportProgress, nowMs: number): Promise<void> {
    const { to, records, emits } = reportTransition(progress.state, 'complete', 'GATEWAY');
    await new ReportImportRepository(tx).save(tx, report.id, { ...progress, state: to }, nowMs);
    const { acceptedRows, rejectedRows } = progress;
    const detail = { tenantId: report.tenantId, acceptedRows, rejectedRows };
    await this.ledger.append(tx, AUTHOR, [{ action: records, ...subjectOf(report), detail }]);
    if (emits) await this.announce(tx, report, emits, progress, nowMs);
  }

  private async announce(
    tx: Tx,
    report: ImportedReport,
    type: Parameters<EventsService['append']>[1][number]['type'],
    { acceptedRows, rejectedRows }: ReportProgress,
    nowMs: number,
  ): Promise<void> {
    const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: report.tenantId, level: 'OWNER' }], nowMs);
    const data = { acceptedRows, rejectedRows };
    const { tenantId, tenantCode: platform } = report;
    await this.events.append(tx, [{ type, tenantId, sharingId, ...subjectOf(report), platform, data }]);
  }

  private async knownComplaints(
    tx: Tx,
    report: ImportedReport,
    complaints: readonly ReportedComplaint[],
  ): Promise<Map<string, KnownComplaint>> {
    const references = complaints.map(({ reference }) => reference);
    const known = await this.complaints.known(tx, report.tenantId, references);
    const repeated = [...known.values()].filter(({ reportId }) => reportId === report.id);
    if (repeated.length > 0) throw new RepeatedComplaintsError(new Set(repeated.map(({ reference }) => reference)));
    return known;
  }

  private async ensureSharings(tx: Tx, rows: readonly BatchRow[], nowMs: number): Promise<void> {
    const sharings = new Map(rows.map(({ sharingId, sharing }) => [sharingId, sharing]));
    const inOrder = [...sharings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sharing]) => sharing);
    await this.sharings.ensure(tx, inOrder, nowMs);
  }

  private cooperationRow(report: ImportedReport, row: CooperationReportRow, sharingId: string, nowMs: number): SqlRow {
    const text = row.summary ?? row.evidence;
    return {
      reportId: report.id,
      line: row.line,
      tenantId: report.tenantId,
      sharingId,
      category: row.category ?? null,
      measures: JSON.stringify(row.measures),
      summary: text ? this.ciphers.fields.encrypt(text, `report_cooperation:${report.id}:${row.line}`) : null,
      jurisdiction: row.jurisdiction,
      occurredAtMs: row.detectedAtMs,
      createdAtMs: nowMs,
    };
  }
}

type Told = Pick<NewFlag, 'tenantId' | 'reportId' | 'reportLine' | 'sharingId' | 'entityId'>;

function flagOf(
  { category, severity, measures, evidence, jurisdiction, detectedAtMs }: FindingRow,
  told: Told,
): NewFlag {
  return { ...told, category, severity, measures, evidence, jurisdiction, detectedAtMs };
}

function complaintOf(row: ComplaintReportRow, told: Told): ReportedComplaint {
  const { reference, category, severity, measures, outcome, summary, evidence, jurisdiction } = row;
  const { receivedAtMs, dueAtMs, resolvedAtMs } = row;
  const what = { reference, category, severity, measures, outcome, summary, evidence, jurisdiction };
  return { ...told, ...what, receivedAtMs, dueAtMs, resolvedAtMs };
}

const subjectOf = ({ id }: ImportedReport) => ({ subjectType: 'InspectionReport', subjectId: id });

const isDone = ({ state, chunkCount, importedChunks }: ReportProgress): boolean =>
  state === 'RECEIVED' && importedChunks === chunkCount;

function progressWith(before: ReportProgress, batch: ReportBatch, keptErrors: number): ReportProgress {
  return {
    ...before,
    importedChunks: before.importedChunks + batch.chunkNumbers.length,
    acceptedRows: before.acceptedRows + batch.rows.length,
    rejectedRows: before.rejectedRows + batch.rejected.length,
    keptErrors: before.keptErrors + keptErrors,
    counters: addCounters(before.counters, countRows(batch.rows.map(({ row }) => row))),
  };
}

const errorRows = (reportId: string, { rejected }: ReportBatch): SqlRow[] =>
  rejected
    .flatMap(({ line, errors }) =>
      errors.map(({ field, reason, message }) => ({ reportId, line, field, reason, message })),
    )
    .sort((a, b) => a.line - b.line);
