import { maskAddress, parseAddress } from './address.js';
import { maskBankCard, parseBankCard } from './bank-card.js';
import { parseDomain } from './domain.js';
import { maskEmail, parseEmail } from './email.js';
import { parseIcp } from './icp.js';
import { maskPaymentAccount, parsePaymentAccount } from './payment-account.js';
import { maskPhone, parsePhone } from './phone.js';
import { maskAccountId, parsePlatformId } from './platform-id.js';
import { maskResidentId, parseResidentId } from './resident-id.js';
import { type IdentifierResult, type IdentifierType, type ParseContext, refuseUnreadable } from './result.js';
import { parseUscc } from './uscc.js';

export {
  type CorrectionCode,
  IDENTIFIER_TYPES,
  type Identifier,
  type IdentifierResult,
  type IdentifierType,
  isPersonalIdentifier,
  type ParseContext,
  type ProblemReason,
} from './result.js';

interface Rules {
  readonly parse: (raw: string, context: ParseContext) => IdentifierResult;
  readonly mask: (canonical: string) => string;
}

const asItIs = (canonical: string): string => canonical;

const RULES: Readonly<Record<IdentifierType, Rules>> = {
  USCC: { parse: parseUscc, mask: asItIs },
  RESIDENT_ID: { parse: parseResidentId, mask: maskResidentId },
  PHONE: { parse: parsePhone, mask: maskPhone },
  BANK_CARD: { parse: parseBankCard, mask: maskBankCard },
  SHOP_ID: { parse: (raw, context) => parsePlatformId('SHOP_ID', raw, context), mask: asItIs },
  LISTING_ID: { parse: (raw, context) => parsePlatformId('LISTING_ID', raw, context), mask: asItIs },
  ACCOUNT_ID: { parse: (raw, context) => parsePlatformId('ACCOUNT_ID', raw, context), mask: maskAccountId },
  DOMAIN: { parse: parseDomain, mask: asItIs },
  ICP: { parse: parseIcp, mask: asItIs },
  PAYMENT_ACCOUNT: { parse: parsePaymentAccount, mask: maskPaymentAccount },
  EMAIL: { parse: parseEmail, mask: maskEmail },
  ADDRESS: { parse: parseAddress, mask: maskAddress },
};

/**
 * Reads a value of the given type, mends how it was typed or scanned, and checks it against the type's standard. Never
 * throws; input over 512 characters is refused unread.
 */
export function parseIdentifier(type: IdentifierType, raw: string, context: ParseContext = {}): IdentifierResult {
  return refuseUnreadable(raw) ?? RULES[type].parse(raw, context);
}

/** What may be shown of a canonical value to those who may not see it; values of types that are not personal come back whole. */
export function maskIdentifier(type: IdentifierType, canonical: string): string {
  return RULES[type].mask(canonical);
}
