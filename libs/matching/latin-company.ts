import { formNamed, type LegalForm } from './company-forms.js';
import { tradeInEnglish } from './company-trades.js';
import { type SyllableId, segmentPinyin } from './pinyin.js';
import { type Region, regionSpelled } from './regions.js';

/** A company's name in Latin letters: an English rendering of a Chinese name, or the whole name in pinyin. */
export interface LatinCompany {
  readonly region: Region | undefined;
  /** Words of the brand, with words of business that are written in pinyin. */
  readonly words: readonly string[];
  /** Chinese words of business for the English ones; empty when there were none. */
  readonly trade: string;
  readonly form: LegalForm | undefined;
  /** Ways to read the words as pinyin, the fewest syllables first; empty when they are none. */
  readonly syllables: readonly (readonly SyllableId[])[];
  /** The words as an abbreviation of Chinese words (hzhxkj), when they cannot be read. */
  readonly initials: string;
}

const ENGLISH_FORMS: readonly [RegExp, string][] = [
  [/(?: group)? (?:holdings?|holding)? ?(?:co ltd|company limited|company ltd|co limited|co)$/, '有限公司'],
  [/ (?:joint stock|shares?) (?:co ltd|company limited|company)$/, '股份有限公司'],
  [/ (?:limited liability company|limited|ltd|llc|gmbh|pte ltd|pty ltd|sarl|srl|bv)$/, '有限公司'],
  [/ (?:incorporated|inc|corporation|corp|company|plc|ag|sa|holdings?)$/, '公司'],
  [/ group$/, '集团'],
  [/ (?:limited partnership|lp|llp)$/, '有限合伙'],
  [/ (?:official )?(?:flagship store|flagship|store|shop)$/, '店'],
];
const PINYIN_FORM =
  /(?:jituan)?(?:gufen)?youxian(?:zeren)?gongsi$|gufengongsi$|jituangongsi$|zonggongsi$|jituan$|gongsi$/;
const PINYIN_FORM_NAMES: readonly [RegExp, string][] = [
  [/gufen/, '股份有限公司'],
  [/youxian/, '有限公司'],
  [/jituan/, '集团'],
];

/** Cuts a normalised name in Latin letters (words parted by spaces) into region, brand words, trade and form. */
export function parseLatinCompany(normalised: string): LatinCompany {
  const english = takeEnglishForm(` ${normalised.replace(/[()]/g, ' ').replace(/ +/g, ' ').trim()}`);
  const pinyin = takePinyinForm(english.rest.trim().split(' ').filter(Boolean));
  const { region, words, suffix } = takeRegion(pinyin.words);
  const { brand, trade } = takeTrade(words);
  const joined = brand.join('');
  const syllables = [...readWords(brand), ...(suffix ? readWords([suffix, ...brand]).slice(0, 2) : [])];
  return {
    region,
    words: brand,
    trade,
    form: formNamed(english.form || pinyin.form),
    syllables,
    initials: syllables.length === 0 && /^[a-z]{3,12}$/.test(joined) ? withoutFormInitials(joined) : '',
  };
}

function takeEnglishForm(text: string): { rest: string; form: string } {
  for (const [pattern, form] of ENGLISH_FORMS) {
    const rest = text.replace(pattern, '');
    if (rest === text || rest.trim() === '') continue;
    const inner = takeEnglishForm(rest);
    return { rest: inner.rest, form: form === '有限公司' && inner.form === '集团' ? '集团有限公司' : form };
  }
  return { rest: text, form: '' };
}

/** `youxian gongsi` at the end, whether written apart, together, or joined to what is before it. */
function takePinyinForm(words: string[]): { words: string[]; form: string } {
  const found = PINYIN_FORM.exec(words.join(''));
  if (!found || found.index === 0) return { words, form: '' };
  const rest: string[] = [];
  let left = found.index;
  for (const word of words) {
    if (left <= 0) break;
    rest.push(word.slice(0, left));
    left -= word.length;
  }
  const form = PINYIN_FORM_NAMES.find(([pattern]) => pattern.test(found[0]))?.[1] ?? '公司';
  return { words: rest, form };
}

const LONGEST_REGION = 22;

interface RegionCut {
  readonly region: Region | undefined;
  readonly words: readonly string[];
  /** `shi`, `xian`, `qu` that was taken for the end of the place, but may as well begin the brand. */
  readonly suffix: string;
}

function takeRegion(words: readonly string[]): RegionCut {
  for (let count = Math.min(5, words.length - 1); count >= 1; count--) {
    const letters = words.slice(0, count).join('');
    const region = regionSpelled(letters);
    if (region) return { region, words: withoutCitySuffix(words.slice(count)), suffix: suffixOf(letters) };
  }
  // Behind the brand, as in `Alibaba (China) Network Technology`: at the end, or before words of business only.
  for (let at = words.length - 1; at >= 1; at--) {
    const region = regionSpelled(words[at] ?? '');
    if (region) return { region, words: [...words.slice(0, at), ...words.slice(at + 1)], suffix: '' };
    if (tradeInEnglish(words[at] ?? '') === undefined) break;
  }
  const first = words[0] ?? '';
  for (let size = Math.min(LONGEST_REGION, first.length - 4); size >= 4; size--) {
    const region = regionSpelled(first.slice(0, size));
    const rest = first.slice(size);
    if (!region || segmentPinyin(rest).length === 0) continue;
    return { region, words: [rest, ...words.slice(1)], suffix: suffixOf(first.slice(0, size)) };
  }
  return { region: undefined, words, suffix: '' };
}

function suffixOf(letters: string): string {
  const suffix = /(?:shi|xian|qu)$/.exec(letters)?.[0] ?? '';
  return suffix && regionSpelled(letters.slice(0, -suffix.length)) ? suffix : '';
}

function withoutCitySuffix(words: readonly string[]): readonly string[] {
  return words.length > 1 && /^(?:city|province)$/.test(words[0] ?? '') ? words.slice(1) : words;
}

/** The English words of business at the end, in Chinese; at least one word stays for the brand. */
function takeTrade(words: readonly string[]): { brand: readonly string[]; trade: string } {
  let start = words.length;
  while (start > 1 && tradeInEnglish(words[start - 1] ?? '') !== undefined) start--;
  let trade = '';
  for (const word of words.slice(start)) {
    const chinese = tradeInEnglish(word) ?? '';
    if (!trade.endsWith(chinese)) trade += chinese;
  }
  return { brand: words.slice(0, start), trade };
}

const MAX_CUTS = 4;

function readWords(words: readonly string[]): SyllableId[][] {
  let sequences: SyllableId[][] = [[]];
  for (const word of words) {
    const cuts = segmentPinyin(word);
    if (cuts.length === 0) return [];
    sequences = sequences.flatMap((sequence) => cuts.map((cut) => [...sequence, ...cut])).slice(0, MAX_CUTS);
  }
  return words.length === 0 ? [] : sequences;
}

function withoutFormInitials(letters: string): string {
  const rest = letters.replace(/(?:jt)?(?:gf)?yx(?:zr)?gs$/, '');
  return rest.length >= 3 ? rest : letters;
}
