import { LETTER_FOR_DIGIT, mendConfused, readCode, withoutLabel } from './input-habits.js';
import { accept, FULLY_MASKED, type IdentifierResult, refuse, refuseUnreadable } from './result.js';

const DIGITS = /^\d+$/;
const DIGIT = /^\d$/;
const CARD_NUMBER = /^\d{12,19}$/;
/** The formula is content with a row of zeros, and so are those who fill a form with nothing. */
const ONE_DIGIT_REPEATED = /^(\d)\1+$/;

/**
 * Luhn's formula (ISO/IEC 7812-1 annex B), digits only. It catches every single wrong digit and every swap of neighbours
 * but 09 for 90.
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

export function parseBankCard(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const read = withoutLabel(readCode(raw));
  const { text, corrections } = mendConfused(read, (character) => DIGIT.test(character), LETTER_FOR_DIGIT);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  if (!DIGITS.test(text)) return refuse('ALPHABET', 'A bank card number has digits only.');
  if (!CARD_NUMBER.test(text)) {
    return refuse('LENGTH', `A bank card number has 12 to 19 digits; this has ${text.length}.`);
  }
  if (ONE_DIGIT_REPEATED.test(text)) return refuse('FORMAT', 'One digit repeated is no bank card number.');
  if (!passesLuhn(text)) return refuse('CHECKSUM', 'The check digit at the end does not fit the rest.');
  return accept('BANK_CARD', text, maskBankCard(text), corrections);
}

/** Last four digits only: the first six name the issuer, and with both few candidates remain. */
export function maskBankCard(canonical: string): string {
  return CARD_NUMBER.test(canonical) ? `****${canonical.slice(-4)}` : FULLY_MASKED;
}
