import { LRUCache } from 'lru-cache';
import type { Sql } from '../common/persistence/sql.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import type { Channel, Channels } from './channels.js';
import { type EndpointGuard, type EndpointRefusal, EndpointRefusedError } from './endpoint-guard.js';
import type { Destination } from './webhook-client.js';

/** A subscription's endpoint, ready to be sent to. */
export interface Endpoint {
  readonly version: number;
  /** Where it is, or why it is not called. */
  readonly destination: Destination | EndpointRefusal;
  readonly channel: Channel;
}

/** Endpoints by subscription, made again when the subscription has changed or a key has ended. */
export class Endpoints {
  private readonly known = new LRUCache<string, Endpoint>({ max: 20_000 });

  constructor(
    private readonly sql: Sql,
    private readonly channels: Channels,
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
      const isGood = known?.version === subscriptionVersion && isOpen(known.channel, nowMs);
      if (known && isGood) found.set(subscriptionId, known);
      else missing.add(subscriptionId);
    }
    if (missing.size > 0) await this.open([...missing], nowMs, found);
    return found;
  }

  private async open(ids: readonly string[], nowMs: number, found: Map<string, Endpoint>): Promise<void> {
    const subscriptions = await new SubscriptionsRepository(this.sql).byIds(ids);
    const channels = await this.channels.open(subscriptions, nowMs);
    for (const subscription of subscriptions) {
      const channel = channels.get(subscription.id);
      if (!channel) continue;
      const endpoint = { version: subscription.version, destination: this.destinationOf(subscription), channel };
      this.known.set(subscription.id, endpoint);
      found.set(subscription.id, endpoint);
    }
  }

  private destinationOf({ url: text }: Subscription): Destination | EndpointRefusal {
    try {
      const url = this.guard.read(text);
      return { origin: url.origin, path: `${url.pathname}${url.search}` };
    } catch (error) {
      if (error instanceof EndpointRefusedError) return error.code;
      throw error;
    }
  }
}

const isOpen = ({ endsAtMs }: Channel, nowMs: number): boolean => endsAtMs === null || nowMs < endsAtMs;
