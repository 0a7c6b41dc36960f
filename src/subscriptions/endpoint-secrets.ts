import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { generateWebhookKeyPair, generateWebhookSecret } from '../../libs/signing/webhook-keys.js';
import type { Subscription } from './subscriptions.repository.js';

/** By which schemes of Standard Webhooks the messages of a subscription are signed. */
export const SIGNATURE_SCHEMES = ['V1', 'V1A'] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

/** Context that binds a sealed webhook secret to its subscription. */
export const secretContext = (subscriptionId: string): string => `subscription:${subscriptionId}:secret`;

/** The keys of a subscription from one rotation to the next. */
export interface EndpointKeys {
  /** `whsec_…` for `v1`, which the receiver has as well; null without that scheme. */
  readonly secret: string | null;
  /** `whpk_…` for `v1a`, for the receiver; null without that scheme. */
  readonly publicKey: string | null;
  /** All keys that sign, sealed. */
  readonly sealed: string;
}

/** Makes new keys for these schemes. */
export function makeKeys(
  cipher: FieldCipher,
  subscriptionId: string,
  schemes: readonly SignatureScheme[],
): EndpointKeys {
  const secret = schemes.includes('V1') ? generateWebhookSecret() : null;
  const pair = schemes.includes('V1A') ? generateWebhookKeyPair() : null;
  const signing = [secret, pair?.privateKey].filter((key) => typeof key === 'string').join(' ');
  return {
    secret,
    publicKey: pair?.publicKey ?? null,
    sealed: cipher.encrypt(signing, secretContext(subscriptionId)),
  };
}

/** The schemes of keys that are in use. */
export function schemesOf(cipher: FieldCipher, { id, secret }: Pick<Subscription, 'id' | 'secret'>): SignatureScheme[] {
  const keys = opened(cipher, id, secret);
  return SIGNATURE_SCHEMES.filter((scheme) => keys.some((key) => key.startsWith(scheme === 'V1' ? 'whsec_' : 'whsk_')));
}

/** The keys that sign at this moment, the newest first, and when the older of them end. */
export function liveSecrets(
  cipher: FieldCipher,
  subscription: Pick<Subscription, 'id' | 'secret' | 'previousSecret' | 'previousSecretUntilMs'>,
  nowMs: number,
): { readonly keys: string[]; readonly endsAtMs: number | null } {
  const { id, secret, previousSecret, previousSecretUntilMs } = subscription;
  const newest = opened(cipher, id, secret);
  const isPreviousLive = previousSecret !== null && previousSecretUntilMs !== null && nowMs < previousSecretUntilMs;
  if (!isPreviousLive) return { keys: newest, endsAtMs: null };
  return { keys: [...newest, ...opened(cipher, id, previousSecret)], endsAtMs: previousSecretUntilMs };
}

const opened = (cipher: FieldCipher, subscriptionId: string, sealed: string): string[] =>
  cipher.decrypt(sealed, secretContext(subscriptionId)).split(' ');
