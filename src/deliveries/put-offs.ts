import { GroupCommitter } from '../common/group-committer.js';
import type { DeliveryQueue } from './delivery.job.js';
import type { DeliveryClaims } from './delivery-claims.js';
import type { Full } from './send-lanes.js';
import type { WaitingDelivery } from './work.repository.js';

/** Waits are rounded up to steps of this part of them, so that those who come together share statements and messages. */
const STEP = 1 / 8;
/** Those who are sent away together come again spread over this part of the wait, by lot. */
const SPREAD = 0.5;

const TURNS = 1_000_000;

interface PutOff {
  readonly delivery: WaitingDelivery;
  readonly waitMs: number;
}

/** Puts deliveries off that found no place and that nobody has in hand, many at a time. */
export class PutOffs {
  /** Another than that of the message in work, whichever process made it. */
  private turn: number;
  private readonly committer = new GroupCommitter<PutOff>((putOffs) => this.commit(putOffs));

  constructor(
    private readonly claims: Pick<DeliveryClaims, 'putOff'>,
    private readonly queue: Pick<DeliveryQueue, 'putOff'>,
    private readonly random: () => number = Math.random,
  ) {
    this.turn = Math.floor(TURNS * random());
  }

  /** Resolves when the table knows of it. */
  add(delivery: WaitingDelivery, { againInMs: waitMs, isAppointment }: Full): Promise<void> {
    const spread = isAppointment ? 0 : SPREAD * this.random();
    const step = 2 ** Math.floor(Math.log2(Math.max(1, waitMs * STEP)));
    return this.committer.add({ delivery, waitMs: Math.ceil((waitMs * (1 + spread)) / step) * step });
  }

  private async commit(putOffs: readonly PutOff[]): Promise<void> {
    const groups = new Map<number, WaitingDelivery[]>();
    for (const { delivery, waitMs } of putOffs) {
      const group = groups.get(waitMs);
      if (group) group.push(delivery);
      else groups.set(waitMs, [delivery]);
    }
    await Promise.all([...groups].map(([waitMs, deliveries]) => this.write(deliveries, waitMs)));
  }

  private async write(deliveries: readonly WaitingDelivery[], waitMs: number): Promise<void> {
    await this.claims.putOff(
      deliveries.map(({ id }) => id),
      waitMs,
    );
    this.turn += 1;
    this.queue.putOff(deliveries, waitMs, this.turn);
  }
}
