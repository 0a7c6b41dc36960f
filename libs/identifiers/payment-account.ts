import { maskBankCard, parseBankCard } from './bank-card.js';
import { maskEmail, parseEmail } from './email.js';
import { LOWER_CASE, readTrimmed, SPACING } from './input-habits.js';
import { maskPhone, parsePhone } from './phone.js';
import { idProblem, maskAccountId } from './platform-id.js';
import {
  accept,
  type Correction,
  type DerivedFacts,
  FULLY_MASKED,
  type IdentifierResult,
  type ParseContext,
  refuse,
  refuseUnreadable,
} from './result.js';

const SCHEMES = ['alipay', 'wechat', 'unionpay', 'other'] as const;
type Scheme = (typeof SCHEMES)[number];

const ALIASES: ReadonlyMap<string, Scheme> = new Map([
  ['支付宝', 'alipay'],
  ['支付寶', 'alipay'],
  ['zhifubao', 'alipay'],
  ['微信', 'wechat'],
  ['微信支付', 'wechat'],
  ['weixin', 'wechat'],
  ['wechatpay', 'wechat'],
  ['银联', 'unionpay'],
  ['銀聯', 'unionpay'],
  ['云闪付', 'unionpay'],
]);
const ALIAS: Correction = { code: 'ALIAS', message: 'Another name of the payment scheme was replaced by its own.' };

/** Only unmistakable phones: Alipay user ids and card numbers are plain digits too. */
const PHONE_LIKE = /^(?:\+[\d -]{7,24}|(?:0086|86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4})$/;
const CARD_LIKE = /^\d[\d -]{10,30}\d$/;
const CARD = /^\d{12,19}$/;

/**
 * `<scheme>:<account>` with scheme alipay, wechat, unionpay or other. An account that is a phone number or e-mail address is
 * brought into that canonical form, so that the same person is found under either; a UnionPay card must pass its check.
 */
export function parsePaymentAccount(raw: string, context: ParseContext = {}): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readTrimmed(raw);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  const colon = text.indexOf(':');
  const named = colon < 0 ? undefined : schemeOf(text.slice(0, colon).trim(), corrections);
  const scheme = named ?? schemeOf(context.platform ?? '', []);
  if (!scheme)
    return refuse('PLATFORM', `The payment scheme is missing; write scheme:account with ${SCHEMES.join(', ')}.`);
  const written = named ? text.slice(colon + 1) : text;
  const account = written.trim();
  if (account !== written) corrections.push(SPACING);
  if (account === '') return refuse('EMPTY', 'There is no account after the payment scheme.');
  return judge(scheme, account, corrections);
}

function schemeOf(written: string, corrections: Correction[]): Scheme | undefined {
  const folded = written.toLowerCase();
  const own = SCHEMES.find((scheme) => scheme === folded);
  if (own && folded !== written) corrections.push(LOWER_CASE);
  if (own) return own;
  const alias = ALIASES.get(folded);
  if (alias) corrections.push(ALIAS);
  return alias;
}

function judge(scheme: Scheme, account: string, corrections: Correction[]): IdentifierResult {
  const inner = parseInner(scheme, account);
  if (inner && !inner.ok) return inner;
  if (inner) {
    const { canonical, type, corrections: more } = inner.identifier;
    const accountKind = type === 'PHONE' || type === 'EMAIL' || type === 'BANK_CARD' ? type : 'OTHER';
    return conclude(scheme, canonical, accountKind, [...corrections, ...more]);
  }
  const problem = idProblem(account);
  return problem ? { ok: false, problem } : conclude(scheme, account, 'OTHER', corrections);
}

/** Reads the account as what it evidently is; undefined when it is an account name of the scheme's own. */
function parseInner(scheme: Scheme, account: string): IdentifierResult | undefined {
  if (scheme === 'other') return undefined;
  if (account.includes('@')) return parseEmail(account);
  if (PHONE_LIKE.test(account)) return parsePhone(account);
  return scheme === 'unionpay' && CARD_LIKE.test(account) ? parseBankCard(account) : undefined;
}

function conclude(
  scheme: Scheme,
  account: string,
  accountKind: NonNullable<DerivedFacts['accountKind']>,
  corrections: readonly Correction[],
): IdentifierResult {
  const canonical = `${scheme}:${account}`;
  return accept('PAYMENT_ACCOUNT', canonical, maskPaymentAccount(canonical), corrections, {
    platform: scheme,
    accountKind,
  });
}

/** The scheme, and of the account what its own kind shows. */
export function maskPaymentAccount(canonical: string): string {
  const colon = canonical.indexOf(':');
  if (colon < 0) return FULLY_MASKED;
  const scheme = canonical.slice(0, colon);
  const account = canonical.slice(colon + 1);
  if (account.includes('@')) return `${scheme}:${maskEmail(account)}`;
  if (account.startsWith('+')) return `${scheme}:${maskPhone(account)}`;
  return CARD.test(account) ? `${scheme}:${maskBankCard(account)}` : maskAccountId(canonical);
}
