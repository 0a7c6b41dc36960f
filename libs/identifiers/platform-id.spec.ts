import { describe, expect, test } from '@jest/globals';
import { maskAccountId, parsePlatformId } from './platform-id.js';

describe('ids on a platform', () => {
  test.each([
    ['taobao:12345', undefined, 'taobao:12345', []],
    ['12345', 'taobao', 'taobao:12345', []],
    ['taobao:12345', 'jd', 'taobao:12345', []],
    ['TaoBao：AbC-1', undefined, 'taobao:AbC-1', ['FULL_WIDTH', 'LETTER_CASE']],
    [' 1688 : b2b_77 ', undefined, '1688:b2b_77', ['SPACING']],
    ['1688 : b2b_77', undefined, '1688:b2b_77', ['SPACING']],
    ['jd:a:b', undefined, 'jd:a:b', []],
    ['小店001', 'pinduoduo', 'pinduoduo:小店001', []],
  ])('reads %s (context %s) as %s and reports %j', (raw, platform, canonical, codes) => {
    const result = parsePlatformId('SHOP_ID', raw, { platform });
    expect(result).toMatchObject({ ok: true, identifier: { canonical, masked: canonical, isPersonal: false } });
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual(codes);
  });

  test.each([
    ['', undefined, 'EMPTY'],
    ['jd:', undefined, 'EMPTY'],
    ['12345', undefined, 'PLATFORM'],
    ['淘宝:12345', undefined, 'PLATFORM'],
    ['x:12345', undefined, 'PLATFORM'],
    ['12345', 'no such!', 'PLATFORM'],
    ['jd:a b', undefined, 'ALPHABET'],
    ['jd:a\u0000b', undefined, 'ALPHABET'],
    [`jd:${'1'.repeat(129)}`, undefined, 'LENGTH'],
    ['https://example.com/1', undefined, 'FORMAT'],
  ])('refuses %j (context %s) with %s', (raw, platform, reason) => {
    expect(parsePlatformId('LISTING_ID', raw, { platform })).toMatchObject({ ok: false, problem: { reason } });
  });

  test('masks account ids only', () => {
    expect(parsePlatformId('ACCOUNT_ID', 'jd:zhangsan')).toMatchObject({
      identifier: { masked: 'jd:z***', isPersonal: true },
    });
    expect(maskAccountId('jd:abc')).toBe('jd:***');
    expect(maskAccountId('abc')).toBe('***');
  });
});
