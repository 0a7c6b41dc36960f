import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ATTACHMENT_IDS, ID, TENANT_CODES, words } from './joint-cases.inputs.js';
import { JOINT_LINK_KINDS } from './joint-content.js';

/** Bounds of one case. */
export const MAX_COMMENTS = 5_000;
export const MAX_LINKS = 500;
export const MAX_FILES_PER_CASE = 2_000;
export const MAX_FILES_PER_THING = 50;
const MAX_MENTIONS = 50;

const MENTION = z.object({
  tenantCode: ID,
  actor: words('The actor', 128).nullish(),
});

/** What is added to a task or measure is shown to whoever is shown that, and to nobody else. */
const PLACE = {
  caseId: ID,
  targetId: ID.nullish(),
  sharedWith: TENANT_CODES,
  isRestricted: z.boolean().default(false),
  idempotencyKey: IDEMPOTENCY_KEY,
};
interface PlaceGiven {
  readonly targetId?: string | null | undefined;
  readonly sharedWith?: readonly string[] | null | undefined;
  readonly isRestricted: boolean;
}
const hasOneAudience = ({ targetId, sharedWith, isRestricted }: PlaceGiven) =>
  !targetId || (!sharedWith?.length && !isRestricted);
const TWO_AUDIENCES = { path: ['sharedWith'], message: 'It is shown to whoever is shown what it is added to.' };

export const COMMENTING = z
  .object({
    ...PLACE,
    text: words('The text', 4_000),
    mentions: z.array(MENTION).max(MAX_MENTIONS, `At most ${MAX_MENTIONS} can be mentioned.`).default([]),
    attachmentIds: ATTACHMENT_IDS,
  })
  .refine(hasOneAudience, TWO_AUDIENCES);
export type MentionInput = z.output<typeof MENTION>;

export const ATTACHING = z.object({ ...PLACE, attachmentId: ID }).refine(hasOneAudience, TWO_AUDIENCES);

export const LINKING = z.object({
  caseId: ID,
  kind: z.enum(JOINT_LINK_KINDS),
  linkedId: ID,
  note: words('The note', 500).nullish(),
  sharedWith: TENANT_CODES,
  isRestricted: z.boolean().default(false),
  idempotencyKey: IDEMPOTENCY_KEY,
});
