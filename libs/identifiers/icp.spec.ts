import { describe, expect, test } from '@jest/globals';
import { parseIcp } from './icp.js';

describe('ICP licence number', () => {
  test.each([
    ['京ICP备12345678号', '京ICP备12345678号', undefined, []],
    ['京ICP备12345678号-1', '京ICP备12345678号', '1', []],
    ['浙ICP备2021000001号-12A', '浙ICP备2021000001号', '12A', []],
    ['京ICP证030173号', '京ICP证030173号', undefined, []],
    ['京B2-20090059', '京B2-20090059', undefined, []],
    ['合字B2-20090059-3', '合字B2-20090059', '3', []],
    ['沪icp备15009335号', '沪ICP备15009335号', undefined, ['LETTER_CASE']],
    ['滬ICP備15009335號－1', '沪ICP备15009335号', '1', ['FULL_WIDTH', 'TRADITIONAL']],
    ['粤 ICP 备 05005101', '粤ICP备05005101号', undefined, ['SPACING', 'SUFFIX']],
    ['粤1CP备O50O51Ol号', '粤ICP备05005101号', undefined, ['LETTER_CASE', 'CONFUSED_CHARACTER']],
    ['ICP备案号：粤ICP备05005101号—2', '粤ICP备05005101号', '2', ['FULL_WIDTH', 'PREFIX', 'PUNCTUATION']],
  ])('reads %s as %s, site %s, and reports %j', (raw, canonical, site, codes) => {
    const result = parseIcp(raw);
    expect(result.ok && result.identifier.canonical).toBe(canonical);
    expect(result.ok && result.identifier.derived?.site).toBe(site);
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual(codes);
  });

  test.each([
    [' ', 'EMPTY'],
    ['ICP备12345678号', 'REGION'],
    ['火ICP备12345678号', 'REGION'],
    ['京ICP备1234567号', 'LENGTH'],
    ['京ICP备12345678901号', 'LENGTH'],
    ['京B2-2009005', 'LENGTH'],
    ['京ICP12345678号', 'FORMAT'],
    ['京公网安备11000002000001号', 'FORMAT'],
    ['京ICP备12345678号-', 'FORMAT'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parseIcp(raw)).toMatchObject({ ok: false, problem: { reason } });
  });
});
