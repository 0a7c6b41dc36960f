import { type DeliveryReceipt, payloadDigest, signDeliveryReceipt } from '../signing/delivery-receipt.js';
import type { PrivateSigningJwk } from '../signing/keys.js';

export { DELIVERY_RECEIPT_MEDIA_TYPE } from '../signing/delivery-receipt.js';

/** A message that a receiver has and vouches for. */
export interface ReceivedDelivery {
  /** The receiver's tenant code. */
  readonly tenant: string;
  /** `webhook-id` of a webhook, `txn` of a security event token. */
  readonly eventId: string;
  /** The body as it came, before anything parsed it. */
  readonly body: string | Uint8Array;
  /** A signing key of the tenant. */
  readonly privateJwk: PrivateSigningJwk;
  /** The machine's clock when left out. */
  readonly receivedAt?: Date;
}

/**
 * Signs for a message: give the receipt as the body of the answer (`content-type: application/jose`), or hand it in later
 * with the mutation `handInReceipt`.
 */
export function receiptFor({ tenant, eventId, body, privateJwk, receivedAt }: ReceivedDelivery): Promise<string> {
  const receipt: DeliveryReceipt = {
    tenant,
    eventId,
    payloadSha256: payloadDigest(body),
    receivedAt: (receivedAt ?? new Date()).toISOString(),
  };
  return signDeliveryReceipt(receipt, privateJwk);
}
