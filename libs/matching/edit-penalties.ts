import type { Edit, EditKind } from './alignment.js';

/**
 * What an edit in a brand of two characters costs. A slip of ear or eye keeps the names together when all else agrees; any other
 * character makes another brand.
 */
const BRAND_EDIT: Record<EditKind, number> = {
  sound: 0.13,
  shape: 0.13,
  'near-sound': 0.17,
  swap: 0.13,
  double: 0.08,
  missing: 0.24,
  extra: 0.24,
  other: 0.5,
  number: 0.5,
};

/** The same in words of business and in a region's name, which say less and have few neighbours. */
const COMMON_EDIT: Record<EditKind, number> = {
  sound: 0.04,
  shape: 0.04,
  'near-sound': 0.05,
  swap: 0.04,
  double: 0.03,
  missing: 0.07,
  extra: 0.07,
  other: 0.16,
  number: 0.2,
};

/** A character lost or added between others of the brand. */
const LOST_WITHIN = 0.19;

/** One wrong character weighs less the longer the brand is; the index is its length. */
const BY_LENGTH = [1.6, 1.6, 1, 0.75, 0.6, 0.5, 0.45];
const IN_LONG_BRAND = 0.4;
const LEAST_NUMBER_PENALTY = 0.2;

/** What edits in a brand of Chinese characters cost. */
export function brandPenalty(length: number, edits: readonly Edit[], start = 0): number {
  const factor = BY_LENGTH[length] ?? IN_LONG_BRAND;
  let penalty = 0;
  for (const { kind, candidate } of edits) {
    // Brands are lengthened at their ends (华信, 华信达; 鑫源, 金鑫源), so a loss within is more likely a slip.
    const isWithin = candidate > start && candidate < start + length - 1;
    penalty += (isWithin && (kind === 'missing' || kind === 'extra') ? LOST_WITHIN : BRAND_EDIT[kind]) * factor;
  }
  return edits.some(({ kind }) => kind === 'number') ? Math.max(LEAST_NUMBER_PENALTY, penalty) : penalty;
}

/** Letters say about a third of what characters do. */
export function latinPenalty(brand: string, edits: readonly Edit[]): number {
  return sumOf(edits, BRAND_EDIT) * Math.min(1.2, 3 / Math.max(1, brand.length));
}

/** What edits in a trade or region add up to. */
export function commonPenalty(edits: readonly Edit[]): number {
  return sumOf(edits, COMMON_EDIT);
}

function sumOf(edits: readonly Edit[], weights: Record<EditKind, number>): number {
  let sum = 0;
  for (const { kind } of edits) sum += weights[kind];
  return sum;
}
