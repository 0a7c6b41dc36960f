import { createPublicKey } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { ed25519PointProblem } from './ed25519-point.js';

/** The signature algorithms that tenants may use (RFC 7518 §3.4 and §3.5, RFC 8037 §3.1 with Ed25519 only). */
export const SIGNING_ALGORITHMS = ['ES256', 'EdDSA', 'PS256'] as const;

/** One of {@link SIGNING_ALGORITHMS}. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A checked public key: exactly the members that its type needs, and nothing else that came with it. */
export type PublicSigningJwk =
  | { kty: 'EC'; crv: 'P-256'; x: string; y: string; alg: 'ES256'; kid: string; use: 'sig' }
  | { kty: 'OKP'; crv: 'Ed25519'; x: string; alg: 'EdDSA'; kid: string; use: 'sig' }
  | { kty: 'RSA'; n: string; e: string; alg: 'PS256'; kid: string; use: 'sig' };

/** A private key as its owner keeps it. It never reaches the gateway. */
export type PrivateSigningJwk = JWK & { alg: SigningAlgorithm; kid: string; use: 'sig' };

/** Why a key was refused: the JWK member at fault (`''` for the whole) and a sentence that quotes nothing of it. */
export type JwkProblem = { field: string; message: string };

/** What {@link checkPublicJwk} found. */
export type PublicJwkCheck =
  | { ok: true; jwk: PublicSigningJwk; alg: SigningAlgorithm; kid: string }
  | { ok: false; problem: JwkProblem };

/** Longest key id, in characters. */
export const MAX_KEY_ID_LENGTH = 128;

const MAX_JWK_CHARACTERS = 16_384;
const MIN_RSA_BITS = 2048;
// Checking a signature costs the gateway time that grows with the square of this.
const MAX_RSA_BITS = 4096;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** Whether `value` names an algorithm that tenants may use. */
export function isSigningAlgorithm(value: unknown): value is SigningAlgorithm {
  return (SIGNING_ALGORITHMS as readonly unknown[]).includes(value);
}

/** Whether `value` can be a key id: 1 to 128 visible ASCII characters. */
export function isKeyId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_KEY_ID_LENGTH && VISIBLE_ASCII.test(value);
}

/**
 * Makes a key pair. Both halves carry `kid`, `alg` and `use: 'sig'`.
 *
 * @param kid the key's id; left out, it is the RFC 7638 thumbprint (SHA-256, base64url)
 * @throws RangeError when `kid` is not 1 to 128 visible ASCII characters
 */
export async function generateSigningKey(
  alg: SigningAlgorithm,
  kid?: string,
): Promise<{ privateJwk: PrivateSigningJwk; publicJwk: PublicSigningJwk }> {
  if (kid !== undefined && !isKeyId(kid)) throw new RangeError('A key id is 1 to 128 visible ASCII characters.');
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  const bare = await exportJWK(pair.publicKey);
  const names = { kid: kid ?? (await calculateJwkThumbprint(bare, 'sha256')), alg, use: 'sig' as const };

  const checked = checkPublicJwk({ ...bare, ...names });
  if (!checked.ok) throw new Error(`A new ${alg} key failed its own check: ${checked.problem.message}`);
  return { privateJwk: { ...(await exportJWK(pair.privateKey)), ...names }, publicJwk: checked.jwk };
}

/**
 * Checks a public key that a tenant hands in (RFC 7517, RFC 7518 §6, RFC 8037), and returns it reduced to its own
 * members. Takes anything and never throws.
 *
 * Refused: private or symmetric material, a key type or curve that does not fit `alg`, RSA outside 2048 to 4096 bits,
 * points off the curve or of small order, values that are not in their one base64url form, a missing or disallowed
 * `alg`, a missing or over-long `kid`, a key meant for another use, and input over 16,384 characters.
 */
export function checkPublicJwk(input: unknown): PublicJwkCheck {
  const jwk = plainCopy(input);
  if (typeof jwk === 'string') return refuse('', jwk);

  const secret = PRIVATE_MEMBERS.find((member) => Object.hasOwn(jwk, member));
  if (secret !== undefined) return refuse(secret, 'This is a private or symmetric key; hand in the public half only.');

  const { alg, kid } = jwk;
  if (!isSigningAlgorithm(alg)) return refuse('alg', `The key must name its alg: ${SIGNING_ALGORITHMS.join(', ')}.`);
  if (!isKeyId(kid)) return refuse('kid', 'The key needs a kid of 1 to 128 visible ASCII characters.');
  if (jwk.use !== undefined && jwk.use !== 'sig') return refuse('use', 'The key must be for signatures (use: sig).');
  if (jwk.key_ops !== undefined && !isVerifyOnly(jwk.key_ops)) {
    return refuse('key_ops', 'The key must be for verifying only (key_ops: verify).');
  }

  const material = MATERIAL_CHECKS[alg](jwk, kid);
  return 'problem' in material ? { ok: false, problem: material.problem } : { ok: true, jwk: material.jwk, alg, kid };
}

