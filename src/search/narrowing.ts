import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql } from '../common/persistence/sql.js';
import { ReviewsRepository } from './reviews.repository.js';
import { revisionsOf } from './revisions.js';
import { SearchRepository } from './search.repository.js';
import type { SearchFilters } from './search-filters.js';

/** What hits must fulfil beside their names. */
export interface Conditions {
  readonly filters: SearchFilters | undefined;
  readonly changedSinceMs: number | undefined;
  readonly excludeReviewed: boolean;
}

/** What the index found for one question. */
export interface Found {
  readonly queryKey: string;
  readonly entityIds: readonly string[];
}

type Keeps = (queryKey: string, entityId: string) => boolean;

export const isUnconditional = ({ filters, changedSinceMs, excludeReviewed }: Conditions): boolean =>
  filters === undefined && changedSinceMs === undefined && !excludeReviewed;

/** Which hits of some questions fulfil the conditions, as the tables stand: a few statements for all of them. */
export async function narrow(
  sql: Sql,
  index: BlindIndex,
  viewer: Viewer,
  found: readonly Found[],
  { filters, changedSinceMs, excludeReviewed }: Conditions,
): Promise<Keeps> {
  const repository = new SearchRepository(sql, viewer);
  let ids = [...new Set(found.flatMap(({ entityIds }) => entityIds))];
  if (filters) ids = [...(await repository.flagged(ids, filters))];
  if (changedSinceMs !== undefined) ids = [...(await repository.changedSince(ids, changedSinceMs))];
  const left = new Set(ids);
  const isReviewed = excludeReviewed ? await reviewedAsTheyAre(sql, index, viewer, found, left) : () => false;
  return (queryKey, entityId) => left.has(entityId) && !isReviewed(queryKey, entityId);
}

/** Tells hits that were reviewed and have not changed since. */
async function reviewedAsTheyAre(
  sql: Sql,
  index: BlindIndex,
  viewer: Viewer,
  found: readonly Found[],
  left: ReadonlySet<string>,
): Promise<Keeps> {
  const reviewed = await new ReviewsRepository(sql, viewer.tenantId).reviewed(found.map(({ queryKey }) => queryKey));
  const concerned = new Set<string>();
  for (const { queryKey, entityIds } of found) {
    for (const id of entityIds) if (left.has(id) && reviewed.has(`${queryKey} ${id}`)) concerned.add(id);
  }
  const revisions = await revisionsOf(sql, index, viewer, [...concerned]);
  return (queryKey, entityId) => {
    const revision = reviewed.get(`${queryKey} ${entityId}`);
    return revision !== undefined && revision === revisions.get(entityId);
  };
}
