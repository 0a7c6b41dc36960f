import { describe, expect, test } from '@jest/globals';
import { maskEmail, parseEmail } from './email.js';

describe('e-mail address', () => {
  test.each([
    ['zhang.san@example.com', 'zhang.san@example.com', []],
    ['Zhang.San@Example.COM', 'zhang.san@example.com', ['LETTER_CASE']],
    ['mailto:a+b@example.cn', 'a+b@example.cn', ['PREFIX']],
    [' 12345＠example。com ', '12345@example.com', ['FULL_WIDTH', 'SPACING', 'PUNCTUATION']],
    ['张三@中文.中国', '张三@xn--fiq228c.xn--fiqs8s', []],
    ['a@www.example.com', 'a@www.example.com', []],
  ])('reads %s as %s and reports %j', (raw, canonical, codes) => {
    const result = parseEmail(raw);
    expect(result).toMatchObject({ ok: true, identifier: { canonical, isPersonal: true } });
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code).sort()).toEqual(
      codes.sort(),
    );
  });

  test.each([
    ['', 'EMPTY'],
    ['example.com', 'FORMAT'],
    ['@example.com', 'FORMAT'],
    ['a@b@example.com', 'FORMAT'],
    ['.a@example.com', 'FORMAT'],
    ['a..b@example.com', 'FORMAT'],
    ['a"b@example.com', 'FORMAT'],
    [`${'a'.repeat(65)}@example.com`, 'LENGTH'],
    ['a@example.nosuchtld', 'REGION'],
    ['a@127.0.0.1', 'FORMAT'],
    ['a@', 'ALPHABET'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parseEmail(raw)).toMatchObject({ ok: false, problem: { reason } });
  });

  test.each(
    [
      ['zhang.san@example.com', 'z***@example.com'],
      ['ab@example.com', '***@example.com'],
      ['nonsense', '***'],
    ].map(([canonical = '', masked = '']) => [canonical, masked]),
  )('masks %s as %s', (canonical, masked) => {
    expect(maskEmail(canonical)).toBe(masked);
  });
});
