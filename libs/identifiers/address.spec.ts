import { describe, expect, test } from '@jest/globals';
import { maskAddress, parseAddress } from './address.js';

describe('address', () => {
  test.each([
    ['浙江省杭州市西湖区文三路 5 号', '浙江省杭州市西湖区文三路5号', '330000'],
    ['浙江省，杭州市（西湖区）文三路５号', '浙江省杭州市西湖区文三路5号', '330000'],
    ['中国浙江省杭州市文三路5－301', '浙江省杭州市文三路5-301', '330000'],
    ['北京朝阳区建国路88号A座', '北京朝阳区建国路88号a座', '110000'],
    ['中国城大街12号', '中国城大街12号', undefined],
    ['廣東省深圳市南山區', '廣東省深圳市南山區', undefined],
    ['No. 5, Wensan Road', 'no5wensanroad', undefined],
  ])('reads %s as %s', (raw, canonical, division) => {
    const result = parseAddress(raw);
    expect(result.ok && result.identifier.canonical).toBe(canonical);
    expect(result.ok && result.identifier.derived?.division).toBe(division);
  });

  test.each(['I.\u030100路', 'I \u030100路'])('composes what a removed mark had parted in %j', (raw) => {
    expect(parseAddress(raw)).toMatchObject({ identifier: { canonical: '\u00ed00路' } });
  });

  test('keeps doors apart that differ only in where the mark stands', () => {
    const [one, other] = ['文三路1-23号', '文三路12-3号'].map((raw) => parseAddress(raw));
    expect(one?.ok && one.identifier.canonical).not.toBe(other?.ok && other.identifier.canonical);
  });

  test.each([
    ['', 'EMPTY'],
    ['，。 ', 'EMPTY'],
    ['杭州', 'LENGTH'],
    ['路'.repeat(201), 'LENGTH'],
    ['12345', 'FORMAT'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parseAddress(raw)).toMatchObject({ ok: false, problem: { reason } });
  });

  test.each([
    ['浙江省杭州市西湖区文三路5号', '浙江省杭州市***'],
    ['浙江杭州市西湖区文三路5号', '浙江杭州市***'],
    ['新疆维吾尔自治区伊犁哈萨克自治州伊宁市', '新疆维吾尔自治区伊犁哈萨克自治州***'],
    ['浙江省义乌小商品市场1区', '浙江省***'],
    ['北京市海淀区中关村大街1号', '北京市***'],
    ['杭州市西湖区文三路5号', '杭州市***'],
    ['文三路5号', '文三***'],
    ['ab', '***'],
  ])('masks %s as %s', (canonical, masked) => expect(maskAddress(canonical)).toBe(masked));
});
