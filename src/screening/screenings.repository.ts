import type { Viewer } from '../common/context/tenant-context.js';
import type { Page } from '../common/pagination.js';
import type { Sql, SqlRow, Tx } from '../common/persistence/sql.js';
import type { MatchDecision } from '../search/search-vocabulary.js';
import type { ScreeningState } from './screening.lifecycle.js';
import type { ScreeningFormat } from './upload/screening-chunks.js';

/** A batch screening as its tenant reads it. */
export interface Screening {
  readonly id: string;
  readonly state: ScreeningState;
  readonly format: ScreeningFormat;
  readonly least: MatchDecision;
  readonly digest: string;
  readonly createdAtMs: number;
  readonly completedAtMs: number | null;
  readonly chunkCount: number;
  readonly receivedRows: number;
  /** Rows that were looked for so far. */
  readonly screenedRows: number;
  /** Rows that could not be. */
  readonly rejectedRows: number;
  /** Rows by their best hit. */
  readonly matchRows: number;
  readonly reviewRows: number;
  readonly weakRows: number;
  readonly distinctQueries: number;
  readonly version: number;
}

/** A screening with what was stated for it, as ciphertext. */
export interface StatedScreening extends Screening {
  readonly purpose: string | null;
  readonly caseRef: string | null;
}

/** Rows of a chunk with their results, as ciphertext. */
export interface ScreenedChunk {
  readonly chunkNumber: number;
  readonly content: Buffer;
  readonly results: Buffer;
}

/** Which rows of a screening are wanted. */
export type WantedRows = 'all' | 'matches' | 'errors';

const COLUMNS = `id, state, format, least, digest, createdAtMs, completedAtMs, chunkCount, receivedRows, screenedRows,
  rejectedRows, matchRows, reviewRows, weakRows, distinctQueries, version`;

const CONDITIONS: Readonly<Record<WantedRows, string>> = {
  all: '',
  matches: 'AND c.hitRows > 0',
  errors: 'AND c.errorRows > 0',
};

/** Screenings as their own tenant reads and changes them: every statement is bound to the caller's tenant. */
export class ScreeningsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  async insert(tx: Tx, row: SqlRow): Promise<void> {
    await tx.insert('screening', [{ ...row, tenantId: this.viewer.tenantId }]);
  }

  async byId(id: string): Promise<StatedScreening | undefined> {
    const [row] = await this.sql.select<StatedScreening>(
      `SELECT ${COLUMNS}, purpose, caseRef FROM screening WHERE id = ? AND tenantId = ?`,
      [id, this.viewer.tenantId],
    );
    return row && withNumbers(row);
  }

  /** Index: UQ_screening_key */
  async byKey(idempotencyKey: string): Promise<Screening | undefined> {
    const [row] = await this.sql.select<Screening>(
      `SELECT ${COLUMNS} FROM screening WHERE tenantId = ? AND idempotencyKey = ?`,
      [this.viewer.tenantId, idempotencyKey],
    );
    return row && withNumbers(row);
  }

  /** Up to one more than the page, newest first. Index: IX_screening_tenant */
  async list(page: Page): Promise<Screening[]> {
    const before = page.after === undefined ? [] : [page.after];
    const rows = await this.sql.select<Screening>(
      `SELECT ${COLUMNS} FROM screening WHERE tenantId = ? ${before.length > 0 ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ?`,
      [this.viewer.tenantId, ...before, page.limit + 1],
    );
    return rows.map(withNumbers);
  }

  /** The state, locked for a change. */
  async lockState(tx: Tx, id: string): Promise<ScreeningState | undefined> {
    const [row] = await tx.select<{ state: ScreeningState }>(
      `SELECT state FROM screening WHERE id = ? AND tenantId = ? ${tx.forUpdate}`,
      [id, this.viewer.tenantId],
    );
    return row?.state;
  }

  async setState(tx: Tx, id: string, state: ScreeningState, nowMs: number): Promise<void> {
    await tx.change(
      'UPDATE screening SET state = ?, updatedAtMs = ?, version = version + 1 WHERE id = ? AND tenantId = ?',
      [state, nowMs, id, this.viewer.tenantId],
    );
  }

  /** Screened chunks from `first` on, in order, up to the first that is not screened yet. Index: primary key */
  async screened(id: string, first: number, wanted: WantedRows, limit: number): Promise<ScreenedChunk[]> {
    const rows = await this.sql.select<ScreenedChunk>(
      `SELECT c.chunkNumber, c.content, c.results FROM screening_chunk c
       JOIN screening s ON s.id = c.screeningId AND s.tenantId = ?
       WHERE c.screeningId = ? AND c.chunkNumber >= ? AND c.chunkNumber < s.screenedChunks ${CONDITIONS[wanted]}
       ORDER BY c.chunkNumber LIMIT ?`,
      [this.viewer.tenantId, id, first, limit],
    );
    // libsql gives plain byte arrays.
    return rows.map(({ chunkNumber, content, results }) => ({
      chunkNumber,
      content: Buffer.from(content),
      results: Buffer.from(results),
    }));
  }
}

const NUMBERS = [
  'createdAtMs',
  'chunkCount',
  'receivedRows',
  'screenedRows',
  'rejectedRows',
  'matchRows',
  'reviewRows',
  'weakRows',
  'distinctQueries',
] as const;

/** MySQL gives large integers as text. */
function withNumbers<Row extends Screening>(row: Row): Row {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number(row[name])]));
  return { ...row, ...numbers, completedAtMs: row.completedAtMs === null ? null : Number(row.completedAtMs) };
}
