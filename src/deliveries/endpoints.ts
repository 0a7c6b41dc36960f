import { LRUCache } from 'lru-cache';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { WebhookSigner } from '../../libs/signing/webhook-signature.js';
import type { Sql } from '../common/persistence/sql.js';
import { liveSecrets } from '../subscriptions/endpoint-secrets.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { type EndpointGuard, type EndpointRefusal, EndpointRefusedError } from './endpoint-guard.js';
import type { Destination } from './webhook-client.js';

/** A subscription's endpoint, ready to be sent to. */
export interface Endpoint {
  readonly version: number;
  /** Where it is, or why it is not called. */
  readonly destination: Destination | EndpointRefusal;
  readonly signer: WebhookSigner;
  /** When one of the signer's secrets ends. */
  readonly endsAtMs: number | null;
}

/** Endpoints by subscription, made again when the subscription has changed or a secret has ended. */
export class Endpoints {
  private readonly known = new LRUCache<string, Endpoint>({ max: 20_000 });

  constructor(
    private readonly sql: Sql,
    private readonly cipher: FieldCipher,
    private readonly guard: EndpointGuard,
  ) {}

  /** The endpoints of these subscriptions; those not known yet are read together. */
  async of(
    wanted: readonly { readonly subscriptionId: string; readonly subscriptionVersion: number }[],
    nowMs: number,
  ): Promise<Map<string, Endpoint>> {
    const found = new Map<string, Endpoint>();
    const missing = new Set<string>();
    for (const { subscriptionId, subscriptionVersion } of wanted) {
      const known = this.known.get(subscriptionId);
      const isGood = known?.version === subscriptionVersion && (known.endsAtMs === null || nowMs < known.endsAtMs);
      if (known && isGood) found.set(subscriptionId, known);
      else missing.add(subscriptionId);
    }
    for (const subscription of await new SubscriptionsRepository(this.sql).byIds([...missing])) {
      const endpoint = this.make(subscription, nowMs);
      this.known.set(subscription.id, endpoint);
      found.set(subscription.id, endpoint);
    }
    return found;
  }

  private make(subscription: Subscription, nowMs: number): Endpoint {
    const secrets = liveSecrets(this.cipher, subscription, nowMs);
    return {
      version: subscription.version,
      destination: this.destinationOf(subscription.url),
      signer: new WebhookSigner(secrets),
      endsAtMs: secrets.length > 1 ? subscription.previousSecretUntilMs : null,
    };
  }

  private destinationOf(text: string): Destination | EndpointRefusal {
    try {
      const url = this.guard.read(text);
      return { origin: url.origin, path: `${url.pathname}${url.search}` };
    } catch (error) {
      if (error instanceof EndpointRefusedError) return error.code;
      throw error;
    }
  }
}
