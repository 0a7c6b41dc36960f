import { z } from 'zod';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { isId } from '../common/ids.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { isEventType } from '../events/event-types.js';
import { SEVERITIES } from '../flags/flag-vocabulary.js';
import { SIGNATURE_SCHEMES } from './endpoint-secrets.js';
import { PAYLOAD_FORMS } from './subscriptions.repository.js';

/** Most subscriptions of a tenant, streams included. */
export const MAX_PER_TENANT = 1_000;

/** How long the secret before a rotation may go on signing: at most a week, a day when nothing is said. */
const MAX_OVERLAP_SECONDS = 604_800;
const DEFAULT_OVERLAP_SECONDS = 86_400;

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .max(100, 'A list has at most 100 items.')
    .nullish()
    .transform((items) => items ?? []);

const EVENT_TYPE = z.string().max(64).refine(isEventType, 'There is no such event type.');
const DIVISION = z
  .string()
  .max(6, 'A division code has six digits.')
  .refine(isDivisionCode, 'This is not a division code of GB/T 2260.');

const PLATFORM = z.string().regex(/^[a-z0-9-]{1,32}$/, 'A platform is named by its code: a-z, 0-9 and -.');
const LIST_ID = z.string().refine(isId, 'This is not the id of a list.');

/** The sides of a filter beside the event types. */
export const FILTER = z.object({
  categories: list(z.string().max(32, 'A category code has at most 32 characters.')),
  severities: list(z.enum(SEVERITIES)),
  jurisdictions: list(DIVISION),
  entityKinds: list(z.enum(ENTITY_KINDS)),
  platforms: list(PLATFORM),
  listIds: list(LIST_ID),
});

export const NEW_SUBSCRIPTION = z.object({
  name: z.string().trim().min(1, 'The name is missing.').max(200, 'A name has at most 200 characters.'),
  url: z.string().max(2_000, 'A URL has at most 2,000 characters.'),
  eventTypes: list(EVENT_TYPE),
  filter: FILTER.nullish(),
  signatures: z
    .array(z.enum(SIGNATURE_SCHEMES))
    .min(1, 'Messages are signed by at least one scheme.')
    .max(2, 'There are two schemes.')
    .nullish()
    .transform((schemes) => schemes ?? (['V1'] as const)),
  payload: z
    .enum(PAYLOAD_FORMS)
    .nullish()
    .transform((form) => form ?? 'THIN'),
  idempotencyKey: IDEMPOTENCY_KEY,
});
export type NewSubscription = z.output<typeof NEW_SUBSCRIPTION>;

export const SUBSCRIPTION_AT_VERSION = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  version: z.int().min(1, 'A version is 1 or more.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const ROTATION = SUBSCRIPTION_AT_VERSION.extend({
  overlapSeconds: z
    .int()
    .min(0, 'The overlap is 0 seconds or more.')
    .max(MAX_OVERLAP_SECONDS, 'The overlap is at most 604800 seconds (seven days).')
    .nullish()
    .transform((seconds) => seconds ?? DEFAULT_OVERLAP_SECONDS),
});
