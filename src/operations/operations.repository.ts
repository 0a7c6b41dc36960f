import type { Sql } from '../common/persistence/sql.js';

interface Count {
  readonly name: string;
  readonly count: number;
}

/** The counts that tell whether the gateway keeps up; each is answered from an index. */
export class OperationsRepository {
  constructor(private readonly sql: Sql) {}

  /** Ledger entries without a place in the chain. Index: UQ_ledger_entry_seq. */
  unsealedEntries(): Promise<number> {
    return this.one('SELECT COUNT(*) AS count FROM ledger_entry WHERE seq IS NULL');
  }

  /** Committed events without a place. Index: UQ_event_seq. */
  unplacedEvents(): Promise<number> {
    return this.one('SELECT COUNT(*) AS count FROM event WHERE seq IS NULL');
  }

  /** How far each sequence and each consumer of events has come, by name. */
  positions(): Promise<Record<string, number>> {
    return this.byName('SELECT name, seq AS count FROM sequence_head');
  }

  /** Deliveries that are not settled, and dead letters, by state. Index: IX_delivery_due. */
  openDeliveries(): Promise<Record<string, number>> {
    return this.byName(
      `SELECT state AS name, COUNT(*) AS count FROM delivery WHERE state IN ('PENDING', 'HELD', 'DEAD') GROUP BY state`,
    );
  }

  private async one(statement: string): Promise<number> {
    const [row] = await this.sql.select<{ count: number }>(statement);
    return Number(row?.count ?? 0);
  }

  private async byName(statement: string): Promise<Record<string, number>> {
    const rows = await this.sql.select<Count>(statement);
    return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]));
  }
}
