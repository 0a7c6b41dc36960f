import { type QueryRunner, Table, type TableColumnOptions, TableIndex } from 'typeorm';

/** Column shapes that mean the same on SQLite, MariaDB and MySQL; they mirror src/common/persistence/columns.ts. */
export type ColumnShape = Omit<TableColumnOptions, 'name'>;

export const id: ColumnShape = { type: 'varchar', length: '36', isPrimary: true };
export const ref: ColumnShape = { type: 'varchar', length: '36' };
export const moment: ColumnShape = { type: 'bigint' };
export const count: ColumnShape = { type: 'bigint' };
export const integer: ColumnShape = { type: 'integer' };
export const longText: ColumnShape = { type: 'text' };
export const bytes: ColumnShape = { type: 'blob' };
export const text = (length: number): ColumnShape => ({ type: 'varchar', length: String(length) });
export const primary = (shape: ColumnShape): ColumnShape => ({ ...shape, isPrimary: true });
export const optional = (shape: ColumnShape): ColumnShape => ({ ...shape, isNullable: true });

/** An index: its name says unique (UQ_) or not (IX_). */
export type IndexShape = Readonly<Record<`${'UQ' | 'IX'}_${string}`, readonly string[]>>;

/** Creates a table with its indexes. */
export async function createTable(
  runner: QueryRunner,
  name: string,
  columns: Readonly<Record<string, ColumnShape>>,
  indexes: IndexShape = {},
): Promise<void> {
  await runner.createTable(
    new Table({
      name,
      columns: Object.entries(columns).map(([column, shape]) => ({ ...shape, name: column })),
      indices: Object.entries(indexes).map(([index, columnNames]) => ({
        name: index,
        columnNames: [...columnNames],
        isUnique: index.startsWith('UQ_'),
      })),
    }),
  );
}

/** Adds indexes to a table that exists. */
export async function createIndexes(runner: QueryRunner, table: string, indexes: IndexShape): Promise<void> {
  for (const [name, columnNames] of Object.entries(indexes)) {
    await runner.createIndex(
      table,
      new TableIndex({ name, columnNames: [...columnNames], isUnique: name.startsWith('UQ_') }),
    );
  }
}
