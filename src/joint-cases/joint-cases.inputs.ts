import { z } from 'zod';
import { IDENTIFIER_TYPES } from '../../libs/identifiers/identifier.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { SEVERITIES } from '../flags/flag-vocabulary.js';
import { JOINT_CASE_ACTIONS } from './joint-case.lifecycle.js';
import { JOINT_MEASURE_KINDS } from './joint-content.js';
import { JOINT_HANDOVER_ACTIONS } from './joint-handover.lifecycle.js';
import { JOINT_MEASURE_ACTIONS } from './joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_ACTIONS } from './joint-participant.lifecycle.js';
import { JOINT_ACCESSES } from './joint-roster.js';
import { JOINT_TASK_ACTIONS } from './joint-task.lifecycle.js';

/** Bounds of one case. */
export const MAX_SUBJECTS = 1_000;
export const MAX_PARTICIPANTS = 200;
export const MAX_ITEMS_PER_KIND = 2_000;
/** Three years, as long as a listing lasts. */
export const MAX_MEASURE_DAYS = 3 * 366;
const MAX_RINGS = 50;
const MAX_NAMED = MAX_PARTICIPANTS;
const MAX_OPENED = 200;
const MAX_FILES_AT_ONCE = 20;
/** Ten million million yuan; every fen of it is a safe integer. */
const MAX_FEN = 1e15;

/** How a case ended. */
export const JOINT_OUTCOMES = ['ENFORCED', 'PARTLY_ENFORCED', 'NO_VIOLATION', 'REFERRED', 'DISCONTINUED'] as const;

/** What of the past is opened to somebody. */
export const JOINT_OPENINGS = ['NOTHING', 'SUBJECTS', 'EVERYTHING'] as const;
export type JointOpening = (typeof JOINT_OPENINGS)[number];

/** Text that people wrote: trimmed, never empty. */
export const words = (what: string, maximum: number) =>
  z.string().trim().min(1, `${what} is missing.`).max(maximum, `${what} has at most ${maximum} characters.`);

export const ID = z.string().max(64, 'An id has 36 characters.');
const TENANT_CODE = z.string().max(64, 'A tenant code has at most 64 characters.');
const NOTE = words('The note', 2_000).nullish();
const VERSION = z.int().min(1, 'A version is 1 or more.');

/** Codes of tenants that a thing is shared with by name. */
export const TENANT_CODES = z.array(TENANT_CODE).max(MAX_NAMED, `At most ${MAX_NAMED} tenants can be named.`).nullish();

/** Ids of uploads that go with a comment or a step. */
export const ATTACHMENT_IDS = z
  .array(ID)
  .max(MAX_FILES_AT_ONCE, `At most ${MAX_FILES_AT_ONCE} files can be added at once.`)
  .nullish();

const SUBJECT = z
  .object({
    entityId: ID.nullish(),
    identifierType: z.enum(IDENTIFIER_TYPES).nullish(),
    value: z.string().max(512, 'The value is longer than 512 characters.').nullish(),
    platform: TENANT_CODE.nullish(),
    kind: z.enum(ENTITY_KINDS).nullish(),
    note: words('The note', 500).nullish(),
  })
  .refine(({ entityId, identifierType, value }) => (entityId ? !identifierType && !value : identifierType && value), {
    message: 'A subject is named either by `entityId` or by `identifierType` and `value`.',
  });
export type SubjectInput = z.output<typeof SUBJECT>;

const SUBJECTS = z.array(SUBJECT).max(MAX_SUBJECTS, `A case has at most ${MAX_SUBJECTS} subjects.`);
const RING = z.object({
  name: words('The name of the ring', 200),
  subjects: SUBJECTS.min(1, 'A ring has at least one member.'),
  sharedWith: TENANT_CODES,
});
const RINGS = z.array(RING).max(MAX_RINGS, `At most ${MAX_RINGS} rings can be given at once.`).default([]);

const INVITATION = z.object({
  tenantCode: TENANT_CODE,
  access: z.enum(JOINT_ACCESSES).nullish(),
  opens: z.enum(JOINT_OPENINGS).nullish(),
  message: words('The message', 2_000).nullish(),
  respondBy: z.date('`respondBy` is not a moment.').nullish(),
});
export type InvitationInput = z.output<typeof INVITATION>;
const INVITATIONS = z.array(INVITATION).max(MAX_PARTICIPANTS, `A case has at most ${MAX_PARTICIPANTS} participants.`);

