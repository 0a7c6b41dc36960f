import { isKeyId, isSigningAlgorithm, type SigningAlgorithm } from './keys.js';

/** Why a tenant token was refused, each with the sentence that may be shown to its sender: no token content in it. */
export const AGENCY_TOKEN_REFUSALS = {
  TOO_LARGE: 'The token is longer than 8192 characters.',
  MALFORMED: 'The token is not a signed JWT of three parts with JSON objects for header and claims.',
  NOT_CANONICAL: 'The token is not in its one base64url form (RFC 4648 section 5, no padding, no spare bits).',
  CRITICAL_HEADER: 'The token header uses an extension (crit, b64, zip or enc) that the gateway does not take.',
  WRONG_TYPE: 'The token header must have the typ agency+jwt.',
  ALGORITHM_REFUSED: 'The token must be signed with the algorithm of its key: ES256, EdDSA or PS256.',
  UNKNOWN_KEY: 'The token names no key that the gateway can use for its issuer.',
  BAD_SIGNATURE: 'The signature of the token does not match its key.',
  MISSING_CLAIM: 'The token lacks a required header field or claim.',
  INVALID_CLAIM: 'A header field or claim of the token has the wrong type, length or characters.',
  WRONG_AUDIENCE: 'The token must be made for this gateway alone.',
  EXPIRED: 'The token has expired.',
  NOT_YET_VALID: 'The token is dated in the future; check the clock of its sender.',
  LIFETIME_TOO_LONG: 'The token must expire within 300 seconds of its issue and of now.',
} as const;

/** Key of {@link AGENCY_TOKEN_REFUSALS}. */
export type AgencyTokenRefusal = keyof typeof AGENCY_TOKEN_REFUSALS;

/** The header fields and claims that a refusal can point at. */
export type AgencyTokenField = 'kid' | keyof AgencyTokenClaimSet;

/** A refused token. `field` is set for MISSING_CLAIM and INVALID_CLAIM, and is always one of the gateway's own words. */
export type RefusedToken = { ok: false; reason: AgencyTokenRefusal; message: string; field?: AgencyTokenField };

/** The claims of a tenant token after their types and bounds were checked (RFC 7519 §4.1, RFC 8693 §4.2 for scope). */
export type AgencyTokenClaimSet = {
  iss: string;
  sub: string;
  aud: string | string[];
  jti: string;
  scope: string;
  /** Seconds since the epoch, as are exp and nbf. */
  iat: number;
  exp: number;
  nbf?: number | undefined;
};

/** Header and claims of a token in canonical form; nothing in them is proven yet. */
export type AgencyTokenParts = { keyId: string; algorithm: SigningAlgorithm; claims: AgencyTokenClaimSet };

/** The `typ` that keeps tenant tokens apart from every other JWT (RFC 8725 §3.11). */
export const AGENCY_TOKEN_TYPE = 'agency+jwt';

/** Longest token, in characters. */
export const MAX_TOKEN_LENGTH = 8192;

const MAX_ISSUER_LENGTH = 255;
const MAX_SUBJECT_LENGTH = 128;
const MAX_SCOPE_LENGTH = 1024;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const TOKEN_ID = /^[\x21-\x7e]{8,128}$/;
// RFC 6749 §3.3: scope-tokens parted by single spaces.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
// Names of actors are shown to people, so they hold any script, but nothing that steers a terminal or a text's direction.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

// `ignoreBOM` leaves a byte order mark in the text, where JSON.parse refuses it.
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const CLAIM_RULES: { [Name in keyof AgencyTokenClaimSet]-?: (value: unknown) => boolean } = {
  iss: (value) => typeof value === 'string' && value.length <= MAX_ISSUER_LENGTH && VISIBLE_ASCII.test(value),
  sub: isSubject,
  aud: isAudience,
  jti: (value) => typeof value === 'string' && TOKEN_ID.test(value),
  scope: (value) => typeof value === 'string' && value.length <= MAX_SCOPE_LENGTH && SCOPE.test(value),
  iat: isNumericDate,
  exp: isNumericDate,
  nbf: (value) => value === undefined || isNumericDate(value),
};

