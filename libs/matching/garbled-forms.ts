import { formNamed, type LegalForm } from './company-forms.js';
import { tradeStart } from './company-trades.js';
import { looksAlike } from './confusables.js';
import { soundLikeness } from './pinyin.js';

/** A form that a slip has struck, at the end of a text. */
export interface GarbledForm {
  readonly form: LegalForm;
  /** Where it begins. */
  readonly start: number;
  /** A character among its own that belongs before it. */
  readonly strayed: string;
}

const LIMITED = '有限公司';
const WITH_LIABILITY = '有限责任公司';
const JOINT_STOCK = '股份有限公司';
const MAY_BE_GARBLED = /(?:[有限][^司]{0,3}[公司]|公.|司公)$/;

/**
 * The usual form at the end of a text when one slip has struck it: a character lost, doubled or wrong, or two exchanged
 * (有限公公司, 有线公司, 有限司公, 科有技限公司). `form` is the form that the text ends with as it stands, if any. What is left must end
 * with words of business, unless the slip stands so far in that no name explains it.
 */
export function garbledForm(text: string, form: LegalForm | undefined): GarbledForm | undefined {
  if (form?.text === LIMITED) return repeatedStart(text) ?? garbledShares(text);
  if ((form && form.text !== '公司' && form.text !== '有限') || !MAY_BE_GARBLED.test(text)) return undefined;
  for (const whole of [WITH_LIABILITY, LIMITED]) {
    for (let length = whole.length - 1; length <= whole.length + 1; length++) {
      const start = text.length - length;
      const slip = start >= 2 ? slipOf(text.slice(start), whole) : undefined;
      if (!slip) continue;
      if (slip.isAtStart && !endsWithTrade(text.slice(0, start) + slip.strayed)) continue;
      return found(whole, start, slip.strayed);
    }
  }
  return undefined;
}

interface Slip {
  readonly strayed: string;
  /** Whether it struck the first characters, so that what is written may be a name: 大有公司, 极限公司. */
  readonly isAtStart: boolean;
}

/** The one slip that makes `written` of `whole`; undefined when it takes more than one. */
function slipOf(written: string, whole: string): Slip | undefined {
  let head = 0;
  while (head < written.length && written.charAt(head) === whole.charAt(head)) head++;
  const left = written.slice(head);
  const right = whole.slice(head);
  const isAtStart = head < 2;
  if (right.slice(1) === left) return { strayed: '', isAtStart };
  // What came in before the form is none of its slips; behind its first character it changed places with it.
  if (left.slice(1) === right && head > 0) return { strayed: head === 1 ? left.charAt(0) : '', isAtStart };
  if (left.length !== right.length) return undefined;
  const isSwapped = left.charAt(0) === right.charAt(1) && left.charAt(1) === right.charAt(0);
  if (isSwapped && left.slice(2) === right.slice(2)) return { strayed: '', isAtStart: false };
  if (left.slice(1) !== right.slice(1)) return undefined;
  return isAtStart && !isAlike(left, right) ? undefined : { strayed: '', isAtStart };
}

function isAlike(a: string, b: string): boolean {
  const [x, y] = [a.charCodeAt(0), b.charCodeAt(0)];
  return soundLikeness(x, y) > 0 || looksAlike(x, y);
}

/** 有有限公司, 有限有限公司: the form was begun twice. */
function repeatedStart(text: string): GarbledForm | undefined {
  const repeated = /(?:有限责任|有限责|有限|有)有限公司$/.exec(text);
  if (!repeated || !endsWithTrade(text.slice(0, repeated.index))) return undefined;
  return found(LIMITED, repeated.index, '');
}

/** 股有限公司, 服份有限公司, 份股有限公司. */
function garbledShares(text: string): GarbledForm | undefined {
  const before = text.slice(0, -LIMITED.length);
  const last = before.slice(-2);
  const size =
    last === '份股' ||
    (last.endsWith('份') && isAlike(last, '股')) ||
    (last.startsWith('股') && isAlike(last.slice(1), '份'))
      ? 2
      : /[股份]$/.test(before)
        ? 1
        : 0;
  if (size === 0 || !endsWithTrade(before.slice(0, -size))) return undefined;
  return found(JOINT_STOCK, before.length - size, '');
}

function endsWithTrade(text: string): boolean {
  return text.length >= 3 && tradeStart(text, 1) < text.length;
}

function found(text: string, start: number, strayed: string): GarbledForm | undefined {
  const form = formNamed(text);
  return form && { form, start, strayed };
}
