import type { NameRow } from '../../libs/matching/name-index.js';
import type { NameKind } from '../../libs/matching/name-record.js';
import type { PartScore } from '../../libs/matching/score.js';
import type { QueryRefusal } from '../../libs/matching/search-query.js';

/** A place in a ranked list: hits behind it have a lower score, or the same and a greater id. */
export interface RankedPlace {
  readonly score: number;
  readonly entityId: string;
}

/**
 * How many names are compared: `PAGE` for what is shown as it is found, `NARROWED` where the database will drop hits of them,
 * `DEEPEST` when it dropped so many that a page was not filled though more names fit.
 */
export type SearchDepth = 'PAGE' | 'NARROWED' | 'DEEPEST';

/**
 * What a `REVERSE` question compares, which asks for names that would find its text, were they queries themselves: also those that
 * share little beside what the best one shares.
 */
export const REVERSE_LIMITS = { candidates: 1_000, postings: 200_000, leastShare: 0 } as const;

/** One question to the index. */
export interface IndexQuery {
  readonly text: string;
  readonly kinds: readonly NameKind[];
  /** By group, one byte each: 1 when its names may be met. Groups beyond the end may not. */
  readonly groups: Uint8Array;
  readonly leastScore: number;
  readonly limit: number;
  readonly depth: SearchDepth | 'REVERSE';
  /** Whether hits come with what made their scores: most of what is handed between the threads. */
  readonly isExplained: boolean;
  readonly after?: RankedPlace;
}

/** A question on its way to the thread, which knows the groups by a number that it was told before. */
export interface SentQuery extends Omit<IndexQuery, 'groups'> {
  readonly scope: number;
}

export interface IndexHit {
  readonly entityId: string;
  readonly group: number;
  readonly score: number;
  readonly parts: readonly PartScore[];
}

export type IndexAnswer =
  | { readonly refusal: QueryRefusal }
  | {
      readonly refusal: undefined;
      /** The query as it was compared. */
      readonly normalised: string;
      /** By score, then by id. */
      readonly hits: readonly IndexHit[];
      /** Whether there are more hits behind the last. */
      readonly hasMore: boolean;
      /** Whether more names share as much with the query than were compared. */
      readonly isTruncated: boolean;
      /** Whether names beyond those that were compared are likely to fit as well. */
      readonly isOpenEnded: boolean;
    };

/** Names to compare with one query only, whether or not the index would find them. */
export interface Comparison {
  readonly query: Pick<IndexQuery, 'text' | 'kinds'>;
  readonly rows: readonly (Omit<NameRow, 'group'> & { readonly isPersonal: boolean })[];
}

/** How an entity's best name compares. */
export interface ComparedName extends Omit<IndexHit, 'group'> {
  readonly isPersonal: boolean;
}

export interface IndexSize {
  readonly names: number;
  /** Names that stand outside the base, and removed ones: what makes searches slower until the index is renewed. */
  readonly loose: number;
}

/** What the index thread is told; each command has one answer, and they are worked off in their order. */
export type IndexCommand =
  | { readonly type: 'open'; readonly buffers: readonly ArrayBuffer[]; readonly isCompacted: boolean }
  | { readonly type: 'load'; readonly rows: readonly NameRow[] }
  | { readonly type: 'build' }
  | { readonly type: 'replace'; readonly entityIds: readonly string[]; readonly rows: readonly NameRow[] }
  | { readonly type: 'scope'; readonly scope: number; readonly groups: Uint8Array }
  | { readonly type: 'forget-scopes' }
  | { readonly type: 'search'; readonly queries: readonly SentQuery[] }
  | { readonly type: 'compare'; readonly comparisons: readonly Comparison[] }
  | { readonly type: 'copy' };

/** What each command answers. */
export interface IndexAnswers {
  /** False when the buffers are of another version. */
  readonly open: boolean;
  readonly load: undefined;
  readonly build: IndexSize;
  readonly replace: IndexSize;
  readonly scope: undefined;
  readonly 'forget-scopes': undefined;
  readonly search: readonly IndexAnswer[];
  readonly compare: readonly (readonly ComparedName[])[];
  readonly copy: readonly ArrayBuffer[];
}

export interface IndexRequest {
  readonly id: number;
  readonly command: IndexCommand;
}

export type IndexReply =
  | { readonly id: number; readonly answer: IndexAnswers[keyof IndexAnswers] }
  | { readonly id: number; readonly error: string };
