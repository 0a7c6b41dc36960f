import fc from 'fast-check';
import { READINGS } from './han-tables.js';
import {
  fuzzySyllable,
  initialsOf,
  readingsOf,
  segmentPinyin,
  soundLikeness,
  syllableId,
  syllableText,
} from './pinyin.js';

const unit = (char: string) => char.charCodeAt(0);
const spelled = (letters: string) => segmentPinyin(letters).map((cut) => cut.map(syllableText).join(' '));

describe('segmentPinyin', () => {
  test.each([
    ['xian', ['xian', 'xi an']],
    ['fangan', ['fang an', 'fan gan']],
    ['lvbu', ['lv bu']],
    ['lyubu', ['lv bu']],
    ['hzhxkj', []],
    ['tencent', []],
  ])('cuts %s', (letters, expected) => {
    expect(spelled(letters)).toEqual(expected);
  });

  it('takes tone digits with their syllables', () => {
    expect(spelled('wang2xiao3ming2')[0]).toBe('wang xiao ming');
  });

  it('finds the cut that the letters were joined from, or one with no more syllables', () => {
    const syllables = [...new Set([...READINGS.values()].flat())].filter((syllable) => syllableId(syllable) > 0);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...syllables), { minLength: 1, maxLength: 5 }), (parts) => {
        const best = segmentPinyin(parts.join(''))[0];
        expect(best).toBeDefined();
        expect(best?.length).toBeLessThanOrEqual(parts.length);
        expect(best?.map(syllableText).join('')).toBe(parts.join(''));
      }),
    );
  });

  it('gives few of the many cuts of long rows of letters, and none beyond 60', () => {
    expect(segmentPinyin('xian'.repeat(15))).toHaveLength(6);
    expect(segmentPinyin('a'.repeat(61))).toEqual([]);
  });
});

describe('soundLikeness', () => {
  test.each([
    ['信', '欣', 2],
    ['重', '虫', 2],
    ['单', '善', 2],
    ['张', '赃', 1],
    ['林', '玲', 1],
    ['信', '达', 0],
    ['a', '阿', 0],
  ])('compares %s and %s', (a, b, expected) => {
    expect(soundLikeness(unit(a), unit(b))).toBe(expected);
    expect(soundLikeness(unit(b), unit(a))).toBe(expected);
  });

  it('takes zh/z, ch/c, sh/s and ng/n as one, and nothing else', () => {
    const same = (a: string, b: string) => fuzzySyllable(syllableId(a)) === fuzzySyllable(syllableId(b));
    expect(same('zhang', 'zan') && same('chong', 'cong') && same('shi', 'si') && same('ling', 'lin')).toBe(true);
    expect(same('ning', 'ling') || same('hua', 'fa') || same('qi', 'chi')).toBe(false);
  });
});

it('keeps the reading of a traditional character that is folded', () => {
  const readings = [...readingsOf(unit('干'))].map(syllableText);
  expect(readings).toEqual(expect.arrayContaining(['gan', 'qian']));
});

it('takes first letters, with letters and digits for themselves', () => {
  expect(initialsOf('杭州tcl2号')).toBe('hztcl2h');
});
