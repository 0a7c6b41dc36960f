import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Settings } from '../../../config/settings.js';
import { openDataSource, type PoolUsage, poolUsage, type Schema } from './data-source.js';
import { isBusyFile, isTransient } from './database-errors.js';
import { migrateFile, migrateServer } from './migration-lock.js';
import { type AfterCommit, OpenTransaction } from './open-transaction.js';
import type { Sql, SqlRow, SqlValue, Tx } from './sql.js';
import { checkValues, fitsOneStatement, type StatementObserver } from './statements.js';

/** How long a write waits for another process that is writing to the SQLite file, and at most between two tries. */
const BUSY_FILE_LIMIT_MS = 15_000;
const BUSY_FILE_WAIT_MS = 40;
/** How long SQLite itself waits for the file: short, since the whole process stands still meanwhile. */
const BUSY_FILE_BLOCK_MS = 10;

/** A transaction that the database rolled back for another's sake is run again this often. */
const TRANSACTION_TRIES = 6;

type WriteMode = 'transaction' | 'alone';

interface Written<T> {
  readonly result: T;
  readonly afterCommit: readonly AfterCommit[];
}

/**
 * The database, as features see it: committed reads and short transactions.
 * SQLite has one connection for writing, held by one transaction at a time, and one that sees committed data only.
 */
export class Database implements Sql {
  private readonly logger = new Logger(Database.name);
  private writeQueue: Promise<unknown> = Promise.resolve();
  private readonly writing = new Set<Promise<unknown>>();
  /** Told of each statement; tests count them. */
  observer: StatementObserver | undefined;
  /** A transaction that sends nothing for this long is undone; tests shorten it. */
  transactionIdleLimitMs = 10_000;

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    readonly dialect: 'mysql' | 'sqlite',
  ) {}

  /** Connects, and brings the schema up to date (idempotent; concurrent starts are serialised by the database). */
  static async open(settings: Settings, schema: Schema): Promise<Database> {
    const writer = await openDataSource(settings, schema, 'write');
    if (settings.profile === 'servers') {
      await migrateServer(writer);
      return new Database(writer, writer, 'mysql');
    }
    await migrateFile(writer, settings.LIAISON_DATA_DIR);
    await writer.query(`PRAGMA busy_timeout = ${BUSY_FILE_BLOCK_MS}`);
    return new Database(writer, await openDataSource(settings, schema, 'read'), 'sqlite');
  }

  /** Connections of this process by what they do. SQLite has two, which are always open. */
  get connections(): PoolUsage {
    return poolUsage(this.writer) ?? { used: 0, free: 2, waiting: 0 };
  }

  /** Closes after what is being written. */
  async close(): Promise<void> {
    while (this.writing.size > 0) await Promise.allSettled(this.writing);
    await this.writer.destroy();
    if (this.reader !== this.writer) await this.reader.destroy();
  }

  async select<Row>(statement: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    this.observer?.(statement);
    checkValues(parameters);
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
    const turn = this.dialect === 'mysql' ? run() : this.writeQueue.then(run, run);
    // SQLite's next writer need not wait for what follows a commit, which may write itself.
    if (this.dialect === 'sqlite') this.writeQueue = turn.catch(() => undefined);
    const written = turn.then(async ({ result, afterCommit }) => {
      await this.runAfterCommit(afterCommit);
      return result;
    });
    const settled = written.catch(() => undefined);
    this.writing.add(settled);
    return written.finally(() => this.writing.delete(settled));
  }

  private async tryWrite<T>(work: (tx: Tx) => Promise<T>, mode: WriteMode): Promise<Written<T>> {
    const startedMs = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work, mode);
      } catch (error) {
        const isBusy = isBusyFile(error) && performance.now() - startedMs < BUSY_FILE_LIMIT_MS;
        if (!isBusy && (!isTransient(error) || attempt >= TRANSACTION_TRIES)) throw error;
        const ceilingMs = isBusy ? BUSY_FILE_WAIT_MS : 20 * 2 ** attempt;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
      }
    }
  }

  private async once<T>(work: (tx: Tx) => Promise<T>, mode: WriteMode): Promise<Written<T>> {
    const runner = this.writer.createQueryRunner();
    const tx = new OpenTransaction(runner, this.dialect, (statement) => this.observer?.(statement));
    try {
      const result = mode === 'alone' ? await work(tx) : await this.inTransaction(runner, tx, work);
      return { result, afterCommit: tx.afterCommitActions };
    } finally {
      tx.end();
      if (this.dialect === 'mysql') await runner.release();
    }
  }

  private async inTransaction<T>(runner: QueryRunner, tx: OpenTransaction, work: (tx: Tx) => Promise<T>): Promise<T> {
    // IMMEDIATE takes SQLite's write lock now: a later upgrade from a read lock could fail at once.
    await runner.query(this.dialect === 'mysql' ? 'START TRANSACTION' : 'BEGIN IMMEDIATE');
    try {
      const result = await tx.within(this.transactionIdleLimitMs, work(tx));
      tx.end();
      await runner.query('COMMIT');
      return result;
    } catch (error) {
      tx.end();
      await this.rollback(runner);
      throw error;
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

  private async runAfterCommit(actions: readonly AfterCommit[]): Promise<void> {
    for (const action of actions) {
      try {
        await action();
      } catch (error) {
        this.logger.warn(`after-commit action failed: ${(error as Error).message}`);
      }
    }
  }
}
