import { MATCH, type PartScore, REVIEW } from '../../libs/matching/score.js';

/** What a score is good for, the best first. */
export const MATCH_DECISIONS = ['MATCH', 'REVIEW', 'WEAK'] as const;
export type MatchDecision = (typeof MATCH_DECISIONS)[number];

/** The lowest score of each decision; below the last one two names share too little to be worth an answer. */
export const LEAST_SCORES: Readonly<Record<MatchDecision, number>> = { MATCH, REVIEW, WEAK: 0.35 };

/** What a score is explained by: the matcher's parts, and the phone. */
export const MATCHED_PARTS = [
  'REGION',
  'BRAND',
  'TRADE',
  'FORM',
  'BRANCH',
  'NAME',
  'INITIALS',
  'COMMONNESS',
  'AMBIGUITY',
  'IDENTIFIER',
  'PHONE',
  'BIRTH_DATE',
  'PLACE',
] as const;
export type MatchedPart = (typeof MATCHED_PARTS)[number];

export const VERDICTS = ['SAME', 'SIMILAR', 'MISSING', 'DIFFERENT'] as const;

/** The matcher's name of a part as the schema has it. */
export const matchedPart = (part: PartScore['part']): MatchedPart =>
  part.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as MatchedPart;

/** What a reviewer may decide. */
export const REVIEW_VERDICTS = ['SAME', 'NOT_SAME', 'UNDECIDED'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

export const decisionOf = (score: number): MatchDecision =>
  MATCH_DECISIONS.find((decision) => score >= LEAST_SCORES[decision]) ?? 'WEAK';
