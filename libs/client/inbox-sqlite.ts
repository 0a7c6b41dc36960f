import { type InboxStore, OneAtATime } from './inbox.js';

/** What is used of a connection to SQLite: better-sqlite3, libsql and node:sqlite have it. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: string[]): { readonly changes: number | bigint } };
}

/**
 * Keeps the inbox in a table `liaison_inbox` of the receiver's own SQLite database. Transactions of one connection run one
 * after the other; nothing else may begin one on it meanwhile.
 */
export class SqliteInboxStore<Connection extends SqliteDatabase> implements InboxStore<Connection> {
  private readonly queue = new OneAtATime();

  /** Makes the table where it is missing. */
  constructor(private readonly database: Connection) {
    database.exec(
      'CREATE TABLE IF NOT EXISTS liaison_inbox (id TEXT PRIMARY KEY, receivedAt TEXT NOT NULL) WITHOUT ROWID',
    );
  }

  transaction<Result>(work: (tx: Connection) => Promise<Result>): Promise<Result> {
    return this.queue.run(async () => {
      this.database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work(this.database);
        this.database.exec('COMMIT');
        return result;
      } catch (error) {
        this.database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async claim(tx: Connection, id: string): Promise<boolean> {
    const insert = 'INSERT INTO liaison_inbox (id, receivedAt) VALUES (?, ?) ON CONFLICT (id) DO NOTHING';
    return Number(tx.prepare(insert).run(id, new Date().toISOString()).changes) === 1;
  }

  /** Forgets events that were received before; choose a time from which no message is repeated any more. */
  async forgetBefore(time: Date): Promise<void> {
    await this.transaction(async (tx) => {
      tx.prepare('DELETE FROM liaison_inbox WHERE receivedAt < ?').run(time.toISOString());
    });
  }
}
