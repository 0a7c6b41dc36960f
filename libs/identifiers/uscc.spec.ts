import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { organisationCodeCheckCharacter, parseUscc, usccCheckCharacter } from './uscc.js';

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
const KINDS = ['11', '12', '31', '52', '54', '55', '91', '92', '93', 'A1', 'N2', 'Y1'];
const PROVINCES = ['11', '31', '33', '44', '50', '65'];
const HUAWEI = '914403001922038216';

const alphabetText = (length: number) =>
  fc.array(fc.constantFrom(...ALPHABET), { minLength: length, maxLength: length });
const digits = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length }).map((all) => all.join(''));

const validUscc = fc
  .tuple(fc.constantFrom(...KINDS), fc.constantFrom(...PROVINCES), digits(4), alphabetText(8))
  .map(([kind, province, rest, body]) => {
    const organisation = body.join('');
    const first17 = kind + province + rest + organisation + organisationCodeCheckCharacter(organisation);
    return first17 + usccCheckCharacter(first17);
  });

function reasonOf(raw: string): string {
  const result = parseUscc(raw);
  return result.ok ? 'OK' : result.problem.reason;
}

describe('unified social credit code', () => {
  test.each([
    ['91330100799655058B', '330100', '799655058'],
    ['9144030071526726XG', '440300', '71526726X'],
    [HUAWEI, '440300', '192203821'],
    ['91330201MA282UF146', '330201', 'MA282UF14'],
    ['91330401MA28ADM67R', '330401', 'MA28ADM67'],
  ])('accepts the published code %s and derives its parts', (code, division, organisationCode) => {
    expect(parseUscc(code)).toMatchObject({
      ok: true,
      identifier: { canonical: code, masked: code, corrections: [], derived: { division, organisationCode } },
    });
  });

  test.each([
    ['   ', 'EMPTY'],
    ['91440300192203821', 'LENGTH'],
    ['9144030019220382160', 'LENGTH'],
    ['91440300192203821V', 'ALPHABET'],
    ['91440300192203821中', 'ALPHABET'],
    ['914403001922038217', 'CHECKSUM'],
    ['914403001922038116', 'CHECKSUM'],
    ['918803001922038216', 'REGION'],
    ['94440300192203821X', 'FORMAT'],
    ['B1440300192203821X', 'FORMAT'],
    ['91A40300192203821X', 'REGION'],
    ['9144030L192203821X', 'FORMAT'],
    ['9'.repeat(513), 'TOO_LONG'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason);
  });

  test('accepts a body registered with the national authority', () => {
    const first17 = `91100000${'10000123'}${organisationCodeCheckCharacter('10000123')}`;
    expect(reasonOf(first17 + usccCheckCharacter(first17))).toBe('OK');
  });

  test('tells a wrong organisation code from a wrong end', () => {
    const first17 = '91440300192203822';
    const result = parseUscc(first17 + usccCheckCharacter(first17));
    expect(result).toMatchObject({ ok: false, problem: { reason: 'CHECKSUM' } });
    expect(!result.ok && result.problem.message).toContain('organisation code');
  });

  test.each([
    ['9144 0300 1922 0382 16', ['SPACING']],
    ['９１４４０３００１９２２０３８２１６', ['FULL_WIDTH']],
    ['9133-0100-7996-5505-8b', ['SPACING', 'LETTER_CASE']],
    ['\u200b914403001922038216\ufeff', ['SPACING']],
    ["'914403001922038216", ['SPACING']],
    ['9I44O3OOI9ZZO38ZI6', ['CONFUSED_CHARACTER']],
    ['统一社会信用代码：914403001922038216', ['FULL_WIDTH', 'PREFIX']],
    ['统一社会信用代码(USCC) 914403001922038216', ['SPACING', 'PREFIX']],
    ['9144030071526726ХG', ['CONFUSED_CHARACTER']],
  ])('reads %s and reports %j', (raw, codes) => {
    const result = parseUscc(raw);
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual(codes);
  });

  test('does not take L for 1, for L is a letter of the alphabet', () => {
    expect(reasonOf('9l4403001922038216')).toBe('FORMAT');
  });

  test('every code with right checks is accepted and stays as it is', () => {
    fc.assert(
      fc.property(validUscc, (code) => {
        const result = parseUscc(code);
        expect(result).toMatchObject({ ok: true, identifier: { canonical: code, corrections: [] } });
      }),
    );
  });

  /** The weights are powers of 3, a primitive root of the prime 31: none is 0, so no changed character goes unseen. */
  test('every change of one character within the alphabet is caught', () => {
    fc.assert(
      fc.property(validUscc, (code) => {
        for (let index = 0; index < code.length; index += 1) {
          for (const character of ALPHABET) {
            if (character === code[index]) continue;
            expect(reasonOf(code.slice(0, index) + character + code.slice(index + 1))).not.toBe('OK');
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  /** The mod 31 check alone, without the structure around it, and whatever the characters are. */
  test('the check character changes with every change of one of the seventeen', () => {
    fc.assert(
      fc.property(alphabetText(17), fc.nat(16), fc.constantFrom(...ALPHABET), (first17, index, character) => {
        fc.pre(first17[index] !== character);
        expect(usccCheckCharacter(first17.with(index, character).join(''))).not.toBe(
          usccCheckCharacter(first17.join('')),
        );
      }),
    );
  });

  /** Neighbouring weights differ by the factor 3, which is not 1 modulo 31. */
  test('every swap of two different neighbours is caught', () => {
    fc.assert(
      fc.property(validUscc, fc.nat(16), (code, index) => {
        const characters = [...code];
        const [left = '', right = ''] = characters.slice(index, index + 2);
        fc.pre(left !== right);
        characters.splice(index, 2, right, left);
        expect(reasonOf(characters.join(''))).not.toBe('OK');
      }),
    );
  });

  test('refuses to compute a check character from too little or from other letters', () => {
    expect(() => usccCheckCharacter('9144')).toThrow(RangeError);
    expect(() => usccCheckCharacter('9144030019220382I')).toThrow(RangeError);
    expect(() => organisationCodeCheckCharacter('1234')).toThrow(RangeError);
  });
});
