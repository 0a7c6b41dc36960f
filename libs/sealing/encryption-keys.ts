import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';

/** How content keys are wrapped for an agency (RFC 7518 §4.6). */
export const KEY_WRAP_ALGORITHM = 'ECDH-ES+A256KW';

/** The curves that agencies may use (RFC 7518 §6.2.1.1, RFC 8037 §2). */
export const ENCRYPTION_CURVES = ['P-256', 'X25519'] as const;

/** One of {@link ENCRYPTION_CURVES}. */
export type EncryptionCurve = (typeof ENCRYPTION_CURVES)[number];

type Names = { alg: typeof KEY_WRAP_ALGORITHM; kid: string; use: 'enc' };

/** A checked public key: the members that its type needs and nothing else. `kid` is its RFC 7638 thumbprint. */
export type PublicEncryptionJwk =
  | ({ kty: 'EC'; crv: 'P-256'; x: string; y: string } & Names)
  | ({ kty: 'OKP'; crv: 'X25519'; x: string } & Names);

/** A private key as the agency keeps it. It never reaches the gateway. */
export type PrivateEncryptionJwk = PublicEncryptionJwk & { d: string };

/** Why a key was refused: the member at fault (`''` for the whole) and a sentence that quotes nothing of it. */
export type EncryptionKeyProblem = { field: string; message: string };

/** What {@link checkEncryptionJwk} found. */
export type EncryptionKeyCheck = { ok: true; jwk: PublicEncryptionJwk } | { ok: false; problem: EncryptionKeyProblem };

const MAX_JWK_CHARACTERS = 4096;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** Makes a key pair; both halves carry `kid` (the thumbprint), `alg` and `use: 'enc'`. */
export async function generateEncryptionKey(
  crv: EncryptionCurve,
): Promise<{ privateJwk: PrivateEncryptionJwk; publicJwk: PublicEncryptionJwk }> {
  const pair = await generateKeyPair(KEY_WRAP_ALGORITHM, { crv, extractable: true });
  const bare = await exportJWK(pair.publicKey);
  const { d } = await exportJWK(pair.privateKey);
  const check = await checkEncryptionJwk({ ...bare, alg: KEY_WRAP_ALGORITHM });
  if (!check.ok || d === undefined) throw new Error(`A new ${crv} key failed its own check.`);
  return { privateJwk: { ...check.jwk, d }, publicJwk: check.jwk };
}

/**
 * Checks a public encryption key that an agency hands in (RFC 7517, RFC 7518 §6.2, RFC 8037), and returns it reduced
 * to its own members. Takes anything and never throws.
 *
 * Refused: private material, a curve other than P-256 and X25519, points off the curve or of small order, values not
 * in their one base64url form, an `alg` other than ECDH-ES+A256KW, a `kid` that is not the RFC 7638 thumbprint
 * (left out, it is filled in), a key meant for another use, and input over 4,096 characters.
 */
export async function checkEncryptionJwk(input: unknown): Promise<EncryptionKeyCheck> {
  const jwk = plainCopy(input);
  if (jwk === undefined) return refuse('', 'A key is one JSON object (a JWK) of at most 4096 characters.');

  const secret = PRIVATE_MEMBERS.find((member) => Object.hasOwn(jwk, member));
  if (secret !== undefined) return refuse(secret, 'This is a private or symmetric key; hand in the public half only.');
  if (jwk.alg !== KEY_WRAP_ALGORITHM) return refuse('alg', `The key must name its alg: ${KEY_WRAP_ALGORITHM}.`);
  if (jwk.use !== undefined && jwk.use !== 'enc') return refuse('use', 'The key must be for encryption (use: enc).');
  // RFC 7517 §4.3: deriving happens with the private half, so a public ECDH key allows no operation of its own.
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.length === 0)) {
    return refuse('key_ops', 'A public ECDH key has no key_ops, or an empty list of them.');
  }

  const point = checkPoint(jwk);
  if ('problem' in point) return { ok: false, problem: point.problem };
  const kid = await calculateJwkThumbprint(point.material, 'sha256');
  if (jwk.kid !== undefined && jwk.kid !== kid) {
    return refuse('kid', 'The kid must be the RFC 7638 thumbprint (SHA-256, base64url), or be left out.');
  }
  return { ok: true, jwk: { ...point.material, alg: KEY_WRAP_ALGORITHM, kid, use: 'enc' } };
}

/**
 * Makes either half ready for use.
 *
 * @throws when the key is not one that {@link checkEncryptionJwk} let pass, or its private half does not fit its curve
 */
export async function importEncryptionKey(jwk: PublicEncryptionJwk | PrivateEncryptionJwk): Promise<CryptoKey> {
  const key = await importJWK(jwk, KEY_WRAP_ALGORITHM);
  if (key instanceof Uint8Array) throw new TypeError('A symmetric key cannot open sealed packages.');
  return key;
}

type JwkMembers = Record<string, unknown>;
type Material = { kty: 'EC'; crv: 'P-256'; x: string; y: string } | { kty: 'OKP'; crv: 'X25519'; x: string };

function checkPoint({ kty, crv, x, y }: JwkMembers): { material: Material } | { problem: EncryptionKeyProblem } {
  if (crv !== 'P-256' && crv !== 'X25519') return problem('crv', 'The key is on the curve P-256 or X25519.');
  const expected = crv === 'P-256' ? 'EC' : 'OKP';
  if (kty !== expected) return problem('kty', `A key on ${crv} has kty ${expected}.`);
  if (!isCanonical32(x)) return problem('x', 'x must be 32 bytes in unpadded base64url.');
  if (crv === 'X25519') {
    const material = { kty: 'OKP', crv, x } as const;
    return agreesOnSecret(material) ? { material } : problem('x', 'x is a point of small order.');
  }
  if (!isCanonical32(y)) return problem('y', 'y must be 32 bytes in unpadded base64url.');
  const material = { kty: 'EC', crv, x, y } as const;
  return isImportable(material) ? { material } : problem('x', 'x and y are not a point on the curve P-256.');
}

function isCanonical32(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.length === 32 && bytes.toString('base64url') === value;
}

function isImportable(material: Material): boolean {
  try {
    createPublicKey({ key: material, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** RFC 7748 §6.1: with a point of small order the secret is all zero, which anyone could guess; OpenSSL refuses it. */
function agreesOnSecret(material: Material): boolean {
  try {
    const publicKey = createPublicKey({ key: material, format: 'jwk' });
    diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey });
    return true;
  } catch {
    return false;
  }
}

/** The input as plain JSON members. Copied, so that accessors cannot change later. */
function plainCopy(input: unknown): JwkMembers | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  try {
    const text = JSON.stringify(input);
    if (text.length > MAX_JWK_CHARACTERS) return undefined;
    const copy: unknown = JSON.parse(text);
    return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? { ...copy } : undefined;
  } catch {
    return undefined;
  }
}

function problem(field: string, message: string): { problem: EncryptionKeyProblem } {
  return { problem: { field, message } };
}

function refuse(field: string, message: string): EncryptionKeyCheck {
  return { ok: false, problem: { field, message } };
}
