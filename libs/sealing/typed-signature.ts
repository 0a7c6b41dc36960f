import { CompactSign, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { importVerifyKey, type PrivateSigningJwk, type PublicSigningJwk } from '../signing/keys.js';
import { SealingError } from './sealing-error.js';

/** Signs a text as JWS in compact form (RFC 7515 §7.1); `typ` keeps one kind from passing for another (RFC 8725 §3.11). */
export async function signTyped(text: string, typ: string, key: PrivateSigningJwk): Promise<string> {
  return new CompactSign(Buffer.from(text))
    .setProtectedHeader({ alg: key.alg, typ, kid: key.kid })
    .sign(await importJWK(key, key.alg));
}

/**
 * Gives back the text that one of `keys` signed as `typ`. The key decides the algorithm, not the text (RFC 8725 §3.1).
 *
 * @param malformed the code for what is no JWS of this type
 * @throws SealingError UNKNOWN_SIGNER, BAD_SIGNATURE, or the code given
 */
export async function verifyTyped(
  signed: string,
  typ: string,
  keys: readonly PublicSigningJwk[],
  malformed: 'MANIFEST_MALFORMED' | 'RECEIPT_MALFORMED',
): Promise<string> {
  const header = readHeader(signed);
  if (header?.typ !== typ) throw new SealingError(malformed, `This is not signed as ${typ}.`);
  const key = keys.find(({ kid }) => kid === header.kid);
  if (key === undefined) throw new SealingError('UNKNOWN_SIGNER', 'It is signed by none of the keys expected.');
  const verifyKey = await importVerifyKey(key);
  try {
    const { payload } = await compactVerify(signed, verifyKey, { algorithms: [key.alg] });
    return Buffer.from(payload).toString();
  } catch {
    throw new SealingError('BAD_SIGNATURE', 'The signature does not fit the key that it names.');
  }
}

function readHeader(signed: string) {
  try {
    return decodeProtectedHeader(signed);
  } catch {
    return undefined;
  }
}
