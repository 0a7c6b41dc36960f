import type { Sql } from '../common/persistence/sql.js';

/** A category of suspicion with its labels. */
export interface FlagCategory {
  readonly code: string;
  readonly labelEn: string;
  readonly labelZh: string;
}

/** Every SQL of the flag categories. */
export class FlagCategoriesRepository {
  constructor(private readonly sql: Sql) {}

  /** The whole table: a few dozen rows. */
  all(): Promise<FlagCategory[]> {
    return this.sql.select('SELECT code, labelEn, labelZh FROM flag_category ORDER BY code');
  }
}
