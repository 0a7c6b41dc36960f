import { GroupCommitter } from '../common/group-committer.js';
import type { DeliveryQueue } from './delivery.job.js';
import type { DeliveryClaims } from './delivery-claims.js';
import type { WaitingDelivery } from './work.repository.js';

/** Moments are rounded up to this, so that those who come again at about the same time share a statement and a message. */
const STEP_MS = 500;
/** Those who are sent away together come again spread over this part of the wait, by lot. */
const SPREAD = 0.5;

interface PutOff {
  readonly delivery: WaitingDelivery;
  readonly waitMs: number;
}

/** Puts deliveries off that found no place and that nobody has in hand, many at a time. */
export class PutOffs {
  private readonly committer = new GroupCommitter<PutOff>((putOffs) => this.commit(putOffs));
  private turn = 0;

  constructor(
    private readonly claims: Pick<DeliveryClaims, 'putOff'>,
    private readonly queue: Pick<DeliveryQueue, 'putOff'>,
    private readonly random: () => number = Math.random,
  ) {}

  /** Resolves when the table knows of it. @param waitMs at least */
  add(delivery: WaitingDelivery, waitMs: number): Promise<void> {
    const spreadMs = waitMs * (1 + SPREAD * this.random());
    return this.committer.add({ delivery, waitMs: Math.ceil(spreadMs / STEP_MS) * STEP_MS });
  }

  private async commit(putOffs: readonly PutOff[]): Promise<void> {
    const groups = new Map<number, WaitingDelivery[]>();
    for (const { delivery, waitMs } of putOffs) {
      const group = groups.get(waitMs);
      if (group) group.push(delivery);
      else groups.set(waitMs, [delivery]);
    }
    for (const [waitMs, deliveries] of groups) {
      await this.claims.putOff(
        deliveries.map(({ id }) => id),
        waitMs,
      );
      this.turn += 1;
      this.queue.putOff(deliveries, waitMs, this.turn);
    }
  }
}