/** Builds the refusal for `reason`. */
export function refuseToken(reason: AgencyTokenRefusal, field?: AgencyTokenField): RefusedToken {
  return { ok: false, reason, message: AGENCY_TOKEN_REFUSALS[reason], ...(field === undefined ? {} : { field }) };
}

/**
 * Takes a token apart and checks everything that needs neither key nor clock: size, canonical form, header, and the
 * presence, types and bounds of the claims. `jku`, `jwk`, `x5u` and `x5c` are not looked at: keys come from the
 * tenant's registered set only. Never throws.
 */
export function takeApart(raw: unknown): { ok: true; parts: AgencyTokenParts } | RefusedToken {
  if (typeof raw !== 'string') return refuseToken('MALFORMED');
  if (raw.length > MAX_TOKEN_LENGTH) return refuseToken('TOO_LARGE');
  // jose decodes base64url leniently, so without this one signed token would have many spellings.
  const [head, body, signature, ...rest] = raw.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) {
    return refuseToken('MALFORMED');
  }
  if (![head, body, signature].every(isCanonicalBase64Url)) return refuseToken('NOT_CANONICAL');

  const header = parseObject(head);
  const claims = parseObject(body);
  if (header === undefined || claims === undefined) return refuseToken('MALFORMED');
  if (['crit', 'b64', 'zip', 'enc'].some((name) => Object.hasOwn(header, name))) return refuseToken('CRITICAL_HEADER');
  if (header.typ !== AGENCY_TOKEN_TYPE) return refuseToken('WRONG_TYPE');
  const { alg, kid } = header;
  if (!isSigningAlgorithm(alg)) return refuseToken('ALGORITHM_REFUSED');
  if (kid === undefined) return refuseToken('MISSING_CLAIM', 'kid');
  if (!isKeyId(kid)) return refuseToken('INVALID_CLAIM', 'kid');

  const missing = CLAIM_NAMES.find((name) => name !== 'nbf' && claims[name] === undefined);
  if (missing !== undefined) return refuseToken('MISSING_CLAIM', missing);
  const invalid = CLAIM_NAMES.find((name) => !CLAIM_RULES[name](claims[name]));
  if (invalid !== undefined) return refuseToken('INVALID_CLAIM', invalid);
  return { ok: true, parts: { keyId: kid, algorithm: alg, claims: claims as AgencyTokenClaimSet } };
}

const CLAIM_NAMES = Object.keys(CLAIM_RULES) as (keyof AgencyTokenClaimSet)[];

const BASE64URL = /^[A-Za-z0-9_-]*$/;
/** Characters without spare bits set, by how many characters are left over behind the last whole group of four. */
const LAST_CHARACTERS = [undefined, '', 'AQgw', 'AEIMQUYcgkosw048'] as const;

/** Whether the part is the one unpadded spelling of its bytes (RFC 4648 §3.5, §5). */
function isCanonicalBase64Url(part: string): boolean {
  const last = LAST_CHARACTERS[part.length % 4];
  return BASE64URL.test(part) && (last === undefined || last.includes(part.charAt(part.length - 1)));
}

/** The JSON object in a base64url part. A name given twice counts by its last value (RFC 7519 §4), as it does in jose. */
function parseObject(part: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(part, 'base64url');
  try {
    const value: unknown = JSON.parse(STRICT_UTF8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isSubject(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length >= 1 &&
    value.length <= MAX_SUBJECT_LENGTH &&
    value === value.trim() &&
    !UNPRINTABLE.test(value)
  );
}

function isAudience(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

/** RFC 7519 §2 allows fractions of a second; whole ones are asked for here, as times are compared and stored in them. */
function isNumericDate(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
