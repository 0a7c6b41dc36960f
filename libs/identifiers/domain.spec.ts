import { describe, expect, test } from '@jest/globals';
import { parseDomain } from './domain.js';

describe('domain', () => {
  test.each([
    ['example.com', 'example.com', []],
    ['EXAMPLE.com', 'example.com', ['LETTER_CASE']],
    ['https://shop.example.com.cn:8443/a?b#c', 'shop.example.com.cn', ['PREFIX', 'SUFFIX']],
    ['www.example.cn', 'example.cn', ['PREFIX']],
    ['www.www.example.cn', 'example.cn', ['PREFIX']],
    ['www.cn', 'www.cn', []],
    ['example.com.', 'example.com', ['SUFFIX']],
    ['http://example.com./', 'example.com', ['PREFIX', 'SUFFIX']],
    ['中文.中国', 'xn--fiq228c.xn--fiqs8s', []],
    ['ｅｘａｍｐｌｅ．ｃｏｍ', 'example.com', ['FULL_WIDTH']],
    ['example。com', 'example.com', ['PUNCTUATION']],
    [' example .com ', 'example.com', ['SPACING']],
    ['a_b.example.com', 'a_b.example.com', []],
    ['shop.example', 'shop.example', []],
  ])('reads %s as %s and reports %j', (raw, canonical, codes) => {
    const result = parseDomain(raw);
    expect(result).toMatchObject({ ok: true, identifier: { canonical, masked: canonical, isPersonal: false } });
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual(codes);
  });

  test('derives the registered part and the readable form', () => {
    expect(parseDomain('www.店铺.例子.中国')).toMatchObject({
      identifier: { derived: { unicodeDomain: '店铺.例子.中国', registrableDomain: 'xn--fsqu00a.xn--fiqs8s' } },
    });
    expect(parseDomain('xn--fiq228c.xn--fiqs8s')).toMatchObject({
      identifier: { derived: { unicodeDomain: '中文.中国' } },
    });
  });

  test.each([
    ['', 'EMPTY'],
    ['localhost', 'REGION'],
    ['example.nosuchtld', 'REGION'],
    ['com.cn', 'FORMAT'],
    ['192.168.1.1', 'FORMAT'],
    ['http://0x7f.1', 'FORMAT'],
    ['[::1]', 'ALPHABET'],
    ['a..com', 'FORMAT'],
    ['-a.com', 'FORMAT'],
    ['xn--zz.com', 'FORMAT'],
    ['xn--ab-.com', 'FORMAT'],
    ['XN--99999999.com', 'FORMAT'],
    [`${'a'.repeat(64)}.com`, 'FORMAT'],
    [`${'a.'.repeat(130)}com`, 'LENGTH'],
    ['ex%41mple.com', 'ALPHABET'],
    ['user@example.com', 'ALPHABET'],
    ['a_b.com', 'ALPHABET'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parseDomain(raw)).toMatchObject({ ok: false, problem: { reason } });
  });
});
