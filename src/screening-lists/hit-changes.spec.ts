import { alertedAfter, type FoundHit, hitChanges, type StoredHit } from './hit-changes.js';

const FOUND: FoundHit = {
  ...{ entityId: 'e', kind: 'MERCHANT', score: 9_000, isIdentified: false, revision: 'r1' },
  ...{ othersRevision: 'o1', isReviewed: false },
};
const STORED: StoredHit = {
  ...{ id: 'h', itemId: 'i', entityId: 'e', score: 9_000, isIdentified: false, queryKey: 'q', revision: 'r1' },
  ...{ alertedRevision: 'o1', state: 'CURRENT' },
};

/** What becomes of one known and one found hit: what is written, and which alert is raised. */
function outcome(known: Partial<StoredHit> | undefined, found: Partial<FoundHit> | undefined): string {
  const { added, changed, gone } = hitChanges(
    known ? [{ ...STORED, ...known }] : [],
    found ? [{ ...FOUND, ...found }] : [],
    'q',
  );
  const told = (alert: string | undefined) => alert ?? 'silent';
  if (added[0]) return `added ${told(added[0].alert)}`;
  if (changed[0]) return `changed ${told(changed[0].alert)}`;
  return gone[0] ? 'gone' : 'nothing';
}

describe('what becomes of the hits of an item', () => {
  it.each<[string, Partial<StoredHit> | undefined, Partial<FoundHit> | undefined, string]>([
    ['a new hit alerts', undefined, {}, 'added NEW'],
    ['one of which only the owner spoke does not', undefined, { othersRevision: undefined }, 'added silent'],
    ['one that was reviewed elsewhere does not', undefined, { isReviewed: true }, 'added silent'],
    ['the same again is nothing', {}, {}, 'nothing'],
    ['more said by others alerts', {}, { revision: 'r2', othersRevision: 'o2' }, 'changed CHANGED'],
    ['more said by the owner does not', {}, { revision: 'r2' }, 'changed silent'],
    [
      'what was reviewed as it is does not',
      {},
      { revision: 'r2', othersRevision: 'o2', isReviewed: true },
      'changed silent',
    ],
    ['another score alone does not', {}, { score: 9_100 }, 'changed silent'],
    ['another question alone does not', { queryKey: 'other' }, {}, 'changed silent'],
    ['what is not found any more is gone', {}, undefined, 'gone'],
    ['what is gone already is nothing', { state: 'GONE' }, undefined, 'nothing'],
    ['what comes back as it was does not alert', { state: 'GONE' }, {}, 'changed silent'],
    ['what comes back with more does', { state: 'GONE' }, { othersRevision: 'o2' }, 'changed NEW'],
  ])('%s', (_, known, found, expected) => {
    expect(outcome(known, found)).toBe(expected);
  });

  it('remembers what was told, and keeps it while others say nothing', () => {
    expect(alertedAfter(FOUND, null)).toBe('o1');
    expect(alertedAfter({ ...FOUND, othersRevision: undefined }, 'o0')).toBe('o0');
  });
});
