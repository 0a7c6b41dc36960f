import fc from 'fast-check';
import { NameIndexBuilder } from './name-index.js';
import { MATCH } from './score.js';
import { NameSearch } from './search.js';

const BRANDS =
  '华信 腾飞 阿里山 东方明珠 鑫源 未来 好运来 天成 金鼎 明达 宏图 瑞丰 恒通 中天 嘉禾 永盛 华泰 富源 新世纪 万里'.split(
    ' ',
  );
const PLACES = '杭州 上海 深圳 北京 广州 宁波 成都 武汉 南京 苏州'.split(' ');
const TRADES = '科技 贸易 网络科技 建筑工程 餐饮管理 物流 食品 服饰 实业 商贸'.split(' ');

function bigIndex(): NameSearch {
  const builder = new NameIndexBuilder();
  let number = 0;
  for (const place of PLACES) {
    for (const brand of BRANDS) {
      for (const trade of TRADES) {
        for (const form of ['有限公司', '商行', '厂', '股份有限公司']) {
          const entityId = `01900000-0000-7000-8000-${(number++).toString(16).padStart(12, '0')}`;
          builder.add({ entityId, name: place + brand + trade + form, kind: 'MERCHANT', group: 0 });
          builder.add({ entityId, name: `王${brand}`, kind: 'PERSON', group: 0 });
        }
      }
    }
  }
  return new NameSearch(builder.build());
}

const search = bigIndex();

describe('refusals', () => {
  test.each([
    ['', 'EMPTY'],
    ['  \u3000', 'EMPTY'],
    ['王', 'TOO_SHORT'],
    ['（王）', 'TOO_SHORT'],
    ['a', 'TOO_SHORT'],
    ['华'.repeat(10_000), 'TOO_LONG'],
    ['。。。！？', 'NO_LETTERS'],
    ['🙂🙂', 'NO_LETTERS'],
    ['\u202e\u200f\u2066', 'NO_LETTERS'],
    ["'; --", 'NO_LETTERS'],
    ['.*+?^$ {}()|[]\\', 'NO_LETTERS'],
    ['有限公司', 'ONLY_GENERIC_WORDS'],
    ['有限責任公司', 'ONLY_GENERIC_WORDS'],
    ['科技有限公司', 'ONLY_GENERIC_WORDS'],
    ['网络科技', 'ONLY_GENERIC_WORDS'],
    ['杭州', 'ONLY_GENERIC_WORDS'],
    ['浙江省', 'ONLY_GENERIC_WORDS'],
    ['Co., Ltd.', 'ONLY_GENERIC_WORDS'],
    ['technology company limited', 'ONLY_GENERIC_WORDS'],
    ['hangzhou', 'ONLY_GENERIC_WORDS'],
    ['杭州有限公司', 'ONLY_GENERIC_WORDS'],
  ])('refuses %j', (text, refusal) => {
    expect(search.search(text)).toEqual({ isRefused: true, refusal });
  });
});

describe('whatever is asked', () => {
  const ODD = [
    '华信',
    '科技科技科技科技',
    'aaaaaaaaaaaa',
    '123456',
    "' OR 1=1 --",
    '(a+)+$',
    '华'.repeat(200),
    'xian'.repeat(60),
    '王华信王华信',
    '\u202e司公限有',
  ];

  /** How long they take is measured by test/bench/matching/speed.ts. */
  test.each(ODD)('answers %j by a refusal or by few hits that share more than nothing', (text) => {
    const answer = search.search(text);
    if (answer.isRefused) return;
    expect(answer.hits.length).toBeLessThanOrEqual(10);
    for (const { score } of answer.hits) expect(score).toBeGreaterThanOrEqual(0.35);
  });

  it('answers any text without failing, in the given number and in order', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(fc.constantFrom('杭州', '华信', '科技', '有限公司', '(', 'bào', 'hua', '王', '1', ' '), { maxLength: 8 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (query, limit) => {
        const answer = search.search(query, { limit });
        if (answer.isRefused) return;
        const scores = answer.hits.map(({ score }) => score);
        expect(scores.length).toBeLessThanOrEqual(limit);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }),
    );
  });

  it('keeps the order when a doubted hit falls behind one that was short of a match', () => {
    const answer = search.search('bào华信杭州科技', { limit: 20 });
    const scores = answer.isRefused ? [] : answer.hits.map(({ score }) => score);
    expect(scores.length).toBeGreaterThan(1);
    expect(scores[0]).toBeLessThan(MATCH);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('says so when a common brand has more bearers than could be compared', () => {
    const answer = search.search('华信');
    expect(answer.isRefused ? undefined : answer.isTruncated).toBe(true);
  });
});

describe('ranking', () => {
  it('puts the exact name first and calls nothing else a match', () => {
    const answer = search.search('杭州华信科技有限公司', { kinds: ['MERCHANT'] });
    const hits = answer.isRefused ? [] : answer.hits;
    expect(hits[0]).toMatchObject({ name: '杭州华信科技有限公司', score: 1, decision: 'match' });
    expect(hits.slice(1).map(({ decision }) => decision)).not.toContain('match');
  });

  it.each(['杭州华欣达科技有限公司', 'hangzhou huaxinda keji'])(
    'leaves the choice to a person when %s fits two',
    (query) => {
      const builder = new NameIndexBuilder();
      for (const [at, name] of ['杭州华信达科技有限公司', '杭州华鑫达科技有限公司'].entries()) {
        builder.add({ entityId: `01900000-0000-7000-8000-00000000000${at}`, name, kind: 'MERCHANT', group: 0 });
      }
      const answer = new NameSearch(builder.build()).search(query);
      const hits = answer.isRefused ? [] : answer.hits;
      expect(hits.map(({ decision }) => decision)).toEqual(['review', 'review']);
      expect(hits[0]?.parts.some(({ part }) => part === 'ambiguity')).toBe(true);
    },
  );
});
