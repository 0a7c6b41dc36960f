import type { Sql, SqlRow, Tx } from '../../common/persistence/sql.js';

/** Chunks of one deletion, so that none holds its locks for long. */
const CHUNKS_PER_DELETION = 200;
/** `touchedAtMs` of an upload that is being taken back. */
const GIVEN_UP = -1;

/** Every SQL of uploads before they are screenings. */
export class ScreeningSpoolRepository {
  constructor(private readonly sql: Sql) {}

  async insertUpload(tx: Tx, row: SqlRow): Promise<void> {
    await tx.insert('screening_upload', [row]);
  }

  async insertChunks(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    await tx.insert('screening_chunk', rows);
  }

  /** Says that an upload is alive; false when it was given up. */
  async touch(tx: Tx, id: string, nowMs: number): Promise<boolean> {
    const [row] = await tx.select(`SELECT id FROM screening_upload WHERE id = ? AND touchedAtMs >= 0 ${tx.forUpdate}`, [
      id,
    ]);
    if (!row) return false;
    await tx.change('UPDATE screening_upload SET touchedAtMs = ? WHERE id = ?', [nowMs, id]);
    return true;
  }

  /** False when it was given up. */
  async removeUpload(tx: Tx, id: string): Promise<boolean> {
    return (await tx.change('DELETE FROM screening_upload WHERE id = ? AND touchedAtMs >= 0', [id])) === 1;
  }

  /** Gives an upload up, so that it cannot go on any more, unless somebody touched it meanwhile. */
  async giveUp(tx: Tx, id: string, beforeMs: number): Promise<boolean> {
    const [row] = await tx.select(`SELECT id FROM screening_upload WHERE id = ? AND touchedAtMs < ? ${tx.forUpdate}`, [
      id,
      beforeMs,
    ]);
    if (!row) return false;
    await tx.change('UPDATE screening_upload SET touchedAtMs = ? WHERE id = ?', [GIVEN_UP, id]);
    return true;
  }

  /** Uploads that nobody has touched since then. Index: IX_screening_upload_touched */
  async abandoned(beforeMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      'SELECT id FROM screening_upload WHERE touchedAtMs < ? ORDER BY touchedAtMs LIMIT ?',
      [beforeMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Takes an upload back: first its chunks, so that what is left after a crash is found again. */
  async discard(sql: Sql, id: string): Promise<void> {
    await this.dropChunks(sql, id);
    await sql.change('DELETE FROM screening_upload WHERE id = ?', [id]);
  }

  /** Index: primary key */
  async dropChunks(sql: Sql, screeningId: string): Promise<void> {
    for (;;) {
      const rows = await sql.select<{ chunkNumber: number }>(
        'SELECT chunkNumber FROM screening_chunk WHERE screeningId = ? ORDER BY chunkNumber LIMIT ?',
        [screeningId, CHUNKS_PER_DELETION],
      );
      const last = rows.at(-1);
      if (!last) return;
      await sql.change('DELETE FROM screening_chunk WHERE screeningId = ? AND chunkNumber <= ?', [
        screeningId,
        last.chunkNumber,
      ]);
    }
  }
}
