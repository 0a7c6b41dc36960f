import { PurposeRequired } from '../common/graphql/user-error.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { explained, scopeOf, weighed } from './search.policy.js';
import { decisionOf } from './search-vocabulary.js';

const STATED = { purpose: 'why', caseRef: '1' };
const NONE = { purpose: null, caseRef: null };
const names = (value: number) => ({ value, parts: [] });
const evidence = { query: {}, candidate: {}, sameContact: undefined };

describe('what a search may meet', () => {
  it.each<[EntityKind[] | null, typeof NONE | typeof STATED, EntityKind[] | string]>([
    [null, NONE, ['MERCHANT', 'SHOP', 'LISTING', 'ACCOUNT', 'WEBSITE']],
    [[], NONE, ['MERCHANT', 'SHOP', 'LISTING', 'ACCOUNT', 'WEBSITE']],
    [null, STATED, ['MERCHANT', 'SHOP', 'LISTING', 'ACCOUNT', 'PERSON', 'WEBSITE']],
    [['PERSON'], STATED, ['PERSON']],
    [['SHOP', 'MERCHANT', 'SHOP'], NONE, ['MERCHANT', 'SHOP']],
    [['PERSON'], NONE, 'purpose'],
    [['MERCHANT', 'PERSON'], { purpose: 'why', caseRef: null as unknown as string }, 'caseRef'],
  ])('%j with %j: %j', (kinds, stated, expected) => {
    const scope = scopeOf(kinds, stated);
    expect(scope instanceof PurposeRequired ? scope.field : scope.kinds).toEqual(expected);
  });
});

describe('a weighed score', () => {
  it('is that of the names when nothing else is known', () => {
    expect(weighed(names(0.7), false, evidence)).toEqual({ score: 0.7, parts: [] });
  });

  it.each([
    [0, 0.6],
    [0.55, 0.65],
    [0.7, 0.8],
    [0.84, 0.84],
    [0.9, 0.9],
  ])('of %d with the same phone is %d', (value, expected) => {
    const { score, parts } = weighed(names(value), false, { ...evidence, sameContact: 'PHONE' });
    expect(score).toBe(expected);
    expect(parts).toMatchObject([{ part: 'PHONE', verdict: 'SAME' }]);
  });

  it('is capped by another code and settled by the same', () => {
    const query = { uscc: '91330100MT0000012A' };
    expect(weighed(names(1), false, { ...evidence, query, candidate: { uscc: '91330100MT9999912A' } }).score).toBe(0.7);
    expect(weighed(names(0.4), false, { ...evidence, query, candidate: query }).score).toBe(0.97);
    expect(weighed(names(0), false, { ...evidence, query, candidate: query }).score).toBe(0.9);
  });

  it("says nothing of the text of a person's name", () => {
    const part = {
      part: 'name' as const,
      verdict: 'similar' as const,
      penalty: 0.26,
      query: '张珊',
      candidate: '张姗',
    };
    expect(explained([part], true)).toMatchObject([{ part: 'NAME', verdict: 'SIMILAR', query: null, candidate: null }]);
    expect(explained([part], false)).toMatchObject([{ query: '张珊', candidate: '张姗' }]);
    expect(explained([{ ...part, part: 'birthDate' }], true)).toMatchObject([{ part: 'BIRTH_DATE' }]);
  });

  it.each([
    [1, 'MATCH'],
    [0.85, 'MATCH'],
    [0.8499, 'REVIEW'],
    [0.6, 'REVIEW'],
    [0.5999, 'WEAK'],
    [0.1, 'WEAK'],
  ])('of %d is good for %s', (score, decision) => {
    expect(decisionOf(score)).toBe(decision);
  });
});
