import { readUnspaced } from './input-habits.js';
import { accept, type Correction, type IdentifierResult, refuse, refuseUnreadable } from './result.js';

/** The character by which a communications administration signs; some provinces have used two. */
const PROVINCE = '[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蜀贵黔云滇藏陕秦甘陇青宁新港澳台]';
const STARTS_WITH_PROVINCE = new RegExp(`^(?:${PROVINCE}|合字)`);
const DASH = /[\p{Pd}\u2212\u30fc]/gu;
const LABEL = /^(?:网站|ICP)?备案(?:许可证)?号?:/;
const MISREAD_ICP = /^(.)[1L|]CP/;
const MISREAD_LETTER = /[OIL]/g;
const SITE = '(?:-(\\d{1,4}[A-Z]?))?';
const LICENCE = new RegExp(`^(${PROVINCE})ICP(备|证)([\\dOIL]{1,20})(号?)${SITE}$`);
/** Value-added telecom business licence, which replaced the ICP 证: class, year and number. */
const TELECOM = new RegExp(`^(${PROVINCE}|合字)([AB][12](?:\\.[AB][12]){0,3})-(\\d{1,20})(?:号?)${SITE}$`);
/** Year in two or four digits, then a running number; the early 证 have six digits in all. */
const NUMBER_LENGTHS = { 备: [8, 10], 证: [6, 10] } as const;

// biome-ignore format: a table of pairs
const SIMPLIFIED: Readonly<Record<string, string>> = {
  晉: '晋', 遼: '辽', 滬: '沪', 蘇: '苏', 閩: '闽', 贛: '赣', 魯: '鲁', 粵: '粤', 瓊: '琼', 貴: '贵', 雲: '云', 陝: '陕',
  隴: '陇', 寧: '宁', 臺: '台', 備: '备', 證: '证', 証: '证', 號: '号', 網: '网', 許: '许',
};
const TRADITIONAL = new RegExp(`[${Object.keys(SIMPLIFIED).join('')}]`, 'g');

const TRADITIONAL_READ: Correction = {
  code: 'TRADITIONAL',
  message: 'Traditional characters were read as simplified.',
};
const UPPER_CASE: Correction = { code: 'LETTER_CASE', message: 'Lower-case letters were read as capitals.' };
const LABEL_REMOVED: Correction = { code: 'PREFIX', message: 'The label before the licence number was removed.' };
const DASH_READ: Correction = { code: 'PUNCTUATION', message: 'Other dashes were read as hyphens.' };
const COMPLETED: Correction = { code: 'SUFFIX', message: 'The missing 号 was added.' };
const CONFUSED: Correction = {
  code: 'CONFUSED_CHARACTER',
  message: 'Letters and digits that are easily mistaken were mended.',
};

/** Filings 京ICP备12345678号-1, licences 京ICP证123456号 and telecom licences 京B2-20201234; `-1` names the site. */
export function parseIcp(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readUnspaced(raw);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  const mended = mend(text, corrections);
  if (!STARTS_WITH_PROVINCE.test(mended)) {
    return refuse('REGION', 'A licence number begins with the one-character name of a province.');
  }
  return judgeTelecom(mended, corrections) ?? judgeLicence(mended, corrections);
}

function mend(text: string, corrections: Correction[]): string {
  const upper = text.toUpperCase();
  if (upper !== text) corrections.push(UPPER_CASE);
  const simplified = upper.replace(TRADITIONAL, (character) => SIMPLIFIED[character] ?? character);
  if (simplified !== upper) corrections.push(TRADITIONAL_READ);
  const unlabelled = simplified.replace(LABEL, '');
  if (unlabelled !== simplified) corrections.push(LABEL_REMOVED);
  const spelled = unlabelled.replace(MISREAD_ICP, '$1ICP');
  if (spelled !== unlabelled) corrections.push(CONFUSED);
  const dashed = spelled.replace(DASH, '-');
  if (dashed !== spelled) corrections.push(DASH_READ);
  return dashed;
}

function judgeTelecom(text: string, corrections: Correction[]): IdentifierResult | undefined {
  const parts = TELECOM.exec(text);
  if (!parts) return undefined;
  const [, province, kind, number = '', site] = parts;
  if (number.length !== 8)
    return refuse('LENGTH', 'A telecom licence has eight digits: the year and a running number.');
  const canonical = `${province}${kind}-${number}`;
  return accept('ICP', canonical, canonical, corrections, { licenceKind: 'TELECOM', ...(site && { site }) });
}

function judgeLicence(text: string, corrections: Correction[]): IdentifierResult {
  const parts = LICENCE.exec(text);
  if (!parts)
    return refuse('FORMAT', 'A licence number is written like 京ICP备########号, with a site number after it or none.');
  const [, province, kind, written = '', ending, site] = parts;
  const number = written.replace(MISREAD_LETTER, (letter) => (letter === 'O' ? '0' : '1'));
  if (number !== written) corrections.push(CONFUSED);
  const isFiling = kind === '备';
  const [shortest, longest] = NUMBER_LENGTHS[isFiling ? '备' : '证'];
  if (number.length < shortest || number.length > longest) {
    return refuse('LENGTH', `The number has ${shortest} to ${longest} digits; this has ${number.length}.`);
  }
  if (ending === '') corrections.push(COMPLETED);
  const canonical = `${province}ICP${kind}${number}号`;
  const licenceKind = isFiling ? 'FILING' : 'LICENCE';
  return accept('ICP', canonical, canonical, corrections, { licenceKind, ...(site && { site }) });
}
