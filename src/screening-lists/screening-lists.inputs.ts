import { z } from 'zod';
import { IDENTIFIER_TYPES } from '../../libs/identifiers/identifier.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { ENTITY_KINDS } from '../entities/entity-vocabulary.js';
import { MATCH_DECISIONS } from '../search/search-vocabulary.js';
import type { ListItem } from './list-items.js';
import { MAX_REF } from './list-items.js';

/** Most items of one GraphQL call; files bring more. */
export const ITEMS_PER_CALL = 1_000;
const MAX_IDENTIFIERS = 20;

const LONE_SURROGATE = /\p{Surrogate}/u;
const text = (most: number) =>
  z
    .string()
    .max(most, `This has at most ${most} characters.`)
    .refine((value) => !LONE_SURROGATE.test(value), 'This holds half a character.');

const ID = z.string().max(64, 'An id has 36 characters.');
const VERSION = z.number().int();
const NAME = text(200).trim().min(1, 'The name is missing.');
const LEAST = z.enum(MATCH_DECISIONS).nullish();
const REF = text(MAX_REF).trim().min(1, 'The reference is missing.');

const ITEM = z.object({
  ref: REF,
  name: text(256).nullish(),
  kind: z.enum(ENTITY_KINDS).nullish(),
  uscc: text(512).nullish(),
  residentId: text(512).nullish(),
  phone: text(512).nullish(),
  birthDate: text(10).nullish(),
  jurisdiction: text(6).nullish(),
  identifiers: z
    .array(z.object({ type: z.enum(IDENTIFIER_TYPES), value: text(512), platform: text(32).nullish() }))
    .max(MAX_IDENTIFIERS, `An item has at most ${MAX_IDENTIFIERS} identifiers.`)
    .nullish(),
});

const ITEMS = z.array(ITEM).max(ITEMS_PER_CALL, `One call takes at most ${ITEMS_PER_CALL} items: send a file.`);

export const NEW_LIST = z.object({
  name: NAME,
  least: LEAST,
  purpose: z.string().nullish(),
  caseRef: z.string().nullish(),
  items: ITEMS.nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const LIST_CHANGE = z.object({
  id: ID,
  version: VERSION,
  name: NAME.nullish(),
  least: LEAST,
  purpose: z.string().nullish(),
  caseRef: z.string().nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});

export const LIST_AT_VERSION = z.object({ id: ID, version: VERSION, idempotencyKey: IDEMPOTENCY_KEY });

export const ITEMS_TO_PUT = LIST_AT_VERSION.extend({ items: ITEMS.min(1, 'There is no item.') });

export const ITEMS_TO_REMOVE = LIST_AT_VERSION.extend({
  refs: z.array(REF).min(1, 'There is no reference.').max(ITEMS_PER_CALL, `One call takes at most ${ITEMS_PER_CALL}.`),
});

export const HITS_FILTER = z.object({
  since: z.date().nullish(),
  decisions: z.array(z.enum(MATCH_DECISIONS)).max(MATCH_DECISIONS.length).nullish(),
  reviewed: z.boolean().nullish(),
  withGone: z.boolean().nullish(),
  refs: z.array(text(MAX_REF)).max(100, 'A filter has at most 100 references.').nullish(),
});
export type HitsFilter = z.output<typeof HITS_FILTER>;

/** An item of a call as the list takes it. @param platform of ids whose item names none */
export function listItemOf(item: z.output<typeof ITEM>, platform: string | undefined): ListItem {
  const { ref, name, kind, uscc, residentId, phone, birthDate, jurisdiction, identifiers } = item;
  return {
    ...{ ref, name, kind, birthDate, jurisdiction },
    identifiers: [
      { field: 'uscc', type: 'USCC', value: uscc },
      { field: 'residentId', type: 'RESIDENT_ID', value: residentId },
      { field: 'phone', type: 'PHONE', value: phone },
      ...(identifiers ?? []).map(({ type, value, platform: own }, at) => ({
        field: `identifiers[${at}].value`,
        type,
        value,
        platform: own ?? platform,
      })),
    ],
  };
}
