import type { QueryRunner } from 'typeorm';
import type { SqlRow, SqlValue, Tx } from './sql.js';
import { runChange, runInsert, runSelect, type StatementObserver } from './statements.js';

export type AfterCommit = () => void | Promise<void>;

/** A statement came through a transaction that has ended: something was not awaited. */
export class EndedTransactionError extends Error {
  override readonly name = 'EndedTransactionError';
}

/**
 * A transaction sent nothing for too long and was undone: its work waits for something else, at worst for a second
 * transaction, which on SQLite can only begin when this one is over.
 */
export class StalledTransactionError extends Error {
  override readonly name = 'StalledTransactionError';
}

/** A transaction in progress on one connection. */
export class OpenTransaction implements Tx {
  readonly forUpdate: Tx['forUpdate'];
  readonly afterCommitActions: AfterCommit[] = [];
  private hasEnded = false;
  private running = 0;
  private lastMovedMs = performance.now();

  constructor(
    private readonly runner: QueryRunner,
    private readonly dialect: 'mysql' | 'sqlite',
    private readonly observe: StatementObserver,
  ) {
    this.forUpdate = dialect === 'mysql' ? 'FOR UPDATE' : '';
  }

  afterCommit(action: AfterCommit): void {
    this.afterCommitActions.push(action);
  }

  select<Row>(statement: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    return this.send(() => runSelect(this.runner, statement, parameters, this.observe));
  }

  change(statement: string, parameters: readonly SqlValue[] = []): Promise<number> {
    return this.send(() => runChange(this.runner, statement, parameters, this.observe));
  }

  insert(table: string, rows: readonly SqlRow[], options: { onDuplicate?: 'fail' | 'ignore' } = {}): Promise<number> {
    return this.send(() =>
      runInsert(this.runner, this.dialect, table, rows, options.onDuplicate ?? 'fail', this.observe),
    );
  }

  /** From now on the connection is another's, and nothing more may be sent over it from here. */
  end(): void {
    this.hasEnded = true;
  }

  /** The result of the work, unless it sends nothing for `limitMs`. @throws StalledTransactionError */
  async within<T>(limitMs: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const stalled = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (this.running > 0 || performance.now() - this.lastMovedMs < limitMs) return;
        reject(new StalledTransactionError(`A transaction sent nothing for ${limitMs} ms and was undone.`));
      }, limitMs / 2);
    });
    try {
      return await Promise.race([work, stalled]);
    } finally {
      clearInterval(timer);
    }
  }

  private async send<T>(statement: () => Promise<T>): Promise<T> {
    if (this.hasEnded) throw new EndedTransactionError('The transaction has ended: await what is done in it.');
    this.running += 1;
    try {
      return await statement();
    } finally {
      this.running -= 1;
      this.lastMovedMs = performance.now();
    }
  }
}
