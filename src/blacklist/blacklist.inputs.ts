import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { SEVERITIES } from '../flags/flag-vocabulary.js';
import {
  EMERGENCY_GROUNDS,
  NEVER_PUBLIC,
  OUTCOMES,
  PUBLICATION_LEVELS,
  RESTRICTED_LEVELS,
  REVOCATION_GROUNDS,
} from './blacklist.policy.js';

/** Text that people wrote: trimmed, never empty. */
const words = (what: string, maximum: number) =>
  z.string().trim().min(1, `${what} is missing.`).max(maximum, `${what} has at most ${maximum} characters.`);
const reason = words('The reason', 4_000);
const person = words('The name', 100);

const RESTRICTED_PART = z.object({
  details: words('The text', 8_000).nullish(),
  representative: person.nullish(),
  persons: z.array(person).max(50, 'At most 50 persons.').nullish(),
});

export const PROPOSAL = z.object({
  subjectKind: z.enum(ENTITY_KINDS),
  subjectName: words('The registered name', 200),
  uscc: z.string().max(512, 'The value is longer than 512 characters.'),
  category: words('The category', 32),
  severity: z.enum(SEVERITIES),
  reason,
  legalBasis: words('The legal basis', 500),
  jurisdiction: z.string().max(6, 'A division code has six digits.').nullish(),
  neverPublic: z.enum(NEVER_PUBLIC).nullish(),
  restricted: RESTRICTED_PART.nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type Proposal = z.output<typeof PROPOSAL>;

const ENTRY_AT_VERSION = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  version: z.int().min(1, 'A version is 1 or more.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});

// Five texts must fit one row together.
const part = (what: string) => words(what, 2_000);

/** What the law wants a notice to say; together they fit one row. */
export const NOTICE = ENTRY_AT_VERSION.extend({
  facts: part('What happened'),
  reasons: part('The reasons'),
  basis: part('The legal basis'),
  consequences: part('What a listing brings about'),
  rightToBeHeard: part('How the party can be heard'),
  tellTenants: z
    .array(z.string().max(32, 'A code has at most 32 characters.'))
    .max(50, 'At most 50 tenants.')
    .nullish(),
});

export const STATEMENT = ENTRY_AT_VERSION.extend({ statement: words('The statement', 8_000) });

export const DECISION = ENTRY_AT_VERSION.extend({ outcome: z.enum(OUTCOMES), reason });

export const CONFIRMATION = ENTRY_AT_VERSION.extend({ agrees: z.boolean(), reason });

const SHARINGS = { sharing: z.enum(PUBLICATION_LEVELS), restrictedSharing: z.enum(RESTRICTED_LEVELS) };

export const PUBLICATION = ENTRY_AT_VERSION.extend(SHARINGS);

export const EMERGENCY_PUBLICATION = ENTRY_AT_VERSION.extend({
  ...SHARINGS,
  ground: z.enum(EMERGENCY_GROUNDS),
  facts: words('What the danger is', 4_000),
});

export const OBJECTION = ENTRY_AT_VERSION.extend({ objection: words('The objection', 8_000) });

export const CORRECTION = ENTRY_AT_VERSION.extend({
  subjectName: words('The registered name', 200).nullish(),
  severity: z.enum(SEVERITIES).nullish(),
  reason: reason.nullish(),
  legalBasis: words('The legal basis', 500).nullish(),
  neverPublic: z.enum(NEVER_PUBLIC).nullish(),
  explanation: words('The explanation', 4_000),
});

export const REASONED = ENTRY_AT_VERSION.extend({ reason });

export const REPAIR_REQUEST = ENTRY_AT_VERSION.extend({ grounds: words('What was done', 8_000) });

export const REPAIR_DECISION = ENTRY_AT_VERSION.extend({ isGranted: z.boolean(), reason });

export const REVOCATION = ENTRY_AT_VERSION.extend({ ground: z.enum(REVOCATION_GROUNDS), reason });
