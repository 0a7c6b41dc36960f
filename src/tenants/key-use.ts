import { checkEncryptionJwk, KEY_WRAP_ALGORITHM } from '../../libs/sealing/encryption-keys.js';
import { checkPublicJwk } from '../../libs/signing/keys.js';

/** What a key is for (RFC 7517 §4.2): to verify what its tenant signed, or to seal disclosures to it. */
export const KEY_USES = ['SIG', 'ENC'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** The use of a registered key follows from its algorithm. */
export const useOf = (algorithm: string): KeyUse => (algorithm === KEY_WRAP_ALGORITHM ? 'ENC' : 'SIG');

/** A public key that was found to be good for its use, reduced to its own members. */
export interface CheckedKey {
  readonly keyId: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export type KeyCheck =
  | { readonly ok: true; readonly key: CheckedKey }
  | { readonly ok: false; readonly problem: { readonly field: string; readonly message: string } };

/**
 * Checks a public key for a use; left out, the key's own `alg` says which. Takes anything and never throws.
 */
export async function checkKey(publicJwk: unknown, use: KeyUse | undefined): Promise<KeyCheck> {
  if ((use ?? useOf(algorithmOf(publicJwk))) === 'SIG') {
    const checked = checkPublicJwk(publicJwk);
    if (!checked.ok) return checked;
    return { ok: true, key: { keyId: checked.kid, algorithm: checked.alg, publicJwk: { ...checked.jwk } } };
  }
  const checked = await checkEncryptionJwk(publicJwk);
  if (!checked.ok) return checked;
  const { kid, alg } = checked.jwk;
  return { ok: true, key: { keyId: kid, algorithm: alg, publicJwk: { ...checked.jwk } } };
}

function algorithmOf(jwk: unknown): string {
  const { alg } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as { alg?: unknown };
  return typeof alg === 'string' ? alg : '';
}
