import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { rowsOfChunk, SPOOL_PROBLEMS, type SpooledRow } from '../../common/bulk/row-chunks.js';
import type { RowError } from '../../common/bulk/row-reading.js';
import type { Database } from '../../common/persistence/database.js';
import type { Ciphers } from '../../common/tokens.js';
import type { EntitiesWriter, KeyedStatement } from '../../entities/entities.writer.js';
import { type Sharing, sharingId } from '../../sharing/sharing.policy.js';
import { chunkContext } from '../report-chunk-context.js';
import { type ImportedReport, type PendingChunk, ReportImportRepository } from './report-import.repository.js';
import { type ReportRow, type RowRules, type RowSharing, readReportRow } from './report-row.js';

const decompress = promisify(gunzip);
/** A chunk opens to 48 KiB; more than this was not made here. */
const MAX_CHUNK_BYTES = 65_536;

/** A row that goes in: with its sharing, and with the key of the entity that it speaks of. */
export interface BatchRow {
  readonly row: ReportRow;
  readonly sharing: Sharing;
  readonly sharingId: string;
  /** Undefined for cooperation, which concerns no entity. */
  readonly statement: KeyedStatement | undefined;
}

/** A row that does not go in. */
export interface RejectedRow {
  readonly line: number;
  readonly errors: readonly RowError[];
}

/** The rows of some chunks, read and judged. */
export interface ReportBatch {
  readonly chunkNumbers: readonly number[];
  readonly rows: readonly BatchRow[];
  readonly rejected: readonly RejectedRow[];
}

/** Opens chunks and reads their rows: everything about a row that needs no entity id, and no transaction. */
export class ReportBatchReader {
  constructor(
    private readonly database: Database,
    private readonly ciphers: Pick<Ciphers, 'fields'>,
    private readonly entities: EntitiesWriter,
  ) {}

  async read(report: ImportedReport, rules: RowRules, chunks: readonly PendingChunk[]): Promise<ReportBatch> {
    const read: ReportRow[] = [];
    const rejected: RejectedRow[] = [];
    for (const chunk of chunks) {
      for (const spooled of rowsOfChunk(await this.open(report.id, chunk))) readRow(spooled, rules, read, rejected);
      // Others want the event loop as well.
      await nextTurn();
    }
    const unique = withoutRepeatedComplaints(read, rejected);
    const rows = await this.addSharing(report, unique, rejected);
    return { chunkNumbers: chunks.map(({ chunkNumber }) => chunkNumber), rows, rejected };
  }

  private async open(reportId: string, { chunkNumber, content }: PendingChunk): Promise<Buffer> {
    const packed = this.ciphers.fields.decryptBytes(content, chunkContext(reportId, chunkNumber));
    return decompress(packed, { maxOutputLength: MAX_CHUNK_BYTES });
  }

  private async addSharing(
    report: ImportedReport,
    rows: readonly ReportRow[],
    rejected: RejectedRow[],
  ): Promise<BatchRow[]> {
    const codes = new Set(rows.flatMap(({ sharing }) => sharing.tenantCodes));
    const tenantIds = await new ReportImportRepository(this.database).tenantIds([...codes]);
    const sharingIds = new Map<string, string>();
    return rows.flatMap((row) => {
      const sharing = sharingOf(row.sharing, report.tenantId, row.jurisdiction, tenantIds);
      if (!sharing) {
        const message = 'One of these is no tenant.';
        rejected.push({ line: row.line, errors: [{ field: 'sharedWith', reason: 'UNKNOWN_TENANT', message }] });
        return [];
      }
      const content = JSON.stringify(sharing);
      const id = sharingIds.get(content) ?? sharingId(sharing);
      sharingIds.set(content, id);
      return [{ row, sharing, sharingId: id, statement: this.statement(report.tenantId, id, row) }];
    });
  }

  private statement(tenantId: string, sharing: string, row: ReportRow): KeyedStatement | undefined {
    if (row.section === 'cooperation') return undefined;
    return this.entities.key({ tenantId, sharingId: sharing, ...row.subject });
  }
}

/** The batch without the complaints of these references, which the report gave before. */
export function rejectRepeated(batch: ReportBatch, references: ReadonlySet<string>): ReportBatch {
  const isRepeated = ({ row }: BatchRow) => row.section === 'complaints' && references.has(row.reference);
  return {
    ...batch,
    rows: batch.rows.filter((row) => !isRepeated(row)),
    rejected: [...batch.rejected, ...batch.rows.filter(isRepeated).map(({ row }) => repeated(row.line))],
  };
}

const repeated = (line: number): RejectedRow => ({
  line,
  errors: [{ field: 'complaintId', reason: 'DUPLICATE', message: 'An earlier row of this report has this complaint.' }],
});

function readRow(spooled: SpooledRow, rules: RowRules, read: ReportRow[], rejected: RejectedRow[]): void {
  const { line } = spooled;
  if ('problem' in spooled) {
    const message = SPOOL_PROBLEMS[spooled.problem];
    rejected.push({ line, errors: [{ field: '', reason: spooled.problem, message }] });
    return;
  }
  const result = readReportRow(line, spooled.json, rules);
  if (result.ok) read.push(result.row);
  else rejected.push({ line, errors: result.errors });
}

function withoutRepeatedComplaints(rows: readonly ReportRow[], rejected: RejectedRow[]): ReportRow[] {
  const references = new Set<string>();
  return rows.filter((row) => {
    if (row.section !== 'complaints') return true;
    if (references.has(row.reference)) {
      rejected.push(repeated(row.line));
      return false;
    }
    references.add(row.reference);
    return true;
  });
}

/** Undefined when a named tenant does not exist. */
function sharingOf(
  { level, tenantCodes, kind }: RowSharing,
  ownerId: string,
  jurisdiction: string,
  tenantIds: ReadonlyMap<string, string>,
): Sharing | undefined {
  if (level === 'NAMED') {
    const memberIds = tenantCodes.flatMap((code) => tenantIds.get(code) ?? []);
    return memberIds.length === tenantCodes.length ? { ownerId, level, memberIds } : undefined;
  }
  if (level === 'KIND') return kind && { ownerId, level, kind };
  return level === 'JURISDICTION' ? { ownerId, level, jurisdiction } : { ownerId, level };
}
