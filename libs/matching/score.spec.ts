import fc from 'fast-check';
import { alignTexts } from './alignment.js';
import { NameIndexBuilder } from './name-index.js';
import { type NameKind, recordOf } from './name-record.js';
import { normaliseName } from './normalise.js';
import { applyQualifiers, type Qualifiers } from './qualifiers.js';
import { BELOW_MATCH, decisionOf, MATCH, REVIEW, scoreOf } from './score.js';
import { NameSearch } from './search.js';

const ID = '01900000-0000-7000-8000-000000000001';

/** The score that a query gets against a single stored name; 0 when it is not found at all. */
function compare(query: string, stored: string, kind: NameKind = 'MERCHANT') {
  const builder = new NameIndexBuilder();
  builder.add({ entityId: ID, name: stored, kind, group: 0 });
  const answer = new NameSearch(builder.build()).search(query, { leastScore: 0 });
  return answer.isRefused ? undefined : answer.hits[0];
}

describe('alignTexts', () => {
  test.each([
    ['华信', '华欣', ['sound']],
    ['未来', '末来', ['shape']],
    ['张林', '赃玲', ['near-sound', 'near-sound']],
    ['华信', '信华', ['swap']],
    ['华华信', '华信', ['double']],
    ['阿里巴', '阿里巴巴', ['double']],
    ['华科', '华信科', ['missing']],
    ['华大科', '华科', ['extra']],
    ['一厂', '二厂', ['number']],
    ['1厂', '2厂', ['number']],
    ['第3厂', '第三厂', []],
    ['壹号', '1号', []],
    ['第三厂', '第8厂', ['number']],
    ['腾飞', '阿里', ['other', 'other']],
    ['同', '同', []],
  ])('explains %s for %s', (a, b, kinds) => {
    expect(alignTexts(a, b).map(({ kind }) => kind)).toEqual(kinds);
  });

  const char = fc.constantFrom(...'华信欣科技未末1a');
  const text = fc.array(char, { maxLength: 12 }).map((chars) => chars.join(''));

  it('finds no edits only in equal texts, and no more than are needed to write one anew', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const edits = alignTexts(a, b);
        expect(edits.length === 0).toBe(a === b);
        expect(edits.length).toBeLessThanOrEqual(a.length + b.length);
      }),
    );
  });

  it('finds one edit where one character was replaced or left out', () => {
    fc.assert(
      fc.property(text, char, fc.nat(11), (name, other, at) => {
        fc.pre(at < name.length && name.charAt(at) !== other);
        expect(alignTexts(name.slice(0, at) + other + name.slice(at + 1), name)).toHaveLength(1);
        expect(alignTexts(name.slice(0, at) + name.slice(at + 1), name)).toHaveLength(1);
      }),
    );
  });
});

