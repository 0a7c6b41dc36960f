import type { QueryRunner } from 'typeorm';
import type { SqlRow, SqlValue } from './sql.js';

export type StatementObserver = (statement: string) => void;

/** SQLite binds at most 32,766 values a statement; MySQL's packet is bounded too. */
const MAX_VALUES_PER_STATEMENT = 30_000;
/** Keeps one statement well under MySQL's 16 MiB default packet even with long texts. */
const MAX_ROWS_PER_STATEMENT = 1_000;

export function runSelect<Row>(
  runner: QueryRunner,
  statement: string,
  parameters: readonly SqlValue[],
  observe: StatementObserver,
): Promise<Row[]> {
  observe(statement);
  return runner.query(statement, parameters as SqlValue[]);
}

export async function runChange(
  runner: QueryRunner,
  statement: string,
  parameters: readonly SqlValue[],
  observe: StatementObserver,
): Promise<number> {
  observe(statement);
  const result = await runner.query(statement, parameters as SqlValue[], true);
  return Number(result.affected ?? 0);
}

export async function runInsert(
  runner: QueryRunner,
  dialect: 'mysql' | 'sqlite',
  table: string,
  rows: readonly SqlRow[],
  onDuplicate: 'fail' | 'ignore',
  observe: StatementObserver,
): Promise<number> {
  const first = rows[0];
  if (!first) return 0;
  const columns = Object.keys(first);
  const perStatement = rowsPerStatement(first);
  let inserted = 0;
  for (let start = 0; start < rows.length; start += perStatement) {
    const slice = rows.slice(start, start + perStatement);
    const statement = insertStatement(dialect, table, columns, slice.length, onDuplicate);
    const values = slice.flatMap((row) => columns.map((column) => row[column] ?? null));
    inserted += await runChange(runner, statement, values, observe);
  }
  return inserted;
}

const rowsPerStatement = (row: SqlRow): number =>
  Math.min(MAX_ROWS_PER_STATEMENT, Math.floor(MAX_VALUES_PER_STATEMENT / Object.keys(row).length));

/** Whether `runInsert` needs one statement only. */
export const fitsOneStatement = (rows: readonly SqlRow[]): boolean =>
  !rows[0] || rows.length <= rowsPerStatement(rows[0]);

function insertStatement(
  dialect: 'mysql' | 'sqlite',
  table: string,
  columns: readonly string[],
  rowCount: number,
  onDuplicate: 'fail' | 'ignore',
): string {
  const quoted = columns.map((column) => `\`${column}\``);
  const row = `(${new Array(columns.length).fill('?').join(',')})`;
  const insert = `INSERT INTO \`${table}\` (${quoted.join(',')}) VALUES ${new Array(rowCount).fill(row).join(',')}`;
  if (onDuplicate === 'fail') return insert;
  // Not INSERT IGNORE: that would hide truncation and bad values as well.
  return dialect === 'mysql'
    ? `${insert} ON DUPLICATE KEY UPDATE ${quoted[0]} = ${quoted[0]}`
    : `${insert} ON CONFLICT DO NOTHING`;
}
