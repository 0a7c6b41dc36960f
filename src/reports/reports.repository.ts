import type { RowProblem } from '../common/bulk/row-reading.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import type { Page } from '../common/pagination.js';
import type { Sql } from '../common/persistence/sql.js';
import type { ReportState } from './report.lifecycle.js';
import type { ReportCounters } from './report-counters.js';
import type { ReportFormat } from './upload/report-chunks.js';

/** A self-inspection report as its platform reads it. */
export interface InspectionReport {
  readonly id: string;
  readonly state: ReportState;
  readonly format: ReportFormat;
  readonly createdAtMs: number;
  readonly receivedAtMs: number | null;
  readonly completedAtMs: number | null;
  /** Rows in the whole file; null while it is still coming in. */
  readonly receivedRows: number | null;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  readonly counters: ReportCounters;
  readonly version: number;
}

/** One field of one row that was refused. */
export interface ReportRowError {
  readonly line: number;
  readonly field: string;
  readonly reason: RowProblem;
  readonly message: string;
}

interface ReportRecord extends Omit<InspectionReport, 'counters'> {
  readonly counters: string;
}

const COLUMNS =
  'id, state, format, createdAtMs, receivedAtMs, completedAtMs, receivedRows, acceptedRows, rejectedRows, counters, version';

/** Reports as their own tenant reads them: every statement is bound to the caller's tenant. */
export class ReportsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly context: TenantContext,
  ) {}

  async byId(id: string): Promise<InspectionReport | undefined> {
    const [row] = await this.sql.select<ReportRecord>(
      `SELECT ${COLUMNS} FROM inspection_report WHERE id = ? AND tenantId = ?`,
      [id, this.context.tenantId],
    );
    return row && fromRecord(row);
  }

  /** Up to one more than the page, newest first. Index: IX_inspection_report_tenant */
  async list(page: Page): Promise<InspectionReport[]> {
    const before = page.after === undefined ? [] : [page.after];
    const rows = await this.sql.select<ReportRecord>(
      `SELECT ${COLUMNS} FROM inspection_report WHERE tenantId = ? ${before.length > 0 ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ?`,
      [this.context.tenantId, ...before, page.limit + 1],
    );
    return rows.map(fromRecord);
  }

  /** Up to `limit` errors in order of line and field. Index: primary key */
  async errors(
    reportId: string,
    after: Pick<ReportRowError, 'line' | 'field'> | undefined,
    limit: number,
  ): Promise<ReportRowError[]> {
    const rows = await this.sql.select<ReportRowError>(
      `SELECT e.line, e.field, e.reason, e.message FROM report_row_error e
       JOIN inspection_report r ON r.id = e.reportId AND r.tenantId = ?
       WHERE e.reportId = ? ${after ? 'AND (e.line > ? OR (e.line = ? AND e.field > ?))' : ''}
       ORDER BY e.line, e.field LIMIT ?`,
      [this.context.tenantId, reportId, ...(after ? [after.line, after.line, after.field] : []), limit],
    );
    return rows.map((row) => ({ ...row, line: Number(row.line) }));
  }
}

const numberOrNull = (value: number | null): number | null => (value === null ? null : Number(value));

function fromRecord(row: ReportRecord): InspectionReport {
  return {
    ...row,
    createdAtMs: Number(row.createdAtMs),
    receivedAtMs: numberOrNull(row.receivedAtMs),
    completedAtMs: numberOrNull(row.completedAtMs),
    receivedRows: numberOrNull(row.receivedRows),
    acceptedRows: Number(row.acceptedRows),
    rejectedRows: Number(row.rejectedRows),
    counters: JSON.parse(row.counters) as ReportCounters,
  };
}
