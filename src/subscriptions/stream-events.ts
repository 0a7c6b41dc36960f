import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Tx } from '../common/persistence/sql.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import type { SubscriptionState } from './subscription.lifecycle.js';
import type { Subscription } from './subscriptions.repository.js';

/** Status of a stream in the words of the Shared Signals Framework (§8.1.2), by the subscription's state. */
export const STREAM_STATUSES = { ACTIVE: 'enabled', PAUSED: 'paused', DISABLED: 'disabled' } as const;
export type StreamStatus = (typeof STREAM_STATUSES)[keyof typeof STREAM_STATUSES];

/** Tells streams of security event tokens about themselves, by events that only they get. */
@Injectable()
export class StreamEvents {
  constructor(
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly clock: Clock,
  ) {}

  /** The status was changed by somebody else than the receiver (§8.1.5). Webhooks have no such message. */
  async updated(tx: Tx, subscription: Subscription, to: SubscriptionState, reason?: string): Promise<void> {
    if (subscription.channel === 'WEBHOOK' || to === 'DELETED') return;
    await this.tell(tx, subscription, 'stream.updated', { status: STREAM_STATUSES[to], ...(reason ? { reason } : {}) });
  }

  /** The receiver wants to see whether its stream works (§8.1.4). */
  async verification(tx: Tx, subscription: Subscription, state?: string): Promise<void> {
    await this.tell(tx, subscription, 'stream.verification', state === undefined ? {} : { state });
  }

  private async tell(
    tx: Tx,
    subscription: Subscription,
    type: EventType,
    data: Record<string, unknown>,
  ): Promise<void> {
    const { id: subjectId, tenantId } = subscription;
    const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: tenantId, level: 'OWNER' }], this.clock.now());
    await this.events.append(tx, [{ type, tenantId, sharingId, subjectType: 'subscription', subjectId, data }]);
  }
}
