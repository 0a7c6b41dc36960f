import { z } from 'zod';
import { IDENTIFIER_TYPES } from '../../libs/identifiers/identifier.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ASKS, HANDLINGS, MAX_SUBJECTS, URGENCIES, VERDICTS } from './disclosure-vocabulary.js';

const MAX_WORDS = 4_000;
const MAX_LINES = 500;
const MAX_CODES = 100;
/** Bounds what one decision may name, all lines together. */
const MAX_NAMED_SUBJECTS = 20_000;

/** Text that people wrote: trimmed; blank counts as none. */
const optionalWords = (what: string, maximum: number) =>
  z
    .string()
    .trim()
    .max(maximum, `${what} has at most ${maximum} characters.`)
    .transform((text) => text || null)
    .nullish();
const words = (what: string) =>
  z.string().trim().min(1, `${what} is missing.`).max(MAX_WORDS, `${what} has at most ${MAX_WORDS} characters.`);

/** A day of the calendar as an ISO 8601 date. */
const day = z.iso.date('A day is an ISO 8601 date, such as 2026-03-01.');
const code = z.string().min(1, 'A code is missing.').max(32, 'A code has at most 32 characters.');
const codes = z
  .array(code)
  .max(MAX_CODES, `At most ${MAX_CODES} codes.`)
  .transform((list) => [...new Set(list)]);

const SUBJECT = z.object({
  entityId: z.string().max(64, 'An id has 36 characters.').nullish(),
  type: z.enum(IDENTIFIER_TYPES).nullish(),
  value: z.string().max(512, 'The value is longer than 512 characters.').nullish(),
});
export type SubjectInput = z.output<typeof SUBJECT>;

const CONTENT = z.object({
  platform: z.string().trim().max(32, 'A code has at most 32 characters.').nullish(),
  subjects: z.array(SUBJECT).max(MAX_SUBJECTS, `A request has at most ${MAX_SUBJECTS} subjects.`).nullish(),
  items: codes.nullish(),
  periodFrom: day.nullish(),
  periodTo: day.nullish(),
  purpose: optionalWords('The purpose', MAX_WORDS),
  legalBasis: codes.nullish(),
  caseNumber: optionalWords('The case number', 100),
  authorisingOfficer: optionalWords('The authorising officer', 100),
  urgency: z.enum(URGENCIES).nullish(),
  dangerToLife: optionalWords('The danger to life', MAX_WORDS),
  asks: z.enum(ASKS).nullish(),
  handling: z.enum(HANDLINGS).nullish(),
  confidentialUntil: day.nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type ContentInput = z.output<typeof CONTENT>;

/** A request as its reader saw it: the id and the version. */
const AT_VERSION = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  version: z.int().min(1, 'A version is 1 or more.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type AtVersion = z.output<typeof AT_VERSION>;

export const NEW_DRAFT = CONTENT;
export const DRAFT_CHANGE = CONTENT.extend(AT_VERSION.shape);
export const STEP = AT_VERSION;
export const INSTRUMENT = AT_VERSION.extend({ attachmentId: z.string().max(36, 'An id has 36 characters.') });
export const STEP_WITH_REASON = AT_VERSION.extend({ reason: words('The reason') });
export const QUESTION = AT_VERSION.extend({ question: words('The question') });
export const ANSWER = AT_VERSION.extend({ answer: words('The answer') });

const LINE = z.object({
  subjects: z.array(z.int()).min(1, 'Name a subject, or leave the field out.').max(MAX_SUBJECTS).nullish(),
  items: codes.nullish(),
  periodFrom: day.nullish(),
  periodTo: day.nullish(),
  verdict: z.enum(VERDICTS),
  reasonCode: code.nullish(),
});

export const DECISION = AT_VERSION.extend({
  lines: z
    .array(LINE)
    .min(1, 'A decision has at least one line.')
    .max(MAX_LINES, `A decision has at most ${MAX_LINES} lines.`)
    .refine(
      (lines) => lines.reduce((sum, { subjects }) => sum + (subjects?.length ?? 0), 0) <= MAX_NAMED_SUBJECTS,
      `The lines name at most ${MAX_NAMED_SUBJECTS} subjects together.`,
    ),
  handling: z.enum(HANDLINGS).nullish(),
  preservedUntil: day.nullish(),
  reason: words('The reason'),
});
export type DecisionInput = z.output<typeof DECISION>;
