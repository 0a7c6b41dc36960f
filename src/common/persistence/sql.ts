/** A value that both drivers bind alike. Moments and counts are numbers, JSON is text, files are buffers. */
export type SqlValue = string | number | null | Buffer;

/** A row to insert: column names (quoted by us, never taken from input) to values. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * Plain statements with `?` placeholders, the same text on SQLite, MariaDB and MySQL.
 * Columns are named in camelCase in the schema, so a row needs no mapping.
 */
export interface Sql {
  /** Rows of a SELECT. */
  select<Row>(statement: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs an UPDATE or DELETE and gives the number of rows that it changed; a row that already was so may not count. */
  change(statement: string, parameters?: readonly SqlValue[]): Promise<number>;
  /**
   * Inserts all rows in as few statements as the drivers allow; every row has the columns of the first.
   * `onDuplicate: 'ignore'` leaves rows whose unique key exists as they are and gives the number really inserted.
   */
  insert(table: string, rows: readonly SqlRow[], options?: { onDuplicate?: 'fail' | 'ignore' }): Promise<number>;
}

/** A transaction in progress. */
export interface Tx extends Sql {
  /** Locks a row that the transaction is about to change, where the database has row locks. */
  readonly forUpdate: '' | 'FOR UPDATE';
  /** Runs after a successful commit, for wake-up calls that may be lost; its failure is logged, not thrown. */
  afterCommit(action: () => void | Promise<void>): void;
}

/** `?, ?, ?` for a list of values. */
export const placeholders = (count: number): string => new Array(count).fill('?').join(', ');
