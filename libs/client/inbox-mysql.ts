import type { InboxStore } from './inbox.js';

/** What is used of a pool of mysql2/promise, over MySQL 8 or MariaDB. */
export interface MysqlPool<Connection extends MysqlConnection> {
  getConnection(): Promise<Connection>;
}

/** What is used of a connection of that pool. */
export interface MysqlConnection {
  beginTransaction(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
  destroy(): void;
  execute(sql: string, values?: string[]): Promise<unknown>;
}

/** Keeps the inbox in a table `liaison_inbox` (InnoDB) of the receiver's own database. */
export class MysqlInboxStore<Connection extends MysqlConnection> implements InboxStore<Connection> {
  private constructor(private readonly pool: MysqlPool<Connection>) {}

  /** Makes the table where it is missing. */
  static async open<Connection extends MysqlConnection>(
    pool: MysqlPool<Connection>,
  ): Promise<MysqlInboxStore<Connection>> {
    const connection = await pool.getConnection();
    try {
      await connection.execute(
        `CREATE TABLE IF NOT EXISTS liaison_inbox (
          id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, receivedAt DATETIME(3) NOT NULL) ENGINE=InnoDB`,
      );
    } finally {
      connection.release();
    }
    return new MysqlInboxStore(pool);
  }

  async transaction<Result>(work: (tx: Connection) => Promise<Result>): Promise<Result> {
    const connection = await this.pool.getConnection();
    try {
      await connection.beginTransaction();
      const result = await work(connection);
      await connection.commit();
      connection.release();
      return result;
    } catch (error) {
      await connection.rollback().then(
        () => connection.release(),
        // A connection that cannot roll back is not to be used again.
        () => connection.destroy(),
      );
      throw error;
    }
  }

  async claim(tx: Connection, id: string): Promise<boolean> {
    try {
      await tx.execute('INSERT INTO liaison_inbox (id, receivedAt) VALUES (?, UTC_TIMESTAMP(3))', [id]);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ER_DUP_ENTRY') return false;
      throw error;
    }
  }

  /** Forgets events that were received before; choose a time from which no message is repeated any more. */
  async forgetBefore(time: Date): Promise<void> {
    await this.transaction(async (tx) => {
      const text = time.toISOString().replace('T', ' ').slice(0, 23);
      await tx.execute('DELETE FROM liaison_inbox WHERE receivedAt < ?', [text]);
    });
  }
}
