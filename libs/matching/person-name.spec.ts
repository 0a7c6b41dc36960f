import { parsePersonName, personInitials, personReadings, readLatinPerson, reversedOrder } from './person-name.js';
import { syllableText } from './pinyin.js';

const spelled = (words: string) =>
  readLatinPerson(words.split(' ')).map(({ syllables }) => syllables.map(syllableText).join(' '));

test.each([
  ['王小明', '王', '小明'],
  ['欧阳修', '欧阳', '修'],
  ['欧阳', '欧', '阳'],
  ['司马相如', '司马', '相如'],
  ['张王丽', '张', '王丽'],
  ['王小明先生', '王', '小明'],
  ['王小明(男)', '王', '小明'],
  ['王小明(曾用名王大明)', '王', '小明'],
  ['王先生', '王', '先生'],
])('cuts %s', (name, surname, given) => {
  expect(parsePersonName(name)).toEqual({ surname, given });
});

test.each([
  ['单', 'shan'],
  ['仇', 'qiu'],
  ['解', 'xie'],
  ['区', 'ou'],
  ['查', 'zha'],
  ['曾', 'zeng'],
  ['朴', 'piao'],
  ['尉迟', 'yu chi'],
  ['万俟', 'mo qi'],
  ['长孙', 'zhang sun'],
])('reads the surname %s as %s', (surname, reading) => {
  const first = personReadings({ surname, given: '明' }).slice(0, surname.length);
  expect(first.map(([syllable]) => syllableText(syllable ?? 0)).join(' ')).toBe(reading);
});

describe('readLatinPerson', () => {
  it('reads both orders, the surname first', () => {
    expect(spelled('xiaoming wang')).toEqual(expect.arrayContaining(['xiao ming wang', 'wang xiao ming']));
    expect(spelled('wang xiao ming')[0]).toBe('wang xiao ming');
    expect(spelled('wangxiaoming')[0]).toBe('wang xiao ming');
  });

  it('takes two syllables at the end for a compound surname', () => {
    expect(spelled('xiu ouyang')).toContain('ou yang xiu');
  });

  it('reads nothing that is no pinyin', () => {
    expect(readLatinPerson(['john', 'smith'])).toEqual([]);
  });
});

it('turns a Chinese name round only when the end is a surname and the beginning is none', () => {
  expect(reversedOrder('小明王')).toBe('王小明');
  expect(reversedOrder('修欧阳')).toBe('欧阳修');
  expect(reversedOrder('王小李')).toBeUndefined();
});

test.each([
  [['wxm'], 'wxm'],
  [['w', 'x', 'm'], 'wxm'],
  [['wang', 'x', 'm'], 'wxm'],
  [['wang', 'xiaoming'], ''],
])('takes %j for initials', (words, initials) => {
  expect(personInitials(words)).toBe(initials);
});
