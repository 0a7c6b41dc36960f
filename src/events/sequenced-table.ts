import { placeholders, type Tx } from '../common/persistence/sql.js';

/** A table of committed rows that the sequencer puts in a dense order, in no matter what order they were committed. */
export class SequencedTable {
  /** @param name from our own code, never from input; the table has `id` and a nullable, unique `seq` */
  constructor(readonly name: string) {}

  /**
   * Ids of some rows that have no place yet. Index: the unique one on seq, which the database leaves for a walk through
   * all that have a place when it is asked for the order.
   */
  async unsequenced(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.select<{ id: string }>(`SELECT id FROM ${this.name} WHERE seq IS NULL LIMIT ?`, [limit]);
    return rows.map(({ id }) => id).sort();
  }

  /** Gives the rows their places, the first one `firstSeq`. */
  async sequence(tx: Tx, ids: readonly string[], firstSeq: number): Promise<void> {
    await tx.change(
      `UPDATE ${this.name} SET seq = CASE id ${ids.map(() => 'WHEN ? THEN ?').join(' ')} END
       WHERE seq IS NULL AND id IN (${placeholders(ids.length)})`,
      [...ids.flatMap((id, index) => [id, firstSeq + index]), ...ids],
    );
  }
}