/**
 * Makes a key ready for verifying; the result may be cached for as long as the key is valid.
 *
 * @throws when the key is not one that {@link checkPublicJwk} let pass
 */
export async function importVerifyKey(jwk: PublicSigningJwk): Promise<CryptoKey> {
  const key = await importJWK(jwk, jwk.alg);
  if (key instanceof Uint8Array) throw new TypeError('A symmetric key cannot verify tenant tokens.');
  return key;
}

type JwkMembers = Record<string, unknown>;
type MaterialCheck = { jwk: PublicSigningJwk } | { problem: JwkProblem };

const MATERIAL_CHECKS: Record<SigningAlgorithm, (jwk: JwkMembers, kid: string) => MaterialCheck> = {
  ES256: checkP256,
  EdDSA: checkEd25519,
  PS256: checkRsa,
};

function checkP256({ kty, crv, x, y }: JwkMembers, kid: string): MaterialCheck {
  if (kty !== 'EC') return problem('kty', 'An ES256 key has kty EC.');
  if (crv !== 'P-256') return problem('crv', 'An ES256 key is on the curve P-256.');
  if (canonicalBytes(x)?.length !== 32) return problem('x', 'x must be 32 bytes in unpadded base64url.');
  if (canonicalBytes(y)?.length !== 32) return problem('y', 'y must be 32 bytes in unpadded base64url.');
  const jwk = { kty, crv, x: String(x), y: String(y), alg: 'ES256', kid, use: 'sig' } as const;
  return isImportable(jwk) ? { jwk } : problem('x', 'x and y are not a point on the curve P-256.');
}

function checkEd25519({ kty, crv, x }: JwkMembers, kid: string): MaterialCheck {
  if (kty !== 'OKP') return problem('kty', 'An EdDSA key has kty OKP.');
  if (crv !== 'Ed25519') return problem('crv', 'An EdDSA key is on the curve Ed25519.');
  const bytes = canonicalBytes(x);
  if (bytes?.length !== 32) return problem('x', 'x must be 32 bytes in unpadded base64url.');
  const wrong = ed25519PointProblem(bytes);
  if (wrong !== undefined) return problem('x', `x ${wrong}.`);
  return { jwk: { kty, crv, x: String(x), alg: 'EdDSA', kid, use: 'sig' } };
}

function checkRsa({ kty, n, e }: JwkMembers, kid: string): MaterialCheck {
  if (kty !== 'RSA') return problem('kty', 'A PS256 key has kty RSA.');
  const modulus = canonicalBytes(n);
  if (modulus === undefined || modulus[0] === 0) {
    return problem('n', 'n must be in unpadded base64url without leading zero bytes.');
  }
  const bits = modulus.length * 8 - Math.clz32(modulus.readUInt8(0)) + 24;
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) return problem('n', 'The RSA modulus must have 2048 to 4096 bits.');
  if (modulus.readUInt8(modulus.length - 1) % 2 === 0) return problem('n', 'The RSA modulus must be odd.');

  const exponent = canonicalBytes(e);
  if (exponent === undefined || exponent[0] === 0 || exponent.length > 4) {
    return problem('e', 'e must be at most 4 bytes in unpadded base64url without leading zero bytes.');
  }
  const publicExponent = exponent.readUIntBE(0, exponent.length);
  // FIPS 186-5 §5.1: odd and above 2^16.
  if (publicExponent < 65_537 || publicExponent % 2 === 0) return problem('e', 'e must be odd and at least 65537.');
  const jwk = { kty, n: String(n), e: String(e), alg: 'PS256', kid, use: 'sig' } as const;
  return isImportable(jwk) ? { jwk } : problem('n', 'n and e are not an RSA public key.');
}

/** The input as plain JSON members, or a sentence saying why it is none. Copied, so accessors cannot change later. */
function plainCopy(input: unknown): JwkMembers | string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return 'A key is one JSON object (a JWK).';
  try {
    const text = JSON.stringify(input);
    if (text.length > MAX_JWK_CHARACTERS) return `A key takes at most ${MAX_JWK_CHARACTERS} characters.`;
    const copy: unknown = JSON.parse(text);
    return typeof copy === 'object' && copy !== null ? { ...copy } : 'A key is one JSON object (a JWK).';
  } catch {
    return 'A key is one JSON object (a JWK).';
  }
}

function canonicalBytes(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value ? bytes : undefined;
}

function isImportable(jwk: PublicSigningJwk): boolean {
  try {
    createPublicKey({ key: jwk, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function isVerifyOnly(operations: unknown): boolean {
  return Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify';
}

function problem(field: string, message: string): { problem: JwkProblem } {
  return { problem: { field, message } };
}

function refuse(field: string, message: string): PublicJwkCheck {
  return { ok: false, problem: { field, message } };
}
