import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { Subscription } from './subscriptions.repository.js';

/** Context that binds a sealed webhook secret to its subscription. */
export const secretContext = (subscriptionId: string): string => `subscription:${subscriptionId}:secret`;

/** The secrets that sign at this moment, the newest first. */
export function liveSecrets(
  cipher: FieldCipher,
  subscription: Pick<Subscription, 'id' | 'secret' | 'previousSecret' | 'previousSecretUntilMs'>,
  nowMs: number,
): string[] {
  const { id, secret, previousSecret, previousSecretUntilMs } = subscription;
  const isPreviousLive = previousSecret !== null && previousSecretUntilMs !== null && nowMs < previousSecretUntilMs;
  const sealed = isPreviousLive ? [secret, previousSecret] : [secret];
  return sealed.map((one) => cipher.decrypt(one, secretContext(id)));
}
