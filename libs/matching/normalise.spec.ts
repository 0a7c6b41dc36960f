import fc from 'fast-check';
import { MAX_NAME_LENGTH, normaliseName } from './normalise.js';

describe('normaliseName', () => {
  test.each([
    ['traditional characters', '報告與對策', '报告与对策'],
    ['readings in brackets and stray underscores', '報(bào)告與對策_(dá)', '报告与对策'],
    ['a toneless reading that is one', '重(chong)庆', '重庆'],
    ['a reading of several characters', '中國(Zhongguo)石油', '中国石油'],
    ['no bracket that is not a reading', '中意（China）', '中意(china)'],
    ['full width', 'ＡＢＣ１２３（中国）', 'abc123(中国)'],
    ['other brackets', '华信【深圳】', '华信(深圳)'],
    ['zero width and bidirectional marks', '华\u200b信\u202e科\ufeff技\u2066', '华信科技'],
    ['spaces between Chinese characters', '华 信　科 技', '华信科技'],
    ['spaces between Latin words', '  Co.,  Ltd. ', 'co ltd'],
    ['apostrophes and diacritics', "Xī'ān Lǚ", 'xian lv'],
    ['compatibility characters', '㈱ⅣΩ\u2f00', '(株)ivω一'],
    ['punctuation, quotes and interpuncts', '“阿卜杜拉·买买提”。', '阿卜杜拉买买提'],
    ['empty and unpaired brackets', '华信（）科技）', '华信科技'],
    ['emoji', '小🍎铺', '小铺'],
    ['characters beyond the basic plane', '𠮷野家', '𠮷野家'],
    ['nothing but symbols', '🙂…—', ''],
  ])('normalises %s', (_, raw, expected) => {
    expect(normaliseName(raw)).toBe(expected);
  });

  it('changes nothing when applied twice', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('报', '報', '(', ')', '（', 'bao', 'bào', ' ', '_', "'", 'Ü', '县', '\u200b', '1'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = normaliseName(pieces.join(''));
        expect(normaliseName(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not moved by marks that nobody sees', () => {
    fc.assert(
      fc.property(fc.constantFrom('\u200b', '\u200e', '\u202b', '\ufeff', '\u2060'), fc.nat(10), (mark, at) => {
        const name = '杭州华信科技有限公司';
        expect(normaliseName(name.slice(0, at) + mark + name.slice(at))).toBe(name);
      }),
    );
  });

  it('reads no further than the longest name', () => {
    expect(normaliseName('华'.repeat(10_000))).toHaveLength(MAX_NAME_LENGTH);
  });
});
