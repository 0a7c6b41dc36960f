import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';

/** A security event token that was verified (RFC 8417). */
export interface SecurityEvent {
  /** The same in every repetition of this token. */
  readonly jti: string;
  /** The event's id, the same in all streams: keep the ids that were handled. */
  readonly txn: string;
  /** When it happened, seconds since 1970 UTC. */
  readonly toe: number;
  readonly subject: { readonly format: string; readonly id?: string };
  /** By the URI of its type: for events of the gateway a CloudEvent with `seq` and `prevSeq`. */
  readonly events: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Error codes of RFC 8935 §2.4, for the answer to a push (status 400) or `setErrs` of a poll. */
export type SecurityEventError = 'invalid_request' | 'invalid_key' | 'invalid_issuer' | 'invalid_audience';

export type VerifiedSecurityEvent =
  | { readonly ok: true; readonly event: SecurityEvent }
  | { readonly ok: false; readonly err: SecurityEventError; readonly description: string };

/** Whom a receiver expects to hear from, and for whom it receives. */
export interface SecurityEventExpectations {
  /** `issuer` in the gateway's `/.well-known/ssf-configuration`. */
  readonly issuer: string;
  /** The tenant's code. */
  readonly audience: string;
  /** The gateway's keys: `createRemoteJWKSet(new URL(jwks_uri))` of jose. */
  readonly keys: JWTVerifyGetKey;
}

const CLAIMS = z.object({
  jti: z.string().min(1),
  txn: z.string().min(1),
  toe: z.number(),
  iat: z.number(),
  sub_id: z.looseObject({ format: z.string(), id: z.string().optional() }),
  events: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/**
 * Verifies a security event token as it came, by push or poll. Answer 202 when it is handled, or 400 with `err` and
 * `description` as JSON when it is not believed. Never throws for what a stranger sends.
 * @throws when the gateway's keys cannot be fetched: answer 503, and the token comes again
 */
export async function verifySecurityEvent(
  token: string,
  { issuer, audience, keys }: SecurityEventExpectations,
): Promise<VerifiedSecurityEvent> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      typ: 'secevent+jwt',
      algorithms: ['ES256', 'EdDSA', 'PS256'],
    });
    const read = CLAIMS.safeParse(payload);
    if (!read.success) return refuse('invalid_request', 'The token lacks claims of a security event.');
    const { jti, txn, toe, sub_id: subject, events } = read.data;
    return { ok: true, event: { jti, txn, toe, subject: subject as SecurityEvent['subject'], events } };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): VerifiedSecurityEvent {
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return refuse('invalid_issuer', 'The token is of another issuer.');
    if (error.claim === 'aud') return refuse('invalid_audience', 'The token is for somebody else.');
    return refuse('invalid_request', 'The token is no security event token.');
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return refuse('invalid_key', 'The signature fits no key of the issuer.');
  }
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) throw error;
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC') {
    return refuse('invalid_request', 'The token cannot be read.');
  }
  throw error;
}

const refuse = (err: SecurityEventError, description: string): VerifiedSecurityEvent => ({
  ok: false,
  err,
  description,
});
