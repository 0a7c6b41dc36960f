import { FORMERLY_LISTED_STATES, LISTED_STATES, REVIEW_STATES } from '../blacklist/blacklist.lifecycle.js';
import type { BlacklistEntry } from '../blacklist/blacklist.repository.js';

/** How an entry that may be meant was found. */
export const FOUND_BY = ['NAME', 'REPRESENTATIVE'] as const;
export type FoundBy = (typeof FOUND_BY)[number];

export interface SimilarEntry {
  readonly entry: BlacklistEntry;
  readonly foundBy: FoundBy;
  /** 0 to 1; nothing for a representative, who has the name or has it not. */
  readonly score: number | null;
}

/** What an admission check comes to. */
export interface MerchantStanding {
  readonly listed: readonly BlacklistEntry[];
  readonly listedBefore: readonly BlacklistEntry[];
  readonly underReview: readonly BlacklistEntry[];
  readonly similar: readonly SimilarEntry[];
  readonly isTruncated: boolean;
}

const MOST_SIMILAR = 20;

/** Whether an entry says anything at an admission: a withdrawn, revoked or dropped one counts as if it had not been. */
const counts = ({ state }: BlacklistEntry): boolean =>
  LISTED_STATES.has(state) || FORMERLY_LISTED_STATES.has(state) || REVIEW_STATES.has(state);

/**
 * Sorts what was found. Only the code says that a merchant is meant; a name, and the name of a person all the more, says
 * that somebody should look.
 */
export function standingOf(
  byCode: readonly BlacklistEntry[],
  byLikeness: readonly SimilarEntry[],
  isTruncated: boolean,
): MerchantStanding {
  const exact = new Set(byCode.map(({ id }) => id));
  const similar = new Map<string, SimilarEntry>();
  for (const found of byLikeness) {
    const { id } = found.entry;
    if (counts(found.entry) && !exact.has(id) && !similar.has(id)) similar.set(id, found);
  }
  const ranked = [...similar.values()].sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  return {
    listed: byCode.filter(({ state }) => LISTED_STATES.has(state)),
    listedBefore: byCode.filter(({ state }) => FORMERLY_LISTED_STATES.has(state)),
    underReview: byCode.filter(({ state }) => REVIEW_STATES.has(state)),
    similar: ranked.slice(0, MOST_SIMILAR),
    isTruncated: isTruncated || ranked.length > MOST_SIMILAR,
  };
}
