import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../common/persistence/database.js';
import { FlagCategoriesRepository, type FlagCategory } from './flag-categories.repository.js';

/** A category added to the table shows within this time. */
const MAX_AGE_MS = 30_000;

/** The flag categories, remembered for half a minute. */
@Injectable()
export class FlagCategories {
  private known: { readonly byCode: ReadonlyMap<string, FlagCategory>; readonly readAtMs: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** By code, in order of code. */
  async all(): Promise<ReadonlyMap<string, FlagCategory>> {
    const nowMs = this.clock.now();
    if (this.known && nowMs - this.known.readAtMs < MAX_AGE_MS) return this.known.byCode;
    const rows = await new FlagCategoriesRepository(this.database).all();
    const byCode = new Map(rows.map((row) => [row.code, row]));
    this.known = { byCode, readAtMs: nowMs };
    return byCode;
  }
}
