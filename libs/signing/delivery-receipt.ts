import { createHash } from 'node:crypto';
import { CompactSign, type CryptoKey, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { z } from 'zod';
import type { PrivateSigningJwk, SigningAlgorithm } from './keys.js';

/** `typ` of a receipt's JWS: keeps it from passing for anything else that a tenant signs (RFC 8725 §3.11). */
export const DELIVERY_RECEIPT_TYPE = 'liaison-delivery-receipt+jws';
/** Media type of a receipt in an answer (RFC 7515 §9.2.1). */
export const DELIVERY_RECEIPT_MEDIA_TYPE = 'application/jose';

/** What a receiver says by a receipt: it has this event, in exactly these bytes. */
export interface DeliveryReceipt {
  /** Code of the receiver's tenant. */
  readonly tenant: string;
  /** `webhook-id` of a webhook, `txn` of a security event token. */
  readonly eventId: string;
  /** SHA-256 of the body as it came, base64url. */
  readonly payloadSha256: string;
  /** When it came, ISO 8601 in UTC, by the receiver's clock. */
  readonly receivedAt: string;
}

/** A key of the receiver that may sign receipts. */
export interface ReceiptKey {
  readonly key: CryptoKey;
  readonly algorithm: SigningAlgorithm;
}

/** Why a receipt is not believed, each with a sentence that quotes nothing of it. */
export const RECEIPT_REFUSALS = {
  MALFORMED: 'This is not a receipt in compact form.',
  UNKNOWN_KEY: 'The receipt names no usable key of its tenant.',
  BAD_SIGNATURE: 'The signature does not fit the key that it names.',
} as const;
export type ReceiptRefusal = keyof typeof RECEIPT_REFUSALS;

export type ReceiptCheck =
  | { readonly ok: true; readonly receipt: DeliveryReceipt; readonly keyId: string }
  | { readonly ok: false; readonly reason: ReceiptRefusal };

const MAX_RECEIPT_LENGTH = 8_192;

const RECEIPT = z.strictObject({
  tenant: z.string().min(1).max(32),
  eventId: z.string().min(1).max(64),
  payloadSha256: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  receivedAt: z.iso.datetime(),
});

/** SHA-256 of a body as it came, in the form of receipts. */
export const payloadDigest = (body: string | Uint8Array): string =>
  createHash('sha256').update(body).digest('base64url');

/** Signs a receipt as JWS in compact form (RFC 7515 §7.1). */
export async function signDeliveryReceipt(receipt: DeliveryReceipt, key: PrivateSigningJwk): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(RECEIPT.parse(receipt))))
    .setProtectedHeader({ alg: key.alg, typ: DELIVERY_RECEIPT_TYPE, kid: key.kid })
    .sign(await importJWK(key, key.alg));
}

/**
 * Verifies a receipt by the keys of the tenant that is said to have signed it. The key decides the algorithm, not the
 * text (RFC 8725 §3.1). Takes anything and never throws.
 */
export async function verifyDeliveryReceipt(
  signed: string,
  keyOf: (keyId: string) => ReceiptKey | undefined,
): Promise<ReceiptCheck> {
  const header = signed.length > MAX_RECEIPT_LENGTH ? undefined : headerOf(signed);
  if (header?.typ !== DELIVERY_RECEIPT_TYPE || header.kid === undefined) return { ok: false, reason: 'MALFORMED' };
  const found = keyOf(header.kid);
  if (!found) return { ok: false, reason: 'UNKNOWN_KEY' };
  try {
    const { payload } = await compactVerify(signed, found.key, { algorithms: [found.algorithm] });
    const read = RECEIPT.safeParse(JSON.parse(Buffer.from(payload).toString()));
    return read.success ? { ok: true, receipt: read.data, keyId: header.kid } : { ok: false, reason: 'MALFORMED' };
  } catch {
    return { ok: false, reason: 'BAD_SIGNATURE' };
  }
}

function headerOf(signed: string) {
  try {
    return decodeProtectedHeader(signed);
  } catch {
    return undefined;
  }
}
