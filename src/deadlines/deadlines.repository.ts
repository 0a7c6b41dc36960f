import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';

/** A deadline as it is stored. */
export interface Deadline {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly dueAtMs: number;
  readonly nextTryAtMs: number;
  readonly attempts: number;
}

/** Where a page of due deadlines ended. */
export type DuePosition = Pick<Deadline, 'id' | 'nextTryAtMs'>;

const COLUMNS = 'id, kind, subjectId, dueAtMs, nextTryAtMs, attempts';

/** Every SQL of deadlines. They carry no content and no tenant sees them: what they are about has its own sharing. */
export class DeadlinesRepository {
  constructor(private readonly sql: Sql) {}

  async insert(tx: Tx, deadline: Deadline): Promise<void> {
    await tx.insert('deadline', [{ ...deadline }]);
  }

  /** Index: UQ_deadline_subject. Removes the subject's deadlines, of these kinds only when some are given. */
  async remove(tx: Tx, subjectId: string, kinds: readonly string[] | undefined): Promise<void> {
    const ofKinds = kinds ? `AND kind IN (${placeholders(kinds.length)})` : '';
    await tx.change(`DELETE FROM deadline WHERE subjectId = ? ${ofKinds}`, [subjectId, ...(kinds ?? [])]);
  }

  /** Index: primary key. */
  async byId(id: string): Promise<Deadline | undefined> {
    const [row] = await this.sql.select<Deadline>(`SELECT ${COLUMNS} FROM deadline WHERE id = ?`, [id]);
    return row && numbered(row);
  }

  /** Takes a deadline for good: true for one caller only, whoever else tries. */
  async take(tx: Tx, id: string): Promise<boolean> {
    return (await tx.change('DELETE FROM deadline WHERE id = ?', [id])) === 1;
  }

  /** Index: primary key. */
  async postpone(id: string, attempts: number, nextTryAtMs: number): Promise<void> {
    await this.sql.change('UPDATE deadline SET attempts = ?, nextTryAtMs = ? WHERE id = ?', [
      attempts,
      nextTryAtMs,
      id,
    ]);
  }

  /** Due deadlines in the order of their time, after a position. Index: IX_deadline_due. */
  async due(nowMs: number, after: DuePosition | undefined, limit: number): Promise<Deadline[]> {
    const { nextTryAtMs = 0, id = '' } = after ?? {};
    const rows = await this.sql.select<Deadline>(
      `SELECT ${COLUMNS} FROM deadline
       WHERE nextTryAtMs >= ? AND nextTryAtMs <= ? AND (nextTryAtMs > ? OR id > ?)
       ORDER BY nextTryAtMs, id LIMIT ?`,
      [nextTryAtMs, nowMs, nextTryAtMs, id, limit],
    );
    return rows.map(numbered);
  }
}

/** MariaDB's driver gives a bigint as it likes. */
const numbered = (row: Deadline): Deadline => ({
  ...row,
  dueAtMs: Number(row.dueAtMs),
  nextTryAtMs: Number(row.nextTryAtMs),
});
