import type { TenantKind, Viewer } from '../../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlRow, type Tx } from '../../common/persistence/sql.js';
import type { MatchDecision } from '../../search/search-vocabulary.js';
import { type RowResult, unpackResult } from '../row-results.js';
import type { ScreeningState } from '../screening.lifecycle.js';

/** A screening as its job knows it: whose eyes it sees with, and what was stated, as ciphertext. */
export interface RunningScreening extends Viewer {
  readonly id: string;
  readonly tenantCode: string;
  readonly least: MatchDecision;
  readonly purpose: string | null;
  readonly caseRef: string | null;
  readonly createdAtMs: number;
}

/** How far a screening has come, read under its lock. */
export interface ScreeningProgress {
  readonly state: ScreeningState;
  readonly chunkCount: number;
  readonly screenedChunks: number;
  readonly screenedRows: number;
  readonly rejectedRows: number;
  readonly matchRows: number;
  readonly reviewRows: number;
  readonly weakRows: number;
  readonly distinctQueries: number;
}

/** A chunk that waits to be screened. */
export interface PendingChunk {
  readonly chunkNumber: number;
  readonly content: Buffer;
}

const QUERIES_PER_DELETION = 5_000;
const DIGESTS_PER_STATEMENT = 1_000;

/** Every SQL of the job's side of a screening. */
export class ScreeningRunRepository {
  constructor(private readonly sql: Sql) {}

  /** Undefined when there is nothing to do, or nobody to do it for. */
  async running(id: string): Promise<RunningScreening | undefined> {
    const [row] = await this.sql.select<RunningScreening & { tenantKind: TenantKind }>(
      `SELECT s.id, s.tenantId, s.least, s.purpose, s.caseRef, s.createdAtMs, t.kind AS tenantKind, t.jurisdiction,
         t.code AS tenantCode
       FROM screening s JOIN tenant t ON t.id = s.tenantId AND t.state = 'ACTIVE'
       WHERE s.id = ? AND s.state = 'RUNNING'`,
      [id],
    );
    return row && { ...row, createdAtMs: Number(row.createdAtMs) };
  }

