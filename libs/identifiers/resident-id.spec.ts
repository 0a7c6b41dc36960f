import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskResidentId, parseResidentId, residentIdCheckDigit } from './resident-id.js';

/** The two examples in GB 11643-1999 annex A. */
const WOMAN = '11010519491231002X';
const MAN = '440524188001010014';
const now = () => new Date('2025-06-30T15:59:59Z');

const withCheck = (first17: string) => first17 + residentIdCheckDigit(first17);
const validId = fc
  .tuple(
    fc.constantFrom('110105', '330106', '440524', '510212', '650102', '810000', '830000'),
    fc.date({ min: new Date('1900-01-01'), max: new Date('2024-12-31'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([division, birth, sequence]) => {
    const date = birth.toISOString().slice(0, 10).replaceAll('-', '');
    return withCheck(division + date + String(sequence).padStart(3, '0'));
  });

function reasonOf(raw: string): string {
  const result = parseResidentId(raw, { now });
  return result.ok ? 'OK' : result.problem.reason;
}

describe('resident identity number', () => {
  test("accepts the standard's own examples and derives division, birth date and sex", () => {
    expect(parseResidentId(WOMAN)).toEqual({
      ok: true,
      identifier: {
        type: 'RESIDENT_ID',
        canonical: WOMAN,
        masked: '110105**********2X',
        isPersonal: true,
        corrections: [],
        derived: { division: '110105', birthDate: '1949-12-31', sex: 'FEMALE' },
      },
    });
    expect(parseResidentId(MAN)).toMatchObject({ identifier: { derived: { birthDate: '1880-01-01', sex: 'MALE' } } });
  });

  test.each([
    ['', 'EMPTY'],
    ['- -', 'EMPTY'],
    ['1101051949123100', 'LENGTH'],
    ['1101051949123100200X', 'LENGTH'],
    ['1101051949123100XX', 'ALPHABET'],
    ['11010519491231002A', 'ALPHABET'],
    ['11010549123100O', 'ALPHABET'],
    ['110105194912310021', 'CHECKSUM'],
    [withCheck('10010519491231002'), 'REGION'],
    [withCheck('99010519491231002'), 'REGION'],
    [withCheck('11010519490229002'), 'DATE'],
    [withCheck('11010519000229002'), 'DATE'],
    [withCheck('11010519491301002'), 'DATE'],
    [withCheck('11010519490431002'), 'DATE'],
    [withCheck('11010517991231002'), 'DATE'],
    ['1'.repeat(513), 'TOO_LONG'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason);
  });

  test('accepts 29 February of leap years only', () => {
    expect(reasonOf(withCheck('11010520000229002'))).toBe('OK');
    expect(reasonOf(withCheck('11010520240229002'))).toBe('OK');
    expect(reasonOf(withCheck('11010520230229002'))).toBe('DATE');
  });

  test('judges the birth date by the day in China', () => {
    const bornToday = withCheck('11010520250630002');
    const bornTomorrow = withCheck('11010520250701002');
    expect(reasonOf(bornToday)).toBe('OK');
    expect(reasonOf(bornTomorrow)).toBe('DATE');
    expect(parseResidentId(bornTomorrow, { now: () => new Date('2025-06-30T16:00:00Z') }).ok).toBe(true);
  });

  test('upgrades the 15-digit form', () => {
    expect(parseResidentId('110105 491231 002')).toMatchObject({
      identifier: { canonical: WOMAN, corrections: [{ code: 'SPACING' }, { code: 'UPGRADED' }] },
    });
    expect(parseResidentId('110105991231998')).toMatchObject({ identifier: { derived: { birthDate: '1899-12-31' } } });
    expect(reasonOf('110105490229002')).toBe('DATE');
  });

  test('accepts permits of Hong Kong, Macau and Taiwan residents and cards of foreign residents', () => {
    expect(reasonOf(withCheck('81000019900307001'))).toBe('OK');
    expect(reasonOf(withCheck('83000019900307001'))).toBe('OK');
    const foreigner = withCheck('91184019900307001');
    expect(parseResidentId(foreigner)).toMatchObject({
      identifier: { derived: { division: '110000', nationality: '840', birthDate: '1990-03-07' } },
    });
  });

  test.each([
    ['11010519491231002x', ['LETTER_CASE']],
    ['110105 19491231 002X', ['SPACING']],
    ['110105-19491231-002X', ['SPACING']],
    ['１１０１０５１９４９１２３１００２Ｘ', ['FULL_WIDTH']],
    ['IlOlOSl949lZ3lOOZX', ['LETTER_CASE', 'CONFUSED_CHARACTER']],
    ['身份证号：11010519491231002X', ['FULL_WIDTH', 'PREFIX']],
    ['11010519491231002Х', ['CONFUSED_CHARACTER']],
    ['11010519491231002×', ['CONFUSED_CHARACTER']],
  ])('reads %s and reports %j', (raw, codes) => {
    const result = parseResidentId(raw);
    expect(result).toMatchObject({ ok: true, identifier: { canonical: WOMAN } });
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual(codes);
  });

  test('every number with a right check digit is accepted and stays as it is', () => {
    fc.assert(
      fc.property(validId, (id) => {
        expect(parseResidentId(id, { now })).toMatchObject({
          ok: true,
          identifier: { canonical: id, corrections: [] },
        });
      }),
    );
  });

  /** ISO 7064 MOD 11-2: the weights are powers of 2 and 11 is prime, so a difference below 11 never vanishes. */
  test('every change of one character is caught', () => {
    fc.assert(
      fc.property(validId, (id) => {
        for (let index = 0; index < 18; index += 1) {
          for (const character of '0123456789X') {
            if (character === id[index]) continue;
            expect(reasonOf(id.slice(0, index) + character + id.slice(index + 1))).not.toBe('OK');
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the check digit changes with every change of one of the seventeen, whatever the date', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.array(digit, { minLength: 17, maxLength: 17 }), fc.nat(16), digit, (all, index, other) => {
        fc.pre(all[index] !== other);
        expect(residentIdCheckDigit(all.with(index, other).join(''))).not.toBe(residentIdCheckDigit(all.join('')));
      }),
    );
  });

  test('every swap of two different neighbours is caught', () => {
    fc.assert(
      fc.property(validId, fc.nat(16), (id, index) => {
        const swapped = [...id];
        const [left = '', right = ''] = swapped.slice(index, index + 2);
        fc.pre(left !== right);
        swapped.splice(index, 2, right, left);
        expect(reasonOf(swapped.join(''))).not.toBe('OK');
      }),
    );
  });

  test('masks birth date and sequence, and anything that is no resident id', () => {
    expect(maskResidentId(MAN)).toBe('440524**********14');
    expect(maskResidentId('1234')).toBe('***');
  });

  test('refuses to compute a check digit from too little or from letters', () => {
    expect(() => residentIdCheckDigit('1101')).toThrow(RangeError);
    expect(() => residentIdCheckDigit('1101051949123100X')).toThrow(RangeError);
  });
});
