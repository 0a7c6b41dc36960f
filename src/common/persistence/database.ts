import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Settings } from '../../../config/settings.js';
import { openDataSource, type Schema } from './data-source.js';
import { isTransient } from './database-errors.js';
import type { Sql, SqlRow, SqlValue, Tx } from './sql.js';
import { fitsOneStatement, runChange, runInsert, runSelect, type StatementObserver } from './statements.js';

/** A transaction that the database rolled back for another's sake is run again this often. */
const TRANSACTION_TRIES = 6;

type WriteMode = 'transaction' | 'alone';

/**
 * The database, as features see it: committed reads and short transactions.
 * SQLite has one connection for writing, held by one transaction at a time, and one that sees committed data only.
 */
export class Database implements Sql {
  private readonly logger = new Logger(Database.name);
  private writeQueue: Promise<unknown> = Promise.resolve();
  /** Told of each statement; tests count them. */
  observer: StatementObserver | undefined;

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    readonly dialect: 'mysql' | 'sqlite',
  ) {}

  /** Connects, and brings the schema up to date (idempotent; concurrent starts are serialised by the database). */
  static async open(settings: Settings, schema: Schema): Promise<Database> {
    const writer = await openDataSource(settings, schema, 'write');
    if (settings.profile === 'servers') {
      await migrateUnderLock(writer);
      return new Database(writer, writer, 'mysql');
    }
    await writer.runMigrations({ transaction: 'each' });
    return new Database(writer, await openDataSource(settings, schema, 'read'), 'sqlite');
  }

  async close(): Promise<void> {
    await this.writeQueue.catch(() => undefined);
    await this.writer.destroy();
    if (this.reader !== this.writer) await this.reader.destroy();
  }

  select<Row>(statement: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    this.observer?.(statement);
    return this.reader.query(statement, parameters as SqlValue[]);
  }

  change(statement: string, parameters: readonly SqlValue[] = []): Promise<number> {
    return this.write((sql) => sql.change(statement, parameters), 'alone');
  }

  insert(table: string, rows: readonly SqlRow[], options: { onDuplicate?: 'fail' | 'ignore' } = {}): Promise<number> {
    return this.write((sql) => sql.insert(table, rows, options), fitsOneStatement(rows) ? 'alone' : 'transaction');
  }

  /** The TypeORM data source, for migrations and the drift test only; a lint rule keeps features away. */
  get dataSource(): DataSource {
    return this.writer;
  }

  /**
   * Runs `work` in one transaction at READ COMMITTED (SQLite: serialised). `work` may run again after a deadlock,
   * so it must have no effect outside the transaction but through `afterCommit`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.write(work, 'transaction');
  }

  /** @param mode 'alone' for one statement, which is a transaction by itself and saves two round trips */
  private async write<T>(work: (tx: Tx) => Promise<T>, mode: WriteMode): Promise<T> {
    const run = () => this.tryWrite(work, mode);
    if (this.dialect === 'mysql') return run();
    const turn = this.writeQueue.then(run, run);
    this.writeQueue = turn.catch(() => undefined);
    return turn;
  }

  private async tryWrite<T>(work: (tx: Tx) => Promise<T>, mode: WriteMode): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const afterCommit: (() => void | Promise<void>)[] = [];
      try {
        const result = await this.once(work, mode, afterCommit);
        await this.runAfterCommit(afterCommit);
        return result;
      } catch (error) {
        if (!isTransient(error) || attempt >= TRANSACTION_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
      }
    }
  }

  private async once<T>(
    work: (tx: Tx) => Promise<T>,
    mode: WriteMode,
    afterCommit: (() => void | Promise<void>)[],
  ): Promise<T> {
    const runner = this.writer.createQueryRunner();
    try {
      if (mode === 'alone') return await work(this.tx(runner, afterCommit));
      // IMMEDIATE takes SQLite's write lock now: a later upgrade from a read lock could fail at once.
      await runner.query(this.dialect === 'mysql' ? 'START TRANSACTION' : 'BEGIN IMMEDIATE');
      try {
        const result = await work(this.tx(runner, afterCommit));
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        await this.rollback(runner);
        throw error;
      }
    } finally {
      if (this.dialect === 'mysql') await runner.release();
    }
  }

  private async rollback(runner: QueryRunner): Promise<void> {
    try {
      await runner.query('ROLLBACK');
    } catch (error) {
      // The connection is gone, and the transaction with it; the first error is the one to report.
      this.logger.warn(`rollback failed: ${(error as Error).message}`);
    }
  }

  private tx(runner: QueryRunner, afterCommit: (() => void | Promise<void>)[]): Tx {
    const observe: StatementObserver = (statement) => this.observer?.(statement);
    return {
      forUpdate: this.dialect === 'mysql' ? 'FOR UPDATE' : '',
      afterCommit: (action) => afterCommit.push(action),
      select: (statement, parameters = []) => runSelect(runner, statement, parameters, observe),
      change: (statement, parameters = []) => runChange(runner, statement, parameters, observe),
      insert: (table, rows, options = {}) =>
        runInsert(runner, this.dialect, table, rows, options.onDuplicate ?? 'fail', observe),
    };
  }

  private async runAfterCommit(actions: (() => void | Promise<void>)[]): Promise<void> {
    for (const action of actions) {
      try {
        await action();
      } catch (error) {
        this.logger.warn(`after-commit action failed: ${(error as Error).message}`);
      }
    }
  }
}

/** Several processes may start at once; MySQL's DDL is not transactional, so a named lock lets one of them migrate. */
async function migrateUnderLock(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const [row] = await runner.query(`SELECT GET_LOCK(CONCAT('liaison-migrate-', DATABASE()), 120) AS taken`);
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
