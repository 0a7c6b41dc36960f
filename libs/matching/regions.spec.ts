import { REGIONS } from './region-table.js';
import {
  leadingRegion,
  REGION_NUMBERS,
  regionById,
  regionNamed,
  regionSpelled,
  relateRegions,
  trailingRegion,
} from './regions.js';

const id = (name: string) => regionNamed(name)?.id ?? 0;

test.each([
  ['杭州', '杭州市', 'same'],
  ['杭州', '余杭区', 'near'],
  ['浙江', '杭州', 'wide'],
  ['上海', '浦东新区', 'near'],
  ['中国', '杭州', 'wide'],
  ['江苏', '江西', 'conflict'],
  ['杭州', '宁波', 'conflict'],
  ['西安', '长安区', 'near'],
  ['石家庄', '长安区', 'near'],
])('relates %s and %s as %s', (a, b, relation) => {
  expect(relateRegions(id(a), id(b))).toBe(relation);
  expect(relateRegions(id(b), id(a))).toBe(relation);
});

test.each([
  ['hangzhou', ['3301']],
  ['chongqing', ['50']],
  ['xiamen', ['3502']],
  ['shaanxi', ['61']],
  ['suzhou', ['3205', '3413']],
  ['yiwushi', ['330782']],
  ['hongkong', ['81']],
  ['shenme', undefined],
])('reads %s', (letters, codes) => {
  expect(regionSpelled(letters)?.codes).toEqual(codes);
});

test.each([
  ['浙江省杭州市余杭区华信', 9, '余杭'],
  ['杭州余杭华信', 4, '余杭'],
  ['义乌华信', 2, '义乌'],
  ['吉县华信', 2, '吉县'],
  ['内蒙古华信', 3, '内蒙古'],
])('finds where the place at the start of %s ends', (text, end, short) => {
  const found = leadingRegion(text);
  expect([found?.end, found?.region.short]).toEqual([end, short]);
});

test.each(['阿里巴巴', '东方华信', '和平饭店', '长安汽车', '新华书店'])(
  'takes the beginning of %s for no place',
  (text) => {
    expect(leadingRegion(text)).toBeUndefined();
  },
);

it('finds a city at the end, but not the whole text', () => {
  expect(trailingRegion('华信深圳')?.region.short).toBe('深圳');
  expect(trailingRegion('深圳')).toBeUndefined();
});

it('gives no number after loading, so that snapshots of another process are understood', () => {
  const names = REGIONS.trim()
    .split(/\s+/)
    .map((entry) => entry.replace(/^\d+/, ''));
  for (const outer of ['', '浙江省', '朝阳区', '中国']) {
    for (const name of names) {
      const found = leadingRegion(`${outer}${name}`)?.region.id ?? 0;
      expect(found).toBeLessThan(REGION_NUMBERS);
      if (found > 0) expect(regionById(found)?.id).toBe(found);
    }
  }
});
