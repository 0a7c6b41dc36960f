import type { Clock } from '../common/clock.js';
import { GroupCommitter } from '../common/group-committer.js';
import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import type { LedgerFact, LedgerService } from '../ledger/ledger.service.js';
import type { DeliveryQueue } from './delivery.job.js';
import type { DeliveryState } from './delivery.lifecycle.js';
import type { Verdict } from './delivery.policy.js';
import { type AttemptRecord, type WaitingDelivery, WorkRepository } from './work.repository.js';

/** What came of a delivery in hand. */
export interface Settlement {
  readonly delivery: WaitingDelivery;
  readonly verdict: Verdict | { readonly kind: 'WITHDRAWN'; readonly reason: string };
  /** Nothing when nothing was sent. */
  readonly attempt: Omit<AttemptRecord, 'deliveryId' | 'n'> | undefined;
}

type SettledKind = 'DELIVERED' | 'DEAD' | 'WITHDRAWN';

const STATES: Readonly<Record<SettledKind, DeliveryState>> = {
  DELIVERED: 'DELIVERED',
  DEAD: 'DEAD',
  WITHDRAWN: 'CANCELLED',
};

const isSettled = ({ verdict }: Settlement): boolean => verdict.kind in STATES;

/** Writes down what came of deliveries, many at a time: state, attempt and ledger entry in one transaction. */
export class DeliverySettlement {
  private readonly work: WorkRepository;
  private readonly committer: GroupCommitter<Settlement>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly queue: DeliveryQueue,
    private readonly owner: string,
  ) {
    this.work = new WorkRepository(database);
    this.committer = new GroupCommitter((settlements) => this.commit(settlements));
  }

  /** Resolves when it is durable. What another process has taken over meanwhile is left to it. */
  settle(settlement: Settlement): Promise<void> {
    return this.committer.add(settlement);
  }

  private async commit(settlements: readonly Settlement[]): Promise<void> {
    const nowMs = this.clock.now();
    const ours = await this.database.transaction(async (tx) => {
      const ids = settlements.map(({ delivery }) => delivery.id);
      const locked = await this.work.lockClaimed(tx, ids, this.owner);
      const mine = settlements.filter(({ delivery }) => locked.has(delivery.id));
      await this.write(tx, mine, nowMs);
      return mine;
    });
    for (const { delivery, verdict } of ours) {
      if (verdict.kind === 'RETRY') {
        this.queue.putLater({ id: delivery.id, attempts: delivery.attempts + 1 }, verdict.delayMs);
      }
    }
    await this.releaseFollowers(ours.filter(isSettled));
  }

  private async write(tx: Tx, mine: readonly Settlement[], nowMs: number): Promise<void> {
    const idsOf = (kind: Settlement['verdict']['kind']) =>
      mine.filter(({ verdict }) => verdict.kind === kind).map(({ delivery }) => delivery.id);
    await this.work.settle(tx, idsOf('DELIVERED'), STATES.DELIVERED, 1, nowMs);
    await this.work.settle(tx, idsOf('DEAD'), STATES.DEAD, 1, nowMs);
    await this.work.settle(tx, idsOf('WITHDRAWN'), STATES.WITHDRAWN, 0, nowMs);
    await this.work.release(tx, idsOf('RELEASED'));
    const retries = mine.flatMap(({ delivery, verdict }) =>
      verdict.kind === 'RETRY' ? [[delivery.id, nowMs + verdict.delayMs] as const] : [],
    );
    await this.work.retry(tx, new Map(retries));
    await this.work.insertAttempts(tx, mine.flatMap(attemptOf));
    const facts = mine.filter(isSettled).map(factOf);
    if (facts.length > 0) await this.ledger.append(tx, { system: 'deliveries' }, facts);
  }

  /** After the commit: a job that found its delivery blocked before it has ended by now, so somebody must call it again. */
  private async releaseFollowers(settled: readonly Settlement[]): Promise<void> {
    if (settled.length === 0) return;
    const followers = await this.work.followers(settled.map(({ delivery }) => delivery.id));
    this.queue.putReleased(followers);
  }
}

function attemptOf({ delivery, verdict, attempt }: Settlement): AttemptRecord[] {
  if (!attempt || verdict.kind === 'RELEASED') return [];
  return [{ deliveryId: delivery.id, n: delivery.attempts + 1, ...attempt }];
}

function factOf({ delivery, verdict }: Settlement): LedgerFact {
  const { id, subscriptionId, eventId, seq, attempts } = delivery;
  return {
    action: 'delivery.settle',
    subjectType: 'delivery',
    subjectId: id,
    outcome: verdict.kind,
    detail: {
      subscriptionId,
      eventId,
      seq: Number(seq),
      attempts: verdict.kind === 'WITHDRAWN' ? attempts : attempts + 1,
      ...('reason' in verdict ? { reason: verdict.reason } : {}),
    },
  };
}
