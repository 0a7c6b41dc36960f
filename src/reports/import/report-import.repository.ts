import { placeholders, type Sql, type SqlRow, type Tx } from '../../common/persistence/sql.js';
import type { ReportState } from '../report.lifecycle.js';
import type { ReportCounters } from '../report-counters.js';

/** A report as the import knows it. */
export interface ImportedReport {
  readonly id: string;
  readonly tenantId: string;
  readonly tenantCode: string;
  readonly jurisdiction: string;
  readonly createdAtMs: number;
}

/** How far a report has come, read under its lock. */
export interface ReportProgress {
  readonly state: ReportState;
  readonly chunkCount: number | null;
  readonly importedChunks: number;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  readonly keptErrors: number;
  readonly counters: ReportCounters;
}

/** A chunk that waits to be imported. */
export interface PendingChunk {
  readonly chunkNumber: number;
  readonly rowCount: number;
  readonly content: Buffer;
}

/** Every SQL of the import's side of the spool. */
export class ReportImportRepository {
  constructor(private readonly sql: Sql) {}

  async report(id: string): Promise<ImportedReport | undefined> {
    const [row] = await this.sql.select<ImportedReport>(
      `SELECT r.id, r.tenantId, r.createdAtMs, t.code AS tenantCode, t.jurisdiction
       FROM inspection_report r JOIN tenant t ON t.id = r.tenantId WHERE r.id = ? AND r.state <> 'COMPLETED'`,
      [id],
    );
    return row && { ...row, createdAtMs: Number(row.createdAtMs) };
  }

  /** Chunks in order, from `first` on. Index: IX_report_chunk_pending */
  async pending(reportId: string, first: number, limit: number): Promise<PendingChunk[]> {
    const rows = await this.sql.select<PendingChunk>(
      `SELECT chunkNumber, rowCount, content FROM report_chunk
       WHERE reportId = ? AND importedAtMs IS NULL AND chunkNumber >= ? ORDER BY chunkNumber LIMIT ?`,
      [reportId, first, limit],
    );
    // libsql gives plain byte arrays.
    return rows.map((row) => ({ ...row, content: Buffer.from(row.content) }));
  }

  /**
   * Reports with work that nobody has touched since `beforeMs`: what a lost job left behind.
   * Index: IX_inspection_report_state, IX_report_chunk_pending
   */
  async stale(beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT r.id FROM inspection_report r
       WHERE r.updatedAtMs < ? AND (r.state = 'RECEIVED' OR (r.state = 'RECEIVING' AND EXISTS
         (SELECT 1 FROM report_chunk c WHERE c.reportId = r.id AND c.importedAtMs IS NULL)))
       ORDER BY r.updatedAtMs LIMIT ?`,
      [beforeMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Ids of tenants by code; an unknown code is left out. */
  async tenantIds(codes: readonly string[]): Promise<Map<string, string>> {
    if (codes.length === 0) return new Map();
    const rows = await this.sql.select<{ id: string; code: string }>(
      `SELECT id, code FROM tenant WHERE code IN (${placeholders(codes.length)})`,
      codes,
    );
    return new Map(rows.map(({ id, code }) => [code, id]));
  }

  async lock(tx: Tx, id: string): Promise<ReportProgress> {
    const [row] = await tx.select<Omit<ReportProgress, 'counters'> & { counters: string }>(
      `SELECT state, chunkCount, importedChunks, acceptedRows, rejectedRows, keptErrors, counters
       FROM inspection_report WHERE id = ? ${tx.forUpdate}`,
      [id],
    );
    if (!row) throw new Error('the report that is being imported is missing');
    return {
      state: row.state,
      chunkCount: row.chunkCount === null ? null : Number(row.chunkCount),
      importedChunks: Number(row.importedChunks),
      acceptedRows: Number(row.acceptedRows),
      rejectedRows: Number(row.rejectedRows),
      keptErrors: Number(row.keptErrors),
      counters: JSON.parse(row.counters) as ReportCounters,
    };
  }

  /** Takes chunks out of the spool; gives how many of them were still there. */
  clear(tx: Tx, reportId: string, chunkNumbers: readonly number[], nowMs: number): Promise<number> {
    return tx.change(
      `UPDATE report_chunk SET content = NULL, importedAtMs = ?
       WHERE reportId = ? AND importedAtMs IS NULL AND chunkNumber IN (${placeholders(chunkNumbers.length)})`,
      [nowMs, reportId, ...chunkNumbers],
    );
  }

  async save(tx: Tx, id: string, progress: ReportProgress, nowMs: number): Promise<void> {
    const { state, importedChunks, acceptedRows, rejectedRows, keptErrors, counters } = progress;
    await tx.change(
      `UPDATE inspection_report SET state = ?, importedChunks = ?, acceptedRows = ?, rejectedRows = ?, keptErrors = ?,
         counters = ?, completedAtMs = ?, updatedAtMs = ?, version = version + 1 WHERE id = ?`,
      [
        state,
        importedChunks,
        acceptedRows,
        rejectedRows,
        keptErrors,
        JSON.stringify(counters),
        state === 'COMPLETED' ? nowMs : null,
        nowMs,
        id,
      ],
    );
  }

  async insertErrors(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    // Two unknown fields that differ in trailing spaces only are one key to MySQL.
    await tx.insert('report_row_error', rows, { onDuplicate: 'ignore' });
  }

  async insertCooperation(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    await tx.insert('report_cooperation', rows);
  }
}
