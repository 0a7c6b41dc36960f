import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import type { Sql } from '../common/persistence/sql.js';
import { FlagCategoriesRepository } from '../flags/flag-categories.repository.js';
import { filterKeyCount, type SubscriptionFilter } from './subscription-filter.js';

/** Most rows that one filter may take in the look-up table. */
const MAX_FILTER_KEYS = 1_000;

/**
 * What is wrong with a filter, beyond its form. That a platform or a list exists is not asked: the answer would tell of
 * what the caller may not see, and a filter that names nothing simply finds nothing.
 */
export async function problemOfFilter(sql: Sql, filter: SubscriptionFilter): Promise<InvalidInput | undefined> {
  const keys = filterKeyCount(filter);
  if (keys > MAX_FILTER_KEYS) {
    return InvalidInput.at(
      'input.filter',
      `The values of the filter make ${keys} combinations; at most ${MAX_FILTER_KEYS} are kept.`,
    );
  }
  if (filter.categories.length === 0) return undefined;
  const all = await new FlagCategoriesRepository(sql).all();
  const known = new Set(all.map(({ code }) => code));
  const unknown = filter.categories.findIndex((code) => !known.has(code));
  return unknown < 0 ? undefined : InvalidInput.at(`input.filter.categories[${unknown}]`, 'There is no such category.');
}
