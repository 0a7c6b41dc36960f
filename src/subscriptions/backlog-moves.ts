import type { Tx } from '../common/persistence/sql.js';
import { BacklogRepository } from '../deliveries/backlog.repository.js';
import type { DeliveryQueue } from '../deliveries/delivery.job.js';
import { SubjectChoicesRepository } from './subject-choices.js';
import type { SubscriptionAction } from './subscription.lifecycle.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

/**
 * What a step of a subscription's life means for its deliveries. The subscription's row has to be changed, and so locked,
 * before: a fan-out at work on it must see its deliveries in one state or the other.
 */
export async function moveBacklog(
  tx: Tx,
  action: SubscriptionAction,
  id: string,
  nowMs: number,
  queue: DeliveryQueue,
): Promise<void> {
  const backlog = new BacklogRepository(tx);
  if (action === 'pause' || action === 'disable') await backlog.hold(id);
  if (action === 'resume') {
    const released = await backlog.release(id);
    tx.afterCommit(() => queue.put(released));
  }
  if (action === 'delete') {
    await new SubscriptionsRepository(tx).dropFilter(tx, id);
    await new SubjectChoicesRepository(tx).forgetAll(tx, id);
    await backlog.cancel(id, nowMs);
  }
}