describe('companies', () => {
  const stored = '杭州华信达科技有限公司';
  test.each([
    ['杭州華信達科技有限責任公司', 'match'],
    ['浙江省杭州市华信达科技有限公司', 'match'],
    ['华信达（杭州）科技有限公司', 'match'],
    ['杭州华信达科技', 'match'],
    ['杭州华欣达科技有限公司', 'match'],
    ['杭州华信达科枝有限公司', 'match'],
    ['抗州华信达科技有限公司', 'match'],
    ['杭州华信信达科技有限公司', 'match'],
    ['杭州信华达科技有限公司', 'match'],
    ['hangzhou huaxinda keji youxian gongsi', 'match'],
    ['Hangzhou Huaxinda Technology Co., Ltd.', 'match'],
    ['杭州华信达科技有限公公司', 'match'],
    ['杭州华信达科鼓有限公司', 'match'],
    ['杭州huaxinda科技有限公司', 'match'],
    ['杭州华腾达科技有限公司', 'review'],
    ['杭州华信达贸易有限公司', 'review'],
    ['宁波华信达科技有限公司', 'review'],
    ['杭州华信达科技有限公司上海分公司', 'review'],
    ['杭州华信达科技集团有限公司', 'review'],
    ['浙江华信达科技有限公司', 'review'],
    ['hzhxdkj', 'review'],
    ['宁波腾飞贸易有限公司', 'weak'],
    ['宁波华信达贸易有限公司', 'weak'],
  ])('%s is a %s', (query, decision) => {
    expect(compare(query, stored)?.decision ?? 'weak').toBe(decision);
  });

  test.each([
    ['第一建筑工程有限公司', '第二建筑工程有限公司'],
    ['杭州东方三厂', '杭州东方四厂'],
    ['江苏华信达科技有限公司', '江西华信达科技有限公司'],
    ['河南华信达科技有限公司', '湖南华信达科技有限公司'],
    ['腾飞旗舰店', '腾飞专卖店'],
    ['杭州华信科技有限公司上海分公司', '杭州华信科技有限公司北京分公司'],
    ['上海美得奇有限公司', '上海美得奇化工有限公司'],
    ['hangzhou huaxin', '杭州华信科技有限公司'],
    ['huaxin keji', '杭州华信科技有限公司'],
    ['hangzhou huaxin', '杭州华信有限公司'],
  ])('%s is no match for %s', (query, other) => {
    expect(compare(query, other)?.score ?? 0).toBeLessThan(MATCH);
  });

  test.each([
    ['上海1号店贸易有限公司', '上海壹号店贸易有限公司'],
    ['360安全科技股份有限公司', '三六零安全科技股份有限公司'],
    ['耐克官方旗舰店', '耐克（NIKE）官方旗舰店'],
    ['NIKE耐克官方旗舰店', '耐克官方旗舰店'],
    ['招商银行', '招商银行股份有限公司'],
    ['杭州喜福来餐饮有限公司', '抗州市喜福来餐饮有限公司'],
  ])('%s is a match for %s', (query, other) => {
    expect(compare(query, other)?.score ?? 0).toBeGreaterThanOrEqual(MATCH);
  });

  it('does not take another trade for a misread one', () => {
    expect(compare('杭州华信达电器有限公司', '杭州华信达电气有限公司')?.decision).toBe('match');
    expect(compare('杭州华信达药业有限公司', '杭州华信达酒业有限公司')?.decision).toBe('review');
    expect(compare('耐克官方旗舰店', '阿迪达斯（NIKE）官方旗舰店')?.decision ?? 'weak').not.toBe('match');
  });

  it('shows a brand that is the beginning of another, but does not match it', () => {
    expect(compare('腾讯', '腾讯云霄阁有限公司')?.decision).toBe('review');
    expect(compare('杭州华信有限公司', '杭州华信达通有限公司')?.decision).toBe('review');
  });

  it('explains each part', () => {
    const parts = compare('宁波华欣达科技有限责任公司', stored)?.parts ?? [];
    const verdict = (part: string) => parts.find((one) => one.part === part)?.verdict;
    expect([verdict('region'), verdict('brand'), verdict('trade'), verdict('form')]).toEqual([
      'different',
      'similar',
      'same',
      'same',
    ]);
    expect(parts.find(({ part }) => part === 'brand')?.edits).toEqual(['sound']);
  });

  it('matches a short brand without its region only while it is rare', () => {
    const builder = new NameIndexBuilder();
    const places = ['杭州', '宁波', '上海', '北京', '深圳', '广州'];
    for (const [at, place] of places.entries()) {
      builder.add({
        entityId: ID.replace(/1$/, String(at)),
        name: `${place}华信科技有限公司`,
        kind: 'MERCHANT',
        group: 0,
      });
    }
    const answer = new NameSearch(builder.build()).search('华信科技有限公司');
    expect(answer.isRefused ? [] : answer.hits.map(({ decision }) => decision)).toEqual(places.map(() => 'review'));
  });
});

