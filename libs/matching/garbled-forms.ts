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
/** What stands before 有限公司 in longer forms. */
const BEFORE_LIMITED = ['集团股份', '控股集团', '集团控股', '控股股份', '股份', '集团', '控股'];
const LIKELY_STRUCK = ['股份', '集团'];
/** With these before it 限 ends a word: 极限公司, 无限公司. */
const ENDS_IN_LIMIT = /[极无上下界权期年]限公司$/;

/**
 * The usual form at the end of a text when one slip has struck it: a character lost, doubled or wrong, or two exchanged
 * (有限公公司, 有线公司, 有限司公, 科有技限公司). `form` is the form that the text ends with as it stands, if any. Where what is
 * written may be a name as well (大有公司), words of business or 集团 must stand before it.
 */
export function garbledForm(text: string, form: LegalForm | undefined): GarbledForm | undefined {
  if (form?.text === LIMITED) return repeatedStart(text) ?? struckBefore(text);
  if (form ? form.text !== '公司' && form.text !== '有限' : !/[限公司].{0,2}$/.test(text)) return undefined;
  for (const whole of [WITH_LIABILITY, LIMITED]) {
    for (let length = whole.length + 1; length >= whole.length - 1; length--) {
      const start = text.length - length;
      const slip = start >= 2 ? slipOf(text.slice(start), whole) : undefined;
      if (!slip) continue;
      const isWord = slip.mayBeName && (text.slice(start) !== '限公司' || ENDS_IN_LIMIT.test(text));
      if (isWord && !isExpected(text.slice(0, start) + slip.strayed)) continue;
      return found(whole, text.slice(0, start), slip.strayed);
    }
  }
  return undefined;
}

interface Slip {
  readonly strayed: string;
  readonly mayBeName: boolean;
}

/** The one slip that makes `written` of `whole`; undefined when it takes more than one. */
function slipOf(written: string, whole: string): Slip | undefined {
  let head = 0;
  while (head < written.length && written.charAt(head) === whole.charAt(head)) head++;
  const left = written.slice(head);
  const right = whole.slice(head);
  if (right.slice(1) === left) return { strayed: '', mayBeName: head < 2 };
  // What came in before the form is none of its slips; behind its first character it changed places with it.
  if (left.slice(1) === right && head > 0) return { strayed: head === 1 ? left.charAt(0) : '', mayBeName: head === 1 };
  if (left.length !== right.length) return undefined;
  const isSwapped = left.charAt(0) === right.charAt(1) && left.charAt(1) === right.charAt(0);
  if (isSwapped && left.slice(2) === right.slice(2)) return { strayed: '', mayBeName: false };
  if (left.slice(1) !== right.slice(1)) return undefined;
  return head < 2 && !isAlike(left, right) ? undefined : { strayed: '', mayBeName: head === 1 };
}

function isAlike(a: string, b: string): boolean {
  const [x, y] = [a.charCodeAt(0), b.charCodeAt(0)];
  return x === y || soundLikeness(x, y) > 0 || looksAlike(x, y);
}

/** 有有限公司, 有限有限公司: the form was begun twice. */
function repeatedStart(text: string): GarbledForm | undefined {
  const repeated = /(?:有限责任|有限责|有限|有)有限公司$/.exec(text);
  if (!repeated || !isExpected(text.slice(0, repeated.index))) return undefined;
  return found(LIMITED, text.slice(0, repeated.index), '');
}

/** 股有限公司, 服份有限公司, 份股有限公司, 团有限公司. */
function struckBefore(text: string): GarbledForm | undefined {
  const before = text.slice(0, -LIMITED.length);
  for (const word of LIKELY_STRUCK) {
    const form = formNamed(word + LIMITED);
    for (const size of [1, 2]) {
      const start = before.length - size;
      const isLeft = leftOf(word, before.slice(start));
      if (isLeft && form && endsWithTrade(before.slice(0, start))) return { form, start, strayed: '' };
    }
  }
  return undefined;
}

/** Whether a slip may have left this of a word of two characters. */
function leftOf(word: string, left: string): boolean {
  const [x = '', y = ''] = word;
  const [a = '', b = ''] = left;
  if (left.length === 1) return a === x || a === y;
  return (a === y && b === x) || (b === y && isAlike(a, x)) || (a === x && isAlike(b, y));
}

/** Whether a form is what comes next. */
function isExpected(before: string): boolean {
  return endsWithTrade(before) || BEFORE_LIMITED.some((word) => before.endsWith(word));
}

function endsWithTrade(text: string): boolean {
  return text.length >= 3 && tradeStart(text, 1) < text.length;
}

/** The form with the words before it that belong to it. */
function found(text: string, before: string, strayed: string): GarbledForm | undefined {
  const word = strayed === '' ? BEFORE_LIMITED.find((one) => before.endsWith(one) && formNamed(one + text)) : undefined;
  const form = formNamed((word ?? '') + text);
  return form && { form, start: before.length - (word?.length ?? 0), strayed };
}
