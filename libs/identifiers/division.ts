/** Administrative divisions of China by their GB/T 2260 codes: two digits each for province, city and county. */

interface Province {
  readonly name: string;
  /** The name people write without 省, 市 or 自治区. */
  readonly shortName: string;
}

/**
 * Province-level codes. The list has only grown since 1980: Hainan (46) split from Guangdong in 1988 and Chongqing (50)
 * from Sichuan in 1997, so the retired codes that older resident ids carry differ at city and county level only.
 */
export const PROVINCES: ReadonlyMap<string, Province> = new Map([
  ['11', { name: '北京市', shortName: '北京' }],
  ['12', { name: '天津市', shortName: '天津' }],
  ['13', { name: '河北省', shortName: '河北' }],
  ['14', { name: '山西省', shortName: '山西' }],
  ['15', { name: '内蒙古自治区', shortName: '内蒙古' }],
  ['21', { name: '辽宁省', shortName: '辽宁' }],
  ['22', { name: '吉林省', shortName: '吉林' }],
  ['23', { name: '黑龙江省', shortName: '黑龙江' }],
  ['31', { name: '上海市', shortName: '上海' }],
  ['32', { name: '江苏省', shortName: '江苏' }],
  ['33', { name: '浙江省', shortName: '浙江' }],
  ['34', { name: '安徽省', shortName: '安徽' }],
  ['35', { name: '福建省', shortName: '福建' }],
  ['36', { name: '江西省', shortName: '江西' }],
  ['37', { name: '山东省', shortName: '山东' }],
  ['41', { name: '河南省', shortName: '河南' }],
  ['42', { name: '湖北省', shortName: '湖北' }],
  ['43', { name: '湖南省', shortName: '湖南' }],
  ['44', { name: '广东省', shortName: '广东' }],
  ['45', { name: '广西壮族自治区', shortName: '广西' }],
  ['46', { name: '海南省', shortName: '海南' }],
  ['50', { name: '重庆市', shortName: '重庆' }],
  ['51', { name: '四川省', shortName: '四川' }],
  ['52', { name: '贵州省', shortName: '贵州' }],
  ['53', { name: '云南省', shortName: '云南' }],
  ['54', { name: '西藏自治区', shortName: '西藏' }],
  ['61', { name: '陕西省', shortName: '陕西' }],
  ['62', { name: '甘肃省', shortName: '甘肃' }],
  ['63', { name: '青海省', shortName: '青海' }],
  ['64', { name: '宁夏回族自治区', shortName: '宁夏' }],
  ['65', { name: '新疆维吾尔自治区', shortName: '新疆' }],
  ['71', { name: '台湾省', shortName: '台湾' }],
  ['81', { name: '香港特别行政区', shortName: '香港' }],
  ['82', { name: '澳门特别行政区', shortName: '澳门' }],
]);

/** Both spellings in use for the whole country: national bodies register under 100000, statistics use 000000. */
const WHOLE_COUNTRY: ReadonlySet<string> = new Set(['000000', '100000']);
const SIX_DIGITS = /^\d{6}$/;

/** Whether the code's first two digits name a province (the whole country does not count). */
export function isInKnownProvince(code: string): boolean {
  return PROVINCES.has(code.slice(0, 2));
}

/**
 * Whether this is a well-formed division code of a known province, or the whole country. City and county are not looked
 * up: their list changes every year and retired codes stay in use on documents.
 */
export function isDivisionCode(code: string): boolean {
  if (!SIX_DIGITS.test(code)) return false;
  if (WHOLE_COUNTRY.has(code)) return true;
  if (!isInKnownProvince(code)) return false;
  return code.slice(2, 4) !== '00' || code.endsWith('00');
}

/**
 * The digits that every division inside this one starts with: 330000 → 33, 330100 → 3301, 330106 → 330106, whole country
 * → the empty string.
 * @throws RangeError when the code is not a division code: an empty prefix would stand for the whole country.
 */
export function divisionPrefix(code: string): string {
  if (!isDivisionCode(code)) throw new RangeError('not a division code of GB/T 2260');
  if (WHOLE_COUNTRY.has(code)) return '';
  if (code.endsWith('0000')) return code.slice(0, 2);
  if (code.endsWith('00')) return code.slice(0, 4);
  return code;
}

/** Whether division `a` is `b` or an ancestor of `b`; false when either is not a division code. */
export function covers(a: string, b: string): boolean {
  if (!isDivisionCode(a) || !isDivisionCode(b)) return false;
  return divisionPrefix(b).startsWith(divisionPrefix(a));
}
