import { errors, flattenedDecrypt, GeneralEncrypt, type GeneralJWE } from 'jose';
import type { PrivateSigningJwk, PublicSigningJwk } from '../signing/keys.js';
import {
  importEncryptionKey,
  KEY_WRAP_ALGORITHM,
  type PrivateEncryptionJwk,
  type PublicEncryptionJwk,
} from './encryption-keys.js';
import { type Envelope, envelopeOf, type Manifest, parseEnvelope, parseManifest } from './manifest.js';
import { SealingError } from './sealing-error.js';
import { signTyped, verifyTyped } from './typed-signature.js';

const CONTENT_ENCRYPTION = 'A256GCM';
const SIGNED_TYPE = 'liaison-manifest+jws';
const SEALED_TYPE = 'liaison-package+jwe';
/** Most bytes, and so characters, of a sealed manifest. */
export const MAX_MANIFEST_BYTES = 8 * 2 ** 20;

/** Who the reader expects a package from and about what; what is left out is not checked. */
export type ExpectedPackage = {
  requestId: string;
  platform: string;
  agency: string;
  packageId?: string;
  /** The platform's keys that were valid when it was sealed. Come by them through the tenant's registered set. */
  platformKeys: readonly PublicSigningJwk[];
};

/**
 * Signs a manifest (JWS, RFC 7515) and encrypts the result to its recipients (JWE in general JSON form, RFC 7516
 * §7.2.1), with the {@link Envelope} in the clear as additional authenticated data.
 *
 * The signed part names agency and recipients, so that a recipient cannot pass the platform's word on to another as if
 * it had been meant for them.
 *
 * @returns the text to be stored as the package's manifest
 * @throws SealingError MANIFEST_MALFORMED when the manifest breaks its own form
 */
export async function sealManifest(
  manifest: Omit<Manifest, 'recipients'>,
  keys: { platformKey: PrivateSigningJwk; recipients: readonly PublicEncryptionJwk[] },
): Promise<string> {
  const { platformKey, recipients } = keys;
  const whole = parseManifest(JSON.stringify({ ...manifest, recipients: recipients.map(({ kid }) => kid) }));
  const signed = await signTyped(JSON.stringify(whole), SIGNED_TYPE, platformKey);
  const sealing = new GeneralEncrypt(Buffer.from(signed))
    .setProtectedHeader({ enc: CONTENT_ENCRYPTION, typ: SEALED_TYPE })
    .setAdditionalAuthenticatedData(Buffer.from(JSON.stringify(envelopeOf(whole))));
  for (const recipient of recipients) {
    const header = { alg: KEY_WRAP_ALGORITHM, kid: recipient.kid };
    sealing.addRecipient(await importEncryptionKey(recipient)).setUnprotectedHeader(header);
  }
  return JSON.stringify(await sealing.encrypt());
}

/**
 * What the operator can read of a sealed manifest. Nothing is proven by it.
 *
 * @throws SealingError MANIFEST_MALFORMED
 */
export function readEnvelope(sealed: string): Envelope {
  return parseEnvelope(Buffer.from(String(takeApart(sealed).aad), 'base64url').toString());
}

/**
 * Ids of the keys that a sealed manifest says it is sealed to. What it says is not proven, yet nobody else can open it.
 *
 * @throws SealingError MANIFEST_MALFORMED
 */
export function recipientsOf(sealed: string): string[] {
  return takeApart(sealed).recipients.map(({ header }) => String(header?.kid));
}

/**
 * Opens a sealed manifest with whichever of the agency's keys fits, and checks signature, recipient and what it is about.
 *
 * @throws SealingError MANIFEST_MALFORMED, MANIFEST_ALTERED, NOT_A_RECIPIENT, UNKNOWN_SIGNER, BAD_SIGNATURE,
 *   WRONG_PACKAGE, WRONG_REQUEST, WRONG_PLATFORM, WRONG_AGENCY
 */
export async function openManifest(
  sealed: string,
  agencyKeys: readonly PrivateEncryptionJwk[],
  expected: ExpectedPackage,
): Promise<Manifest> {
  const jwe = takeApart(sealed);
  const { signed, key } = await decrypted(jwe, agencyKeys);
  const manifest = parseManifest(await verifyTyped(signed, SIGNED_TYPE, expected.platformKeys, 'MANIFEST_MALFORMED'));

  if (!manifest.recipients.includes(key.kid)) {
    throw new SealingError('NOT_A_RECIPIENT', 'The platform did not seal this package to the key that opens it.');
  }
  const envelope = parseEnvelope(Buffer.from(String(jwe.aad), 'base64url').toString());
  if (JSON.stringify(envelope) !== JSON.stringify(envelopeOf(manifest))) {
    throw new SealingError('MANIFEST_ALTERED', 'The open part of the manifest differs from the signed one.');
  }
  checkSubject(manifest, expected);
  return manifest;
}

function takeApart(sealed: string): GeneralJWE {
  const malformed = new SealingError('MANIFEST_MALFORMED', 'The sealed manifest is no JWE in general JSON form.');
  if (sealed.length > MAX_MANIFEST_BYTES) throw malformed;
  let value: unknown;
  try {
    value = JSON.parse(sealed);
  } catch {
    throw malformed;
  }
  if (!isGeneralJwe(value)) throw malformed;
  return value;
}

function isGeneralJwe(value: unknown): value is GeneralJWE {
  if (typeof value !== 'object' || value === null) return false;
  const { recipients, ...parts } = value as Record<string, unknown>;
  const texts = ['protected', 'iv', 'ciphertext', 'tag', 'aad'];
  return (
    texts.every((part) => typeof parts[part] === 'string') &&
    Object.keys(parts).length === texts.length &&
    Array.isArray(recipients) &&
    recipients.length > 0 &&
    recipients.every((one) => typeof one?.encrypted_key === 'string' && typeof one?.header === 'object')
  );
}

async function decrypted(jwe: GeneralJWE, agencyKeys: readonly PrivateEncryptionJwk[]) {
  const { recipients, ...parts } = jwe;
  for (const { encrypted_key, header } of recipients) {
    const key = agencyKeys.find(({ kid }) => kid === header?.kid);
    if (key === undefined) continue;
    const privateKey = await importEncryptionKey(key);
    const { plaintext } = await flattenedDecrypt({ ...parts, encrypted_key, header }, privateKey, {
      keyManagementAlgorithms: [KEY_WRAP_ALGORITHM],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    }).catch((failure: unknown) => {
      throw refusalOf(failure);
    });
    return { signed: Buffer.from(plaintext).toString(), key };
  }
  throw new SealingError('NOT_A_RECIPIENT', 'The package is not sealed to any of the keys given.');
}

function refusalOf(failure: unknown): SealingError {
  return failure instanceof errors.JWEDecryptionFailed
    ? new SealingError('MANIFEST_ALTERED', 'The sealed manifest was changed after it was encrypted.')
    : new SealingError('MANIFEST_MALFORMED', 'The sealed manifest is not encrypted as packages are.');
}

function checkSubject(manifest: Manifest, expected: ExpectedPackage): void {
  const checks = [
    ['packageId', 'WRONG_PACKAGE', 'This is another package.'],
    ['requestId', 'WRONG_REQUEST', 'This package answers another request.'],
    ['platform', 'WRONG_PLATFORM', 'This package comes from another platform.'],
    ['agency', 'WRONG_AGENCY', 'This package is for another agency.'],
  ] as const;
  for (const [member, code, message] of checks) {
    const wanted = expected[member];
    if (wanted !== undefined && manifest[member] !== wanted) throw new SealingError(code, message);
  }
}
