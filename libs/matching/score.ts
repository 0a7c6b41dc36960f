import type { EditKind } from './alignment.js';

/** From this score on two names are taken for one: fit for automatic linking where the caller's rules allow it. */
export const MATCH = 0.85;

/** From this score on a person should look; below it the names only share something. */
export const REVIEW = 0.6;

/** The highest score of a pair that must not be linked without a person's look. */
export const BELOW_MATCH = 0.84;

export type Decision = 'match' | 'review' | 'weak';

/** The parts a score is explained by. */
export type ScoredPart =
  | 'region'
  | 'brand'
  | 'trade'
  | 'form'
  | 'branch'
  | 'name'
  | 'initials'
  | 'commonness'
  | 'ambiguity'
  | 'identifier'
  | 'birthDate'
  | 'place';

export type Verdict = 'same' | 'similar' | 'missing' | 'different';

/** What one part did to the score. */
export interface PartScore {
  readonly part: ScoredPart;
  readonly verdict: Verdict;
  /** Taken from the score of 1; negative when the part added to it. */
  readonly penalty: number;
  /** The score may not exceed this for this part's sake. */
  readonly cap?: number;
  readonly query?: string;
  readonly candidate?: string;
  /** How the characters differ, where they do. */
  readonly edits?: readonly EditKind[];
}

export interface Score {
  /** In [0, 1]. */
  readonly value: number;
  readonly parts: readonly PartScore[];
}

/** What a score is good for. */
export function decisionOf(value: number): Decision {
  if (value >= MATCH) return 'match';
  return value >= REVIEW ? 'review' : 'weak';
}

/** 1 less all penalties, within the lowest cap and within [0, 1]. */
export function scoreOf(parts: readonly PartScore[]): Score {
  let value = 1;
  let cap = 1;
  for (const part of parts) {
    value -= part.penalty;
    if (part.cap !== undefined && part.cap < cap) cap = part.cap;
  }
  return { value: Math.max(0, Math.min(value, cap)), parts };
}