export const FILING = z.object({
  title: words('The title', 200),
  summary: words('The summary', 4_000),
  legalBasis: words('The legal basis', 500),
  reference: words('The reference', 100).nullish(),
  category: words('The category', 32),
  severity: z.enum(SEVERITIES),
  jurisdiction: z.string().max(6, 'A division code has six digits.').nullish(),
  subjects: SUBJECTS.default([]),
  rings: RINGS,
  invitations: INVITATIONS.default([]),
  isDraft: z.boolean().default(false),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type Filing = z.output<typeof FILING>;

export const ADDITION = z.object({
  caseId: ID,
  subjects: SUBJECTS.default([]),
  sharedWith: TENANT_CODES,
  rings: RINGS,
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type Addition = z.output<typeof ADDITION>;

export const INVITING = z.object({
  caseId: ID,
  invitations: INVITATIONS.min(1, 'Nobody is invited.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});

const MOVE = z.object({ id: ID, version: VERSION, note: NOTE, idempotencyKey: IDEMPOTENCY_KEY });

const without = <Value extends string, Left extends Value>(values: readonly Value[], left: readonly Left[]) =>
  values.filter((value): value is Exclude<Value, Left> => !(left as readonly string[]).includes(value));

/** What callers ask for by name; the rest of the actions have operations of their own, or are the clock's. */
export const CASE_MOVES = without(JOINT_CASE_ACTIONS, ['DRAFT']);
export const PARTICIPANT_MOVES = without(JOINT_PARTICIPANT_ACTIONS, ['INVITE', 'LAPSE', 'OPEN_TO']);
export const HANDOVER_MOVES = without(JOINT_HANDOVER_ACTIONS, ['OFFER']);
export const MEASURE_MOVES = without(JOINT_MEASURE_ACTIONS, ['REQUEST', 'EXPIRE']);
export const TASK_MOVES = without(JOINT_TASK_ACTIONS, ['ASSIGN', 'FALL_DUE']);

const FEN = z.int('An amount is a whole number of fen.').min(0, 'An amount is not negative.').max(MAX_FEN).nullish();
const AMOUNTS = z.object({ involvedFen: FEN, finedFen: FEN, confiscatedFen: FEN }).nullish();

export const CASE_MOVE = MOVE.extend({
  action: z.enum(CASE_MOVES),
  outcome: z.enum(JOINT_OUTCOMES).nullish(),
  amounts: AMOUNTS,
  figuresFor: TENANT_CODES,
});
export type CaseMove = z.output<typeof CASE_MOVE>;
export const PARTICIPANT_MOVE = MOVE.extend({ action: z.enum(PARTICIPANT_MOVES) });
export const HANDOVER_MOVE = MOVE.extend({ action: z.enum(HANDOVER_MOVES) });
export const MEASURE_MOVE = MOVE.extend({ action: z.enum(MEASURE_MOVES), attachmentIds: ATTACHMENT_IDS });
export const TASK_MOVE = MOVE.extend({ action: z.enum(TASK_MOVES), attachmentIds: ATTACHMENT_IDS });

export const OPENING = z.object({
  id: ID,
  version: VERSION,
  access: z.enum(JOINT_ACCESSES).nullish(),
  opens: z.enum(JOINT_OPENINGS).default('NOTHING'),
  itemIds: z.array(ID).max(MAX_OPENED, `At most ${MAX_OPENED} things can be opened at once.`).default([]),
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const OFFER = z.object({ caseId: ID, tenantCode: TENANT_CODE, note: NOTE, idempotencyKey: IDEMPOTENCY_KEY });

/** With whom a thing is shared beside those who see the whole case, or instead of them. */
const SHARED = { sharedWith: TENANT_CODES, isRestricted: z.boolean().default(false) };

export const ASSIGNMENT = z.object({
  caseId: ID,
  assignee: TENANT_CODE,
  title: words('The title', 200),
  instructions: words('The instructions', 4_000),
  dueAt: z.date('`dueAt` is not a moment.').nullish(),
  ...SHARED,
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const MEASURE_REQUEST = z.object({
  caseId: ID,
  platform: TENANT_CODE,
  measure: z.enum(JOINT_MEASURE_KINDS),
  subjectId: ID,
  legalBasis: words('The legal basis', 500),
  instructions: words('The instructions', 2_000).nullish(),
  expiresAt: z.date('`expiresAt` is not a moment.'),
  ...SHARED,
  idempotencyKey: IDEMPOTENCY_KEY,
});
