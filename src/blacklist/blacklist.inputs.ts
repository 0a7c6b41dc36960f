import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { SEVERITIES } from '../flags/flag-vocabulary.js';
import { PUBLICATION_LEVELS } from './blacklist.policy.js';

/** Text that people wrote: trimmed, never empty. */
const words = (what: string, maximum: number) =>
  z.string().trim().min(1, `${what} is missing.`).max(maximum, `${what} has at most ${maximum} characters.`);

export const PROPOSAL = z.object({
  subjectKind: z.enum(ENTITY_KINDS),
  subjectName: words('The registered name', 200),
  uscc: z.string().max(512, 'The value is longer than 512 characters.'),
  category: words('The category', 32),
  severity: z.enum(SEVERITIES),
  reason: words('The reason', 4_000),
  legalBasis: words('The legal basis', 500),
  jurisdiction: z.string().max(6, 'A division code has six digits.').nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type Proposal = z.output<typeof PROPOSAL>;

const ENTRY_AT_VERSION = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  version: z.int().min(1, 'A version is 1 or more.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const PUBLICATION = ENTRY_AT_VERSION.extend({ sharing: z.enum(PUBLICATION_LEVELS) });

export const REVOCATION = ENTRY_AT_VERSION.extend({ reason: words('The reason', 4_000) });
