/** The closed list of identifier types (DESIGN §2); the order is the one shown to people. */
export const IDENTIFIER_TYPES = [
  'USCC',
  'RESIDENT_ID',
  'PHONE',
  'BANK_CARD',
  'SHOP_ID',
  'LISTING_ID',
  'ACCOUNT_ID',
  'DOMAIN',
  'ICP',
  'PAYMENT_ACCOUNT',
  'EMAIL',
  'ADDRESS',
] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

export type CorrectionCode =
  | 'SPACING'
  | 'FULL_WIDTH'
  | 'LETTER_CASE'
  | 'CONFUSED_CHARACTER'
  | 'UPGRADED'
  | 'PREFIX'
  | 'SUFFIX'
  | 'PUNCTUATION'
  | 'TRADITIONAL'
  | 'ALIAS';

/** A departure from the canonical form that was accepted on input and mended; the message never quotes the value. */
export interface Correction {
  readonly code: CorrectionCode;
  readonly message: string;
}

export type Sex = 'MALE' | 'FEMALE';
export type LineType = 'MOBILE' | 'LANDLINE' | 'OTHER';

/** Facts that follow from the value alone. Those of a personal identifier are as personal as the identifier itself. */
export interface DerivedFacts {
  /** USCC: the nine characters of GB 11714, written without the hyphen. */
  readonly organisationCode?: string;
  /** USCC: registration department and category, the first two characters. */
  readonly registrationKind?: string;
  /** USCC, resident id: the six-digit division code (GB/T 2260); address: the code of the province it begins with. */
  readonly division?: string;
  /** Resident id: ISO 8601 date. */
  readonly birthDate?: string;
  readonly sex?: Sex;
  /** Resident id of a foreign permanent resident: the numeric country code (GB/T 2659.1). */
  readonly nationality?: string;
  /** Phone: ISO 3166 alpha-2 where the number tells it. */
  readonly country?: string;
  readonly lineType?: LineType;
  /** Phone: what followed "ext." or 转. */
  readonly extension?: string;
  /** Domain, e-mail: the part that is registered, by the Public Suffix List. */
  readonly registrableDomain?: string;
  /** Domain, e-mail: the host name as people read it, when it is internationalised. */
  readonly unicodeDomain?: string;
  /** ICP: the number of the site or app under the licence, such as `1` or `2A`. */
  readonly site?: string;
  /** ICP: filing (备), licence (证) or value-added telecom licence (B2-…). */
  readonly licenceKind?: 'FILING' | 'LICENCE' | 'TELECOM';
  /** Platform ids: the platform; payment accounts: the scheme. */
  readonly platform?: string;
  /** Payment account: what the account itself is. */
  readonly accountKind?: 'PHONE' | 'EMAIL' | 'BANK_CARD' | 'OTHER';
}

export interface Identifier {
  readonly type: IdentifierType;
  readonly canonical: string;
  readonly masked: string;
  readonly isPersonal: boolean;
  readonly corrections: readonly Correction[];
  readonly derived?: DerivedFacts;
}

export type ProblemReason =
  | 'EMPTY'
  | 'TOO_LONG'
  | 'LENGTH'
  | 'ALPHABET'
  | 'CHECKSUM'
  | 'REGION'
  | 'DATE'
  | 'FORMAT'
  | 'PLATFORM';

export interface IdentifierProblem {
  readonly reason: ProblemReason;
  /** Plain English; never contains the value, because problems are logged and personal values must not be. */
  readonly message: string;
}

export type IdentifierResult =
  | { readonly ok: true; readonly identifier: Identifier }
  | { readonly ok: false; readonly problem: IdentifierProblem };

export interface ParseContext {
  /** Platform (or payment scheme) of an id that does not name its own. */
  readonly platform?: string | undefined;
  /** The clock against which birth dates are judged; the system's when left out. */
  readonly now?: (() => Date) | undefined;
}

/** No identifier of any type is longer than this in any spelling; longer input is refused unread. */
export const MAX_RAW_LENGTH = 512;

const PERSONAL: ReadonlySet<IdentifierType> = new Set<IdentifierType>([
  'RESIDENT_ID',
  'PHONE',
  'BANK_CARD',
  'ACCOUNT_ID',
  'PAYMENT_ACCOUNT',
  'EMAIL',
  'ADDRESS',
]);

/** Whether values of this type rest encrypted and are shown masked (DESIGN §6). */
export function isPersonalIdentifier(type: IdentifierType): boolean {
  return PERSONAL.has(type);
}

/** What stands for a value of which nothing may be shown. */
export const FULLY_MASKED = '***';

export function refuse(reason: ProblemReason, message: string): IdentifierResult {
  return { ok: false, problem: { reason, message } };
}

/** Refuses what no parser should start on; undefined when the input may be read. */
export function refuseUnreadable(raw: string): IdentifierResult | undefined {
  if (typeof raw !== 'string' || raw.length === 0) return refuse('EMPTY', 'The value is empty.');
  if (raw.length > MAX_RAW_LENGTH) {
    return refuse('TOO_LONG', `The value is longer than ${MAX_RAW_LENGTH} characters.`);
  }
  return undefined;
}

export function accept(
  type: IdentifierType,
  canonical: string,
  masked: string,
  corrections: readonly Correction[],
  derived?: DerivedFacts,
): IdentifierResult {
  const isPersonal = isPersonalIdentifier(type);
  const once = corrections.length > 1 ? [...new Set(corrections)] : corrections;
  const identifier: Identifier = derived
    ? { type, canonical, masked, isPersonal, corrections: once, derived }
    : { type, canonical, masked, isPersonal, corrections: once };
  return { ok: true, identifier };
}
