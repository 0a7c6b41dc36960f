import { randomUUID } from 'node:crypto';
import { CompactSign, type CryptoKey, compactVerify, importJWK } from 'jose';
import {
  AGENCY_TOKEN_TYPE,
  type AgencyTokenClaimSet,
  type AgencyTokenRefusal,
  type RefusedToken,
  refuseToken,
  takeApart,
} from './agency-token-parts.js';
import {
  importVerifyKey,
  isSigningAlgorithm,
  type PrivateSigningJwk,
  type PublicSigningJwk,
  type SigningAlgorithm,
} from './keys.js';

/** Longest time from issue to expiry, and from now to expiry, in seconds. */
export const MAX_TOKEN_LIFETIME_SECONDS = 300;
/** How long after its expiry a token is still taken, in seconds. */
export const EXPIRY_SKEW_SECONDS = 30;
/** How far ahead of the gateway's clock `iat` and `nbf` may be, in seconds. */
export const ISSUE_SKEW_SECONDS = 10;

/** What a token says of itself before anything is proven. Good for finding the key, and for nothing else. */
export type UnverifiedToken = {
  issuer: string;
  keyId: string;
  algorithm: SigningAlgorithm;
  /** The `jti`, unique within its issuer only. */
  tokenId: string;
  raw: string;
};

/** What a verified token says. Times are seconds since the epoch. */
export type AgencyClaims = {
  issuer: string;
  subject: string;
  tokenId: string;
  keyId: string;
  /** In the token's order, each once. */
  scopes: string[];
  issuedAt: number;
  expiresAt: number;
};

/** A registered key of the token's issuer. Pass an imported {@link CryptoKey} where speed matters. */
export type AgencyTokenKey = { key: CryptoKey | PublicSigningJwk; alg: SigningAlgorithm; kid: string };

/** What a tenant puts in a token. */
export type AgencyTokenRequest = {
  privateJwk: PrivateSigningJwk;
  issuer: string;
  subject: string;
  audience: string;
  scopes: readonly string[];
  /** 1 to 300; 120 when left out. */
  lifetimeSeconds?: number;
  /** Time of issue in seconds since the epoch; the system clock when left out. */
  nowSeconds?: number;
  /** 8 to 128 visible ASCII characters, never used before by this issuer; a random UUID when left out. */
  jti?: string;
};

/**
 * Makes a tenant token: a JWS in compact form with typ `agency+jwt` (RFC 7519, RFC 8725).
 *
 * @throws RangeError when the gateway would refuse the token for its form or lifetime
 */
export async function signAgencyToken(request: AgencyTokenRequest): Promise<string> {
  const { privateJwk, issuer, subject, audience, scopes, lifetimeSeconds = 120, jti = randomUUID() } = request;
  const iat = Math.floor(request.nowSeconds ?? Date.now() / 1000);
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= MAX_TOKEN_LIFETIME_SECONDS)) {
    throw new RangeError(`A token lives 1 to ${MAX_TOKEN_LIFETIME_SECONDS} seconds.`);
  }
  const claims: AgencyTokenClaimSet = {
    iss: issuer,
    sub: subject,
    aud: audience,
    jti,
    scope: scopes.join(' '),
    iat,
    exp: iat + Math.floor(lifetimeSeconds),
  };
  const token = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: privateJwk.alg, typ: AGENCY_TOKEN_TYPE, kid: privateJwk.kid })
    .sign(await importJWK(privateJwk, privateJwk.alg));
  const check = takeApart(token);
  if (!check.ok) throw new RangeError(`${check.message}${check.field === undefined ? '' : ` (${check.field})`}`);
  return token;
}

/**
 * First step of verification: checks the form of a token and says which key it names. Takes anything, never throws.
 *
 * The caller then finds the key by `issuer` and `keyId` together, never by `keyId` alone, and goes on with
 * {@link verifyAgencyToken}. A cache of verified tokens is keyed on `issuer` and `tokenId`, and has to compare a
 * digest of `raw` on a hit: whoever knows the two ids could otherwise present claims that were never signed.
 */
export function readAgencyToken(raw: unknown): { ok: true; token: UnverifiedToken } | RefusedToken {
  const check = takeApart(raw);
  if (!check.ok) return check;
  const { keyId, algorithm, claims } = check.parts;
  return { ok: true, token: { issuer: claims.iss, keyId, algorithm, tokenId: claims.jti, raw: String(raw) } };
}

/**
 * Second step: checks signature, audience and times against the key that was found for the issuer. Never throws.
 *
 * The key decides the algorithm, not the token (RFC 8725 §3.1). A token for several audiences is refused, since any of
 * them could present it to the others.
 *
 * @param audience this gateway's own name; the token must hold exactly it
 * @param nowSeconds the gateway's clock, seconds since the epoch; fractions are dropped
 */
export async function verifyAgencyToken(
  unverified: UnverifiedToken,
  { key, audience, nowSeconds }: { key: AgencyTokenKey; audience: string; nowSeconds: number },
): Promise<{ ok: true; claims: AgencyClaims } | RefusedToken> {
  // Read again from the signed text, so that nothing is believed which a caller may have changed in between.
  const check = takeApart(unverified.raw);
  if (!check.ok) return check;
  const { keyId, algorithm, claims } = check.parts;
  if (keyId !== key.kid || claims.iss !== unverified.issuer) return refuseToken('UNKNOWN_KEY');
  if (algorithm !== key.alg || !isSigningAlgorithm(key.alg)) return refuseToken('ALGORITHM_REFUSED');

  const unproven = await signatureRefusal(unverified.raw, key);
  if (unproven !== undefined) return refuseToken(unproven);
  if (!isFor(audience, claims.aud)) return refuseToken('WRONG_AUDIENCE');
  const untimely = timeRefusal(claims, Math.floor(nowSeconds));
  if (untimely !== undefined) return refuseToken(untimely);

  const { iss: issuer, sub: subject, jti: tokenId, scope, iat: issuedAt, exp: expiresAt } = claims;
  const scopes = [...new Set(scope.split(' '))];
  return { ok: true, claims: { issuer, subject, tokenId, keyId, scopes, issuedAt, expiresAt } };
}

async function signatureRefusal(raw: string, { key, alg }: AgencyTokenKey): Promise<AgencyTokenRefusal | undefined> {
  const verifyKey = 'kty' in key ? await importVerifyKey(key).catch(() => undefined) : key;
  if (verifyKey === undefined) return 'UNKNOWN_KEY';
  try {
    await compactVerify(raw, verifyKey, { algorithms: [alg] });
    return undefined;
  } catch {
    return 'BAD_SIGNATURE';
  }
}

function isFor(audience: string, named: string | string[]): boolean {
  return typeof named === 'string' ? named === audience : named.length === 1 && named[0] === audience;
}

/** RFC 7519 §4.1.4 to §4.1.6 with the skews above. A clock that is no number refuses every token. */
function timeRefusal({ iat, exp, nbf = iat }: AgencyTokenClaimSet, now: number): AgencyTokenRefusal | undefined {
  if (!(exp >= now - EXPIRY_SKEW_SECONDS)) return 'EXPIRED';
  if (!(Math.max(iat, nbf) <= now + ISSUE_SKEW_SECONDS)) return 'NOT_YET_VALID';
  if (exp < iat || exp < nbf) return 'EXPIRED';
  const isShortLived = exp - iat <= MAX_TOKEN_LIFETIME_SECONDS && exp - now <= MAX_TOKEN_LIFETIME_SECONDS;
  return isShortLived ? undefined : 'LIFETIME_TOO_LONG';
}
