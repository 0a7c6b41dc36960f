import { z } from 'zod';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import type { FlagState, Severity } from '../flags/flag-vocabulary.js';

const MAX_VALUES = 50;

const codes = (what: string, pattern: RegExp) =>
  z
    .array(z.string().regex(pattern, `This is no ${what}.`))
    .max(MAX_VALUES, `At most ${MAX_VALUES} values.`)
    .nullish();

/** Conditions on one flag; one that is not given holds for every flag. */
export const SEARCH_FILTERS = z.object({
  categories: codes('code of a category', /^[A-Z][A-Z0-9_]{0,31}$/),
  severities: z.array(z.custom<Severity>()).max(MAX_VALUES, `At most ${MAX_VALUES} values.`).nullish(),
  platforms: codes('code of a tenant', /^[a-z0-9][a-z0-9-]{0,63}$/),
  jurisdiction: z.string().refine(isDivisionCode, 'This is no GB/T 2260 division code of six digits.').nullish(),
  states: z.array(z.custom<FlagState>()).max(MAX_VALUES, `At most ${MAX_VALUES} values.`).nullish(),
  detectedAfter: z.date().nullish(),
  detectedBefore: z.date().nullish(),
});

export type SearchFilters = z.output<typeof SEARCH_FILTERS>;

/** The conditions that were really set; undefined when there are none. */
export function setFilters(filters: SearchFilters | null | undefined): SearchFilters | undefined {
  const set = Object.entries(filters ?? {}).filter(
    ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return set.length > 0 ? (Object.fromEntries(set) as SearchFilters) : undefined;
}
