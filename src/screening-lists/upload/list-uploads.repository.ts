import { placeholders, type Sql, type SqlRow, type Tx } from '../../common/persistence/sql.js';

export const UPLOAD_MODES = ['EXTEND', 'REPLACE'] as const;
export type UploadMode = (typeof UPLOAD_MODES)[number];

/** DROPPED when the list was deleted before all rows were in. */
export const UPLOAD_STATES = ['RUNNING', 'COMPLETED', 'DROPPED'] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** A file of items on its way into a list. */
export interface ListUpload {
  readonly id: string;
  readonly tenantId: string;
  readonly listId: string;
  readonly digest: string;
  readonly mode: UploadMode;
  readonly state: UploadState;
  readonly chunkCount: number;
  readonly importedChunks: number;
  readonly receivedRows: number;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  readonly removedItems: number;
  readonly createdAtMs: number;
  readonly completedAtMs: number | null;
}

/** What is wrong with a field of a row. */
export interface ListRowError {
  readonly line: number;
  /** Empty where the row as a whole cannot be read. */
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

const COLUMNS = `id, tenantId, listId, digest, mode, state, chunkCount, importedChunks, receivedRows, acceptedRows,
  rejectedRows, removedItems, createdAtMs, completedAtMs`;
const NUMBERS = [
  'chunkCount',
  'importedChunks',
  'receivedRows',
  'acceptedRows',
  'rejectedRows',
  'removedItems',
  'createdAtMs',
] as const;

/** Every SQL of uploads into lists. */
export class ListUploadsRepository {
  constructor(private readonly sql: Sql) {}

  async insert(tx: Tx, row: SqlRow): Promise<void> {
    await tx.insert('screening_list_upload', [row]);
  }

  /** An upload of the tenant's own. */
  own(tenantId: string, id: string): Promise<ListUpload | undefined> {
    return this.one('id = ? AND tenantId = ?', [id, tenantId]);
  }

  /** Index: UQ_screening_list_upload_key */
  byKey(tenantId: string, idempotencyKey: string): Promise<ListUpload | undefined> {
    return this.one('tenantId = ? AND idempotencyKey = ?', [tenantId, idempotencyKey]);
  }

  byId(id: string, forUpdate: '' | 'FOR UPDATE' = ''): Promise<ListUpload | undefined> {
    return this.one(`id = ? ${forUpdate}`, [id]);
  }

  /** Code of the platform that hands the file in; undefined for other tenants. */
  async platformOf({ tenantId }: ListUpload): Promise<string | undefined> {
    const [row] = await this.sql.select<{ code: string }>(
      `SELECT code FROM tenant WHERE id = ? AND kind = 'PLATFORM'`,
      [tenantId],
    );
    return row?.code;
  }

  async set(tx: Tx, id: string, values: SqlRow): Promise<void> {
    const columns = Object.keys(values);
    await tx.change(
      `UPDATE screening_list_upload SET ${columns.map((column) => `${column} = ?`).join(', ')}, version = version + 1
       WHERE id = ?`,
      [...Object.values(values), id],
    );
  }

  async addErrors(tx: Tx, uploadId: string, errors: readonly ListRowError[]): Promise<void> {
    const rows = errors.map(({ line, field, reason, message }) => ({ uploadId, line, field, reason, message }));
    await tx.insert('screening_list_row_error', rows, { onDuplicate: 'ignore' });
  }

  /** Errors in order of line and field, behind a place. Index: primary key */
  async errors(
    uploadId: string,
    after: { readonly line: number; readonly field: string },
    limit: number,
  ): Promise<ListRowError[]> {
    const rows = await this.sql.select<ListRowError>(
      `SELECT line, field, reason, message FROM screening_list_row_error
       WHERE uploadId = ? AND (line > ? OR (line = ? AND field > ?)) ORDER BY line, field LIMIT ?`,
      [uploadId, after.line, after.line, after.field, limit],
    );
    return rows.map((row) => ({ ...row, line: Number(row.line) }));
  }

  /** Uploads whose job was lost. Index: IX_screening_list_upload_state */
  async stale(beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT id FROM screening_list_upload WHERE state = 'RUNNING' AND updatedAtMs < ? ORDER BY updatedAtMs LIMIT ?`,
      [beforeMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Index: IX_screening_list_upload_list */
  async ofList(listId: string): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>('SELECT id FROM screening_list_upload WHERE listId = ?', [
      listId,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Forgets uploads with their errors. Index: primary keys */
  async forget(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(`DELETE FROM screening_list_row_error WHERE uploadId IN (${placeholders(ids.length)})`, ids);
    await tx.change(`DELETE FROM screening_list_upload WHERE id IN (${placeholders(ids.length)})`, ids);
  }

  private async one(condition: string, parameters: readonly string[]): Promise<ListUpload | undefined> {
    const [row] = await this.sql.select<ListUpload>(
      `SELECT ${COLUMNS} FROM screening_list_upload WHERE ${condition}`,
      parameters,
    );
    if (!row) return undefined;
    // MySQL gives large integers as text.
    const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(row[name])]));
    return { ...row, ...numbers, completedAtMs: row.completedAtMs === null ? null : Number(row.completedAtMs) };
  }
}
