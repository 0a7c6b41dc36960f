import { covers, divisionPrefix, isDivisionCode } from '../../libs/identifiers/division.js';

/** Which events a subscription wants; an empty list leaves that side open. */
export interface SubscriptionFilter {
  readonly eventTypes: readonly string[];
  /** Codes of flag categories. */
  readonly categories: readonly string[];
  readonly severities: readonly string[];
  /** GB/T 2260 codes; each stands for the division and all inside it. */
  readonly jurisdictions: readonly string[];
}

/** What of an event a filter looks at. */
export interface FilteredFacts {
  readonly type: string;
  readonly category: string | null;
  readonly severity: string | null;
  readonly jurisdiction: string | null;
}

/** One key of the filter table, and what is still to be compared once it is found. */
export interface FilterKey {
  readonly eventType: string;
  readonly category: string;
  readonly division: string;
  /** Joined by commas; empty for all. */
  readonly severities: string;
}

/** The keys under which an event's subscriptions are found. */
export interface EventKeys {
  readonly eventTypes: readonly string[];
  readonly categories: readonly string[];
  readonly divisions: readonly string[];
}

/** Stands for every event type or category. */
export const ANY = '*';

/**
 * Whether an event is wanted: the rule that the filter table lays out for look-up. An event without a category, severity
 * or division is wanted only by filters that leave that side open.
 */
export function isWanted(filter: SubscriptionFilter, event: FilteredFacts): boolean {
  const { category, severity, jurisdiction } = event;
  const holds = (list: readonly string[], value: string | null) =>
    list.length === 0 || (value !== null && list.includes(value));
  return (
    holds(filter.eventTypes, event.type) &&
    holds(filter.categories, category) &&
    holds(filter.severities, severity) &&
    isWithin(filter.jurisdictions, jurisdiction)
  );
}

/** The whole country leaves the division open, so that it takes in events without one. */
function isWithin(jurisdictions: readonly string[], jurisdiction: string | null): boolean {
  if (jurisdictions.length === 0) return true;
  return jurisdictions.some(
    (division) => divisionPrefix(division) === '' || (jurisdiction !== null && covers(division, jurisdiction)),
  );
}

/** The rows that make a filter findable: one for each combination of type, category and division. */
export function filterKeys(filter: SubscriptionFilter): FilterKey[] {
  const types = filter.eventTypes.length > 0 ? [...new Set(filter.eventTypes)] : [ANY];
  const categories = filter.categories.length > 0 ? [...new Set(filter.categories)] : [ANY];
  const severities = [...new Set(filter.severities)].sort().join(',');
  const divisions = widest(filter.jurisdictions);
  return types.flatMap((eventType) =>
    categories.flatMap((category) => divisions.map((division) => ({ eventType, category, division, severities }))),
  );
}

/** The prefixes of the divisions, without those that lie inside another one. */
function widest(jurisdictions: readonly string[]): string[] {
  const prefixes = [...new Set(jurisdictions.map(divisionPrefix))];
  if (prefixes.length === 0) return [''];
  return prefixes.filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
}

/** Where to look for the filters that an event may meet. */
export function eventKeys({ type, category, jurisdiction }: FilteredFacts): EventKeys {
  const prefix = jurisdiction !== null && isDivisionCode(jurisdiction) ? divisionPrefix(jurisdiction) : '';
  return {
    eventTypes: [type, ANY],
    categories: category === null ? [ANY] : [category, ANY],
    divisions: [0, 2, 4, 6].filter((length) => length <= prefix.length).map((length) => prefix.slice(0, length)),
  };
}

/** Whether a found key's severities hold the event's. */
export const hasSeverity = (severities: string, severity: string | null): boolean =>
  severities === '' || (severity !== null && severities.split(',').includes(severity));