  async progress(id: string, forUpdate: '' | 'FOR UPDATE' = ''): Promise<ScreeningProgress> {
    const [row] = await this.sql.select<ScreeningProgress>(
      `SELECT state, chunkCount, screenedChunks, screenedRows, rejectedRows, matchRows, reviewRows, weakRows,
         distinctQueries FROM screening WHERE id = ? ${forUpdate}`,
      [id],
    );
    if (!row) throw new Error('the screening that is in work is missing');
    const { state, ...counts } = row;
    const numbers = Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Number(value)]));
    return { state, ...(numbers as Omit<ScreeningProgress, 'state'>) };
  }

  /** Chunks in order, from `first` on. Index: primary key */
  async pending(id: string, first: number, limit: number): Promise<PendingChunk[]> {
    const rows = await this.sql.select<PendingChunk>(
      `SELECT chunkNumber, content FROM screening_chunk WHERE screeningId = ? AND chunkNumber >= ?
       ORDER BY chunkNumber LIMIT ?`,
      [id, first, limit],
    );
    // libsql gives plain byte arrays.
    return rows.map(({ chunkNumber, content }) => ({ chunkNumber, content: Buffer.from(content) }));
  }

  /** Results of questions that were looked for already, by digest. Index: primary key */
  async known(id: string, digests: readonly string[]): Promise<Map<string, RowResult>> {
    const known = new Map<string, RowResult>();
    for (let start = 0; start < digests.length; start += DIGESTS_PER_STATEMENT) {
      const slice = digests.slice(start, start + DIGESTS_PER_STATEMENT);
      const rows = await this.sql.select<{ digest: string; result: string }>(
        `SELECT digest, result FROM screening_query WHERE screeningId = ? AND digest IN (${placeholders(slice.length)})`,
        [id, ...slice],
      );
      for (const { digest, result } of rows) known.set(digest, unpackResult(result));
    }
    return known;
  }

  async remember(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    await tx.insert('screening_query', rows);
  }

  /** Forgets the questions of a screening that needs them no more. */
  async forget(sql: Sql, id: string): Promise<void> {
    for (;;) {
      const rows = await sql.select<{ digest: string }>(
        'SELECT digest FROM screening_query WHERE screeningId = ? ORDER BY digest LIMIT ?',
        [id, QUERIES_PER_DELETION],
      );
      const last = rows.at(-1);
      if (!last) return;
      await sql.change('DELETE FROM screening_query WHERE screeningId = ? AND digest <= ?', [id, last.digest]);
    }
  }

  async saveResults(
    tx: Tx,
    id: string,
    chunk: {
      readonly chunkNumber: number;
      readonly results: Buffer;
      readonly hitRows: number;
      readonly errorRows: number;
    },
  ): Promise<void> {
    const { chunkNumber, results, hitRows, errorRows } = chunk;
    await tx.change(
      'UPDATE screening_chunk SET results = ?, hitRows = ?, errorRows = ? WHERE screeningId = ? AND chunkNumber = ?',
      [results, hitRows, errorRows, id, chunkNumber],
    );
  }

  async save(tx: Tx, id: string, progress: ScreeningProgress, nowMs: number): Promise<void> {
    const { state, screenedChunks, screenedRows, rejectedRows, matchRows, reviewRows, weakRows, distinctQueries } =
      progress;
    await tx.change(
      `UPDATE screening SET state = ?, screenedChunks = ?, screenedRows = ?, rejectedRows = ?, matchRows = ?,
         reviewRows = ?, weakRows = ?, distinctQueries = ?, completedAtMs = ?, updatedAtMs = ?, version = version + 1
       WHERE id = ?`,
      [
        state,
        screenedChunks,
        screenedRows,
        rejectedRows,
        matchRows,
        reviewRows,
        weakRows,
        distinctQueries,
        state === 'COMPLETED' ? nowMs : null,
        nowMs,
        id,
      ],
    );
  }

  /** Screenings with work that nobody has touched since: what a lost job left behind. Index: IX_screening_state */
  async stale(beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT s.id FROM screening s JOIN tenant t ON t.id = s.tenantId AND t.state = 'ACTIVE'
       WHERE s.state = 'RUNNING' AND s.updatedAtMs < ? ORDER BY s.updatedAtMs LIMIT ?`,
      [beforeMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Screenings that are to expire. Index: IX_screening_state */
  async expiring(beforeMs: number, limit: number): Promise<{ id: string; tenantId: string }[]> {
    return this.sql.select(
      `SELECT id, tenantId FROM screening WHERE state IN ('COMPLETED', 'CANCELLED') AND updatedAtMs < ?
       ORDER BY updatedAtMs LIMIT ?`,
      [beforeMs, limit],
    );
  }

  /** Takes what was stated with it; its rows go afterwards. */
  async expire(tx: Tx, id: string, state: ScreeningState, nowMs: number): Promise<void> {
    await tx.change(
      `UPDATE screening SET state = ?, purpose = NULL, caseRef = NULL, updatedAtMs = ?, version = version + 1
       WHERE id = ?`,
      [state, nowMs, id],
    );
  }

  /** Screenings that expired since then and whose rows are still there. Indexes: IX_screening_state, primary key */
  async expiredWithRows(sinceMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      `SELECT s.id FROM screening s WHERE s.state = 'EXPIRED' AND s.updatedAtMs >= ? AND EXISTS
         (SELECT 1 FROM screening_chunk c WHERE c.screeningId = s.id)
       ORDER BY s.updatedAtMs LIMIT ?`,
      [sinceMs, limit],
    );
    return rows.map(({ id }) => id);
  }
}
