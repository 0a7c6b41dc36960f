import { join } from 'node:path';
import LibSql from 'libsql';
import type { DataSource } from 'typeorm';

/** How long a process waits while another one migrates. */
const WAIT_SECONDS = 120;

/** Several processes may start at once; MySQL's DDL is not transactional, so a named lock lets one of them migrate. */
export async function migrateServer(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = await runner.query(
      `SELECT GET_LOCK(CONCAT('liaison-migrate-', DATABASE()), ${WAIT_SECONDS}) AS taken`,
    );
    if (Number(row.taken) !== 1) throw new Error('Another process has been migrating the database for two minutes.');
    try {
      await dataSource.runMigrations({ transaction: 'none' });
    } finally {
      await runner.query(`SELECT RELEASE_LOCK(CONCAT('liaison-migrate-', DATABASE()))`);
    }
  } finally {
    await runner.release();
  }
}

/**
 * The same for SQLite, where a gateway and the command line may start together: an exclusive lock on a file beside the
 * database, which ends with the process that holds it.
 */
export async function migrateFile(dataSource: DataSource, dataDir: string): Promise<void> {
  const lock = new LibSql(join(dataDir, 'migration.lock'));
  try {
    lock.pragma(`busy_timeout = ${WAIT_SECONDS * 1000}`);
    lock.exec('BEGIN EXCLUSIVE');
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    // libsql keeps a closed connection, and its lock, until the garbage collector comes by.
    if (lock.inTransaction) lock.exec('ROLLBACK');
    lock.close();
  }
}
