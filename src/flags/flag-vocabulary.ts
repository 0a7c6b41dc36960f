/** How grave a flag is, from the least to the most. */
export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** States of a flag. */
export const FLAG_STATES = ['ACTIVE', 'WITHDRAWN'] as const;
export type FlagState = (typeof FLAG_STATES)[number];

/** What a platform has done about what it found. */
export const MEASURES = [
  'LISTING_TAKEN_DOWN',
  'SHOP_FROZEN',
  'ACCOUNT_SUSPENDED',
  'PAYOUT_HELD',
  'DEPOSIT_DEDUCTED',
  'WARNING_ISSUED',
  'EVIDENCE_PRESERVED',
  'REPORTED_TO_POLICE',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Context that binds a flag's evidence to its row. */
export const flagEvidenceContext = (flagId: string): string => `flag.evidence:${flagId}`;
