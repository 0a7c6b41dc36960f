import fc from 'fast-check';
import {
  eventKeys,
  type FilteredFacts,
  filterKeyCount,
  filterKeys,
  isWanted,
  OPEN_FILTER,
  type SubscriptionFilter,
} from './subscription-filter.js';

const EVENT: FilteredFacts = {
  type: 'blacklist.published',
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  jurisdiction: '330106',
  entityKind: 'SHOP',
  platform: 'bazaar',
  listId: null,
};

describe('isWanted', () => {
  it.each<[string, Partial<SubscriptionFilter>, Partial<FilteredFacts>, boolean]>([
    ['takes everything when it is open', {}, {}, true],
    ['takes a type that it names', { eventTypes: ['blacklist.published'] }, {}, true],
    ['leaves a type that it does not name', { eventTypes: ['blacklist.revoked'] }, {}, false],
    [
      'leaves an event without the category that it asks for',
      { categories: ['COUNTERFEIT'] },
      { category: null },
      false,
    ],
    ['leaves another severity', { severities: ['LOW', 'CRITICAL'] }, {}, false],
    ['takes a county of a province that it names', { jurisdictions: ['330000'] }, {}, true],
    ['leaves a sister county', { jurisdictions: ['330105'] }, {}, false],
    [
      'leaves the province above the county that it names',
      { jurisdictions: ['330106'] },
      { jurisdiction: '330000' },
      false,
    ],
    [
      'takes an event without a division when it names the whole country',
      { jurisdictions: ['000000'] },
      { jurisdiction: null },
      true,
    ],
    [
      'leaves an event without a division when it names one',
      { jurisdictions: ['330000'] },
      { jurisdiction: null },
      false,
    ],
    ['takes a kind of entity that it names', { entityKinds: ['MERCHANT', 'SHOP'] }, {}, true],
    ['leaves another kind of entity', { entityKinds: ['PERSON'] }, {}, false],
    ['takes a platform that it names', { platforms: ['bazaar'] }, {}, true],
    ['leaves another platform', { platforms: ['market'] }, {}, false],
    ['leaves an event of no platform when it names one', { platforms: ['bazaar'] }, { platform: null }, false],
    ['takes an alert of a list that it names', { listIds: ['list-1'] }, { listId: 'list-1' }, true],
    ['leaves an event of no list when it names one', { listIds: ['list-1'] }, {}, false],
  ])('%s', (_, filter, event, expected) => {
    expect(isWanted({ ...OPEN_FILTER, ...filter }, { ...EVENT, ...event })).toBe(expected);
  });
});

describe('the filter table', () => {
  const some = (values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
  const types = ['blacklist.published', 'blacklist.revoked', 'report.completed'];
  const categories = ['COUNTERFEIT', 'EXTORTION', 'OTHER'];
  const severities = ['LOW', 'HIGH', 'CRITICAL'];
  const divisions = ['000000', '330000', '330100', '330106', '330200', '440300', '440305'];
  const kinds = ['MERCHANT', 'SHOP', 'PERSON'];
  const platforms = ['bazaar', 'market'];
  const lists = ['list-1', 'list-2'];
  const filters = fc.record({
    eventTypes: some(types),
    categories: some(categories),
    severities: some(severities),
    jurisdictions: some(divisions),
    entityKinds: some(kinds),
    platforms: some(platforms),
    listIds: some(lists),
  });
  const events = fc.record({
    type: fc.constantFrom(...types),
    category: fc.option(fc.constantFrom(...categories)),
    severity: fc.option(fc.constantFrom(...severities)),
    jurisdiction: fc.option(fc.constantFrom(...divisions)),
    entityKind: fc.option(fc.constantFrom(...kinds)),
    platform: fc.option(fc.constantFrom(...platforms)),
    listId: fc.option(fc.constantFrom(...lists)),
  });

  it('finds a subscription exactly when its filter wants the event', () => {
    fc.assert(
      fc.property(filters, events, (filter, event) => {
        const asked = new Set(eventKeys(event));
        expect(filterKeys(filter).some((key) => asked.has(key))).toBe(isWanted(filter, event));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes one row for each combination, and none for a division inside another one', () => {
    const filter = {
      ...OPEN_FILTER,
      severities: ['LOW', 'HIGH'],
      jurisdictions: ['330106', '330000', '440305'],
    };
    expect(filterKeyCount(filter)).toBe(4);
    expect(new Set(filterKeys(filter)).size).toBe(4);
  });

  it('asks for at most 256 keys', () => {
    expect(eventKeys({ ...EVENT, listId: 'list-1' })).toHaveLength(256);
  });
});
