/** How soon a request must be answered; EMERGENCY is danger to life. From the least to the most urgent. */
export const URGENCIES = ['NORMAL', 'URGENT', 'EMERGENCY'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Whether the platform is to keep the data from deletion, to hand it over, or both. */
export const ASKS = ['PRESERVE', 'DISCLOSE', 'BOTH'] as const;
export type Ask = (typeof ASKS)[number];

/** What the receiver may do with what is disclosed. */
export const HANDLINGS = ['EVIDENCE', 'INTELLIGENCE_ONLY', 'NO_ONWARD_SHARING'] as const;
export type Handling = (typeof HANDLINGS)[number];

/** What a line of a decision says of its part of the request. */
export const VERDICTS = ['GRANT', 'REFUSE'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Where the review after an emergency stands: owed, overdue, or done with its result. */
export const AFTER_REVIEWS = ['DUE', 'OVERDUE', 'CONFIRMED', 'OBJECTED'] as const;
export type AfterReview = (typeof AFTER_REVIEWS)[number];

/** How many subjects one request may name. */
export const MAX_SUBJECTS = 1_000;

/** Context that binds the particulars of a request (purpose, case, officer) to its row. */
export const particularsContext = (requestId: string): string => `disclosure_request:${requestId}`;

/** Context that binds a subject's identifier to its row. */
export const subjectContext = (requestId: string, ordinal: number): string =>
  `disclosure_subject:${requestId}:${ordinal}`;

/** Context that binds the words of a step to its row. */
export const stepContext = (requestId: string, version: number): string => `disclosure_step:${requestId}:${version}`;

/** Context that binds the reason of a decision to its row. */
export const decisionContext = (requestId: string, round: number): string =>
  `disclosure_decision:${requestId}:${round}`;
