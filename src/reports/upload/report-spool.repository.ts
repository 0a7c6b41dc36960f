import type { Sql, SqlRow, Tx } from '../../common/persistence/sql.js';
import { placeholders } from '../../common/persistence/sql.js';
import type { ReportState } from '../report.lifecycle.js';
import type { ReportFormat } from './report-chunks.js';

/** What an upload needs to know of its report. */
export interface SpooledReport {
  readonly id: string;
  readonly format: ReportFormat;
  readonly state: ReportState;
  readonly uploadId: string;
  readonly chunkCount: number | null;
}

const COLUMNS = 'id, format, state, uploadId, chunkCount';

/** Every SQL of the upload's side of the spool. */
export class ReportSpoolRepository {
  constructor(private readonly sql: Sql) {}

  /** The tenant's report under this key. Index: UQ_inspection_report_key */
  async byKey(tenantId: string, idempotencyKey: string): Promise<SpooledReport | undefined> {
    const [row] = await this.sql.select<SpooledReport>(
      `SELECT ${COLUMNS} FROM inspection_report WHERE tenantId = ? AND idempotencyKey = ?`,
      [tenantId, idempotencyKey],
    );
    return row;
  }

  async byId(id: string, forUpdate: '' | 'FOR UPDATE' = ''): Promise<SpooledReport | undefined> {
    const [row] = await this.sql.select<SpooledReport>(
      `SELECT ${COLUMNS} FROM inspection_report WHERE id = ? ${forUpdate}`,
      [id],
    );
    return row;
  }

  /** Digests by number of up to `limit` chunks from `first` on. Index: primary key */
  async digests(reportId: string, first: number, limit: number): Promise<Map<number, string>> {
    const rows = await this.sql.select<{ chunkNumber: number; digest: string }>(
      `SELECT chunkNumber, digest FROM report_chunk WHERE reportId = ? AND chunkNumber >= ? AND chunkNumber < ?`,
      [reportId, first, first + limit],
    );
    return new Map(rows.map(({ chunkNumber, digest }) => [chunkNumber, digest]));
  }

  /**
   * Takes turns among the uploads of one report. Not by the report's own row, which each step of the import locks for as
   * long as it takes.
   */
  async lockUploads(tx: Tx, reportId: string): Promise<void> {
    await tx.select(`SELECT chunkNumber FROM report_chunk WHERE reportId = ? AND chunkNumber = 0 ${tx.forUpdate}`, [
      reportId,
    ]);
  }

  async insertReport(tx: Tx, row: SqlRow): Promise<void> {
    await tx.insert('inspection_report', [row]);
  }

  async insertChunks(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    await tx.insert('report_chunk', rows);
  }

  async setUpload(tx: Tx, id: string, uploadId: string, nowMs: number): Promise<void> {
    await tx.change('UPDATE inspection_report SET uploadId = ?, updatedAtMs = ? WHERE id = ?', [uploadId, nowMs, id]);
  }

  async setReceived(
    tx: Tx,
    id: string,
    received: { state: ReportState; uploadId: string; chunkCount: number; receivedRows: number; nowMs: number },
  ): Promise<void> {
    const { state, uploadId, chunkCount, receivedRows, nowMs } = received;
    await tx.change(
      `UPDATE inspection_report SET state = ?, uploadId = ?, chunkCount = ?, receivedRows = ?, receivedAtMs = ?,
         updatedAtMs = ?, version = version + 1 WHERE id = ?`,
      [state, uploadId, chunkCount, receivedRows, nowMs, nowMs, id],
    );
  }

  async countChunks(reportId: string): Promise<number> {
    const [row] = await this.sql.select<{ chunks: number }>(
      'SELECT COUNT(*) AS chunks FROM report_chunk WHERE reportId = ?',
      [reportId],
    );
    return Number(row?.chunks ?? 0);
  }

  async digestsOf(reportId: string, chunkNumbers: readonly number[]): Promise<Map<number, string>> {
    const rows = await this.sql.select<{ chunkNumber: number; digest: string }>(
      `SELECT chunkNumber, digest FROM report_chunk
       WHERE reportId = ? AND chunkNumber IN (${placeholders(chunkNumbers.length)})`,
      [reportId, ...chunkNumbers],
    );
    return new Map(rows.map(({ chunkNumber, digest }) => [chunkNumber, digest]));
  }
}
