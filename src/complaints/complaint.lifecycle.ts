/** How a complaint can end, or that it has not yet, in the words of a report. */
export const COMPLAINT_OUTCOMES = ['PENDING', 'RESOLVED', 'REJECTED'] as const;
export type ComplaintOutcome = (typeof COMPLAINT_OUTCOMES)[number];

/** States of a complaint. */
export const COMPLAINT_STATES = ['OPEN', 'CLOSED'] as const;
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** The state that an outcome puts a complaint in. A later report may reopen one: consumers come back. */
export const STATE_OF_OUTCOME: Readonly<Record<ComplaintOutcome, ComplaintState>> = {
  PENDING: 'OPEN',
  RESOLVED: 'CLOSED',
  REJECTED: 'CLOSED',
};

const DAY_MS = 86_400_000;
const TERM_DAYS = 15;

/** When a complaint is due unless its platform names another day: milliseconds since 1970 UTC. */
export const dueAt = (receivedAtMs: number): number => receivedAtMs + TERM_DAYS * DAY_MS;