describe('persons', () => {
  test.each([
    ['王曉明', '王晓明', 1, 1],
    ['王 晓 明', '王晓明', 1, 1],
    ['晓明王', '王晓明', MATCH, 1],
    ['wang xiaoming', '王晓明', REVIEW, BELOW_MATCH],
    ['Xiaoming Wang', '王晓明', REVIEW, BELOW_MATCH],
    ['wáng xiǎo míng', '王晓明', REVIEW, BELOW_MATCH],
    ['wang2xiao3ming2', '王晓明', REVIEW, BELOW_MATCH],
    ['Shan Tianfang', '单田芳', REVIEW, BELOW_MATCH],
    ['Xiu Ouyang', '欧阳修', REVIEW, BELOW_MATCH],
    ['zang san', '张三', REVIEW, BELOW_MATCH],
    ['王小明', '王晓明', REVIEW, BELOW_MATCH],
    ['王晓朋', '王晓明', REVIEW, BELOW_MATCH],
    ['王晓', '王晓明', REVIEW, BELOW_MATCH],
    ['王晓晓明', '王晓明', REVIEW, BELOW_MATCH],
    ['王明晓', '王晓明', REVIEW, BELOW_MATCH],
    ['张伟', '张玮', REVIEW, BELOW_MATCH],
    ['w x m', '王晓明', 0.3, REVIEW],
    ['王晓明', 'Wang Xiaoming', REVIEW, BELOW_MATCH],
    ['Xiaoming Wang', 'Wang Xiaoming', REVIEW, BELOW_MATCH],
    ['Smith John', 'John Smith', MATCH, 1],
    ['阿卜杜拉·买买提', '阿卜杜拉买买提', 1, 1],
  ])('%s against %s', (query, stored, least, most) => {
    const score = compare(query, stored, 'PERSON')?.score ?? 0;
    expect(score).toBeGreaterThanOrEqual(least);
    expect(score).toBeLessThanOrEqual(most);
  });

  it('never matches two names that differ in a character', () => {
    const char = fc.constantFrom(...'王李张伟玮明朋小晓芳方丽莉');
    const name = fc.array(char, { minLength: 2, maxLength: 3 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(name, name, (query, stored) => {
        const hit = compare(query, stored, 'PERSON');
        const isReversed = [...query].sort().join('') === [...stored].sort().join('');
        if (query === stored) expect(hit?.score).toBe(1);
        else if (!isReversed) expect(hit?.score ?? 0).toBeLessThan(MATCH);
      }),
    );
  });
});

describe('qualifiers', () => {
  const USCC = '91330106MA27XL0K0L';
  const OTHER = '91110108551385082Q';
  const score = (value: number, query: Qualifiers, candidate: Qualifiers) =>
    applyQualifiers(scoreOf([{ part: 'name', verdict: 'similar', penalty: 1 - value }]), query, candidate).value;

  it('settles on an agreeing identifier', () => {
    expect(score(0.7, { uscc: USCC }, { uscc: USCC.toLowerCase() })).toBeCloseTo(0.97);
    expect(score(0.1, { uscc: USCC }, { uscc: USCC })).toBeCloseTo(0.9);
  });

  it('takes an equal organisation code for the same organisation', () => {
    expect(score(0.9, { uscc: USCC }, { uscc: `92330200${USCC.slice(8, 17)}X` })).toBeGreaterThanOrEqual(MATCH);
  });

  it('caps a conflicting identifier below a match, whatever else agrees', () => {
    expect(score(1, { uscc: USCC, regionCode: '3301' }, { uscc: OTHER, regionCode: '330100' })).toBeLessThan(MATCH);
    expect(
      score(1, { residentId: 'a', birthDate: '1990-01-01' }, { residentId: 'b', birthDate: '1990-01-01' }),
    ).toBeLessThan(REVIEW);
  });

  it('subtracts for another birth date or region', () => {
    expect(decisionOf(score(1, { birthDate: '1990-01-01' }, { birthDate: '1991-01-01' }))).toBe('review');
    expect(score(0.9, { regionCode: '330100' }, { regionCode: '310000' })).toBeCloseTo(0.8);
    expect(score(1, { birthDate: '1990' }, { birthDate: '1990-05-06' })).toBe(1);
  });

  it('lifts no name over a match by birth date and region alone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: MATCH - 0.001, noNaN: true }), (value) => {
        const known = { birthDate: '1990-01-01', regionCode: '330106' };
        expect(score(value, known, known)).toBeLessThan(MATCH);
      }),
    );
  });
});

it('scores every pair within [0, 1], and a name with itself as a match', () => {
  const part = fc.constantFrom(
    '杭州',
    '上海市',
    '华信',
    '信达',
    '腾飞',
    '科技',
    '贸易',
    '有限公司',
    '集团',
    '分公司',
    '(',
    ')',
    'abc',
    '1',
    '店',
  );
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(name, name, (query, stored) => {
      const hit = compare(query, stored);
      if (hit) expect(hit.score >= 0 && hit.score <= 1).toBe(true);
      const self = compare(stored, stored);
      if (self && recordOf(stored, 'MERCHANT'))
        expect([normaliseName(stored), self.decision]).toEqual([normaliseName(stored), 'match']);
    }),
  );
});
