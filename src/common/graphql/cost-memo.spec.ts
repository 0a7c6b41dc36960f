import { parse } from 'graphql';
import { CostMemo } from './cost-memo.js';

describe('CostMemo', () => {
  const document = parse('{ me { code } }');
  let reckoned = 0;
  const reckon = () => ++reckoned;

  it.each([
    ['texts', { input: { value: 'a', items: ['x'] } }, { input: { value: 'b', items: ['y'] } }, true],
    ['numbers', { first: 1 }, { first: 2 }, false],
    ['booleans', { wanted: true }, { wanted: false }, false],
    ['list lengths', { items: [1] }, { items: [1, 2] }, false],
    ['a number and a text', { first: 1 }, { first: '1' }, false],
    ['a list and a text like its length', { items: [1] }, { items: '#1' }, false],
    ['a name that looks like two members', { a: 'x', b: 'x' }, { 'a":"","b': 'x' }, false],
    ['missing and null', {}, { first: null }, false],
  ])('for other %s', (_name, one, other, isSame) => {
    const memo = new CostMemo();
    const cost = memo.of(document, undefined, one, reckon);
    expect(memo.of(document, undefined, one, reckon)).toBe(cost);
    expect(memo.of(document, undefined, other, reckon) === cost).toBe(isSame);
  });

  it('refuses variables that are nested without end', () => {
    const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    expect(new CostMemo().of(document, undefined, nested(32), () => 5)).toBe(5);
    for (const levels of [33, 100_000]) {
      const remember = () => new CostMemo().of(document, undefined, nested(levels), () => 5);
      expect(remember).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
      );
    }
  });

  it('keeps documents and operations apart', () => {
    const memo = new CostMemo();
    const costs = [
      memo.of(document, undefined, {}, reckon),
      memo.of(document, 'Other', {}, reckon),
      memo.of(parse('{ me { kind } }'), undefined, {}, reckon),
    ];
    expect(new Set(costs).size).toBe(3);
  });

  it('remembers no refusal', () => {
    const memo = new CostMemo();
    const fail = () => {
      throw new Error('bad variables');
    };
    expect(() => memo.of(document, undefined, {}, fail)).toThrow('bad variables');
    expect(memo.of(document, undefined, {}, () => 7)).toBe(7);
  });
});
