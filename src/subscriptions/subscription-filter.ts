import { hash } from 'node:crypto';
import { covers, divisionPrefix, isDivisionCode } from '../../libs/identifiers/division.js';

/** Which events a subscription wants; an empty list leaves that side open. */
export interface SubscriptionFilter {
  readonly eventTypes: readonly string[];
  /** Codes of flag categories. */
  readonly categories: readonly string[];
  readonly severities: readonly string[];
  /** GB/T 2260 codes; each stands for the division and all inside it. */
  readonly jurisdictions: readonly string[];
  readonly entityKinds: readonly string[];
  /** Codes of the platforms that an event comes from or concerns. */
  readonly platforms: readonly string[];
  /** Ids of saved screening lists. */
  readonly listIds: readonly string[];
}

/** What of an event a filter looks at. */
export interface FilteredFacts {
  readonly type: string;
  readonly category: string | null;
  readonly severity: string | null;
  readonly jurisdiction: string | null;
  readonly entityKind: string | null;
  readonly platform: string | null;
  readonly listId: string | null;
}

/** A filter that wants everything. */
export const OPEN_FILTER: SubscriptionFilter = {
  eventTypes: [],
  categories: [],
  severities: [],
  jurisdictions: [],
  entityKinds: [],
  platforms: [],
  listIds: [],
};

/** Stands for every value of a side. */
const ANY = '*';

/** The sides of a filter that are compared as they are, in the order in which they stand in a key. */
const SIDES = [
  ['eventTypes', 'type'],
  ['categories', 'category'],
  ['severities', 'severity'],
  ['entityKinds', 'entityKind'],
  ['platforms', 'platform'],
  ['listIds', 'listId'],
] as const satisfies readonly (readonly [keyof SubscriptionFilter, keyof FilteredFacts])[];

/**
 * Whether an event is wanted: the rule that the filter table lays out for look-up. An event without a value on a side is
 * wanted only by filters that leave that side open.
 */
export function isWanted(filter: SubscriptionFilter, event: FilteredFacts): boolean {
  return (
    SIDES.every(([list, fact]) => holds(filter[list], event[fact])) &&
    isWithin(filter.jurisdictions, event.jurisdiction)
  );
}

const holds = (list: readonly string[], value: string | null): boolean =>
  list.length === 0 || (value !== null && list.includes(value));

/** The whole country leaves the division open, so that it takes in events without one. */
function isWithin(jurisdictions: readonly string[], jurisdiction: string | null): boolean {
  if (jurisdictions.length === 0) return true;
  return jurisdictions.some(
    (division) => divisionPrefix(division) === '' || (jurisdiction !== null && covers(division, jurisdiction)),
  );
}

/** How many rows a filter takes in the look-up table: one for each combination of its values. */
export function filterKeyCount(filter: SubscriptionFilter): number {
  return sidesOf(filter).reduce((product, values) => product * values.length, 1);
}

/**
 * The keys that make a filter findable, one for each combination of its values. All sides are in the key, so that a
 * look-up never reads what it does not want, however many subscriptions leave the other sides open.
 */
export function filterKeys(filter: SubscriptionFilter): string[] {
  return combinations(sidesOf(filter));
}

const sidesOf = (filter: SubscriptionFilter): string[][] => [
  ...SIDES.map(([list]) => (filter[list].length > 0 ? [...new Set<string>(filter[list])] : [ANY])),
  widest(filter.jurisdictions),
];

/** The prefixes of the divisions, without those that lie inside another one. */
function widest(jurisdictions: readonly string[]): string[] {
  const prefixes = [...new Set(jurisdictions.map(divisionPrefix))];
  if (prefixes.length === 0) return [''];
  return prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
}

/** The keys under which the filters that want an event are found: at most 256. */
export function eventKeys(event: FilteredFacts): string[] {
  const { jurisdiction } = event;
  const prefix = jurisdiction !== null && isDivisionCode(jurisdiction) ? divisionPrefix(jurisdiction) : '';
  const sides = SIDES.map(([, fact]) => {
    const value = event[fact];
    return value === null ? [ANY] : [value, ANY];
  });
  const divisions = [0, 2, 4, 6].filter((length) => length <= prefix.length).map((length) => prefix.slice(0, length));
  return combinations([...sides, divisions]);
}

/** Every way to take one value from each side, as a digest: short in the index, whatever the values' lengths. */
function combinations(sides: readonly (readonly string[])[]): string[] {
  const paths = sides.reduce<string[]>(
    (begun, values) => begun.flatMap((start) => values.map((value) => `${start}\n${value}`)),
    [''],
  );
  return paths.map((path) => hash('sha256', path, 'base64url').slice(0, KEY_LENGTH));
}

/** Characters of a key: 132 bits. */
const KEY_LENGTH = 22;
