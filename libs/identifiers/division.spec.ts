import { describe, expect, test } from '@jest/globals';
import { covers, divisionPrefix, isDivisionCode } from './division.js';

describe('divisions', () => {
  test.each(['000000', '100000', '110000', '330100', '330106', '429004', '500000', '710000', '820000'])(
    '%s is a division code',
    (code) => expect(isDivisionCode(code)).toBe(true),
  );

  test.each(['', '33', '3301060', '33010a', '990000', '100100', '330006', '３３０１００', '330100\n'])(
    '%j is not',
    (code) => expect(isDivisionCode(code)).toBe(false),
  );

  test.each([
    ['000000', ''],
    ['100000', ''],
    ['330000', '33'],
    ['330100', '3301'],
    ['330106', '330106'],
  ])('%s has the prefix %j', (code, prefix) => expect(divisionPrefix(code)).toBe(prefix));

  test('a wrong code has no prefix, lest it stand for the whole country', () => {
    expect(() => divisionPrefix('')).toThrow(RangeError);
    expect(() => divisionPrefix('990000')).toThrow(RangeError);
  });

  test.each([
    ['000000', '330106', true],
    ['100000', '000000', true],
    ['330000', '330106', true],
    ['330100', '330106', true],
    ['330106', '330106', true],
    ['330106', '330100', false],
    ['330000', '100000', false],
    ['330200', '330106', false],
    ['990000', '990100', false],
    ['', '330106', false],
    ['330000', '', false],
  ])('%s covers %s: %s', (a, b, answer) => expect(covers(a, b)).toBe(answer));
});
