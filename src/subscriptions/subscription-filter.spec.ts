import fc from 'fast-check';
import {
  eventKeys,
  type FilteredFacts,
  filterKeys,
  hasSeverity,
  isWanted,
  type SubscriptionFilter,
} from './subscription-filter.js';

const OPEN: SubscriptionFilter = { eventTypes: [], categories: [], severities: [], jurisdictions: [] };
const EVENT: FilteredFacts = {
  type: 'blacklist.published',
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  jurisdiction: '330106',
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
  ])('%s', (_, filter, event, expected) => {
    expect(isWanted({ ...OPEN, ...filter }, { ...EVENT, ...event })).toBe(expected);
  });
});

describe('the filter table', () => {
  const some = (values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 });
  const types = ['blacklist.published', 'blacklist.revoked', 'report.completed'];
  const categories = ['COUNTERFEIT', 'EXTORTION', 'OTHER'];
  const severities = ['LOW', 'HIGH', 'CRITICAL'];
  const divisions = ['000000', '330000', '330100', '330106', '330200', '440300', '440305'];
  const filters = fc.record({
    eventTypes: some(types),
    categories: some(categories),
    severities: some(severities),
    jurisdictions: some(divisions),
  });
  const events = fc.record({
    type: fc.constantFrom(...types),
    category: fc.option(fc.constantFrom(...categories)),
    severity: fc.option(fc.constantFrom(...severities)),
    jurisdiction: fc.option(fc.constantFrom(...divisions)),
  });

  it('finds a subscription exactly when its filter wants the event', () => {
    fc.assert(
      fc.property(filters, events, (filter, event) => {
        const keys = eventKeys(event);
        const isFound = filterKeys(filter).some(
          (row) =>
            keys.eventTypes.includes(row.eventType) &&
            keys.categories.includes(row.category) &&
            keys.divisions.includes(row.division) &&
            hasSeverity(row.severities, event.severity),
        );
        expect(isFound).toBe(isWanted(filter, event));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps no division that lies inside another one', () => {
    expect(
      filterKeys({ ...OPEN, jurisdictions: ['330106', '330000', '440305'] }).map(({ division }) => division),
    ).toEqual(['33', '440305']);
  });
});
