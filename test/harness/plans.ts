import type { Database } from '../../src/common/persistence/database.js';
import type { Sql } from '../../src/common/persistence/sql.js';

/** A line of MariaDB's EXPLAIN that reads a table. */
export interface PlanStep {
  readonly table: string;
  readonly type: string;
  readonly key: string | null;
  /** How many it expects to read. */
  readonly rows: string;
  readonly Extra: string;
}

/** How MariaDB would read the tables for whatever `ask` selects: its statements are explained instead of run. */
export async function planOf(
  database: Pick<Database, 'select'>,
  ask: (sql: Sql) => Promise<unknown>,
): Promise<PlanStep[]> {
  const steps: PlanStep[] = [];
  const explaining: Pick<Sql, 'select'> = {
    select: async <Row>(statement: string, parameters: Parameters<Sql['select']>[1]) => {
      steps.push(...(await database.select<PlanStep>(`EXPLAIN ${statement}`, parameters)));
      return [] as Row[];
    },
  };
  await ask(explaining as Sql);
  return steps.filter(({ table }) => table);
}
