import type { Clock } from '../common/clock.js';
import { GroupCommitter } from '../common/group-committer.js';
import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import type { LedgerFact, LedgerService } from '../ledger/ledger.service.js';
import type { DeliveryQueue } from './delivery.job.js';
import type { DeliveryState } from './delivery.lifecycle.js';
import type { Outcome, Verdict } from './delivery.policy.js';
import type { Claim } from './delivery-claims.js';
import type { EndpointWatch, Observation } from './endpoint-watch.js';
import { type AttemptRecord, WorkRepository } from './work.repository.js';

/** What came of a delivery in hand. */
export interface Settlement {
  readonly claim: Claim;
  readonly verdict: Verdict | { readonly kind: 'WITHDRAWN'; readonly reason: string };
  /** Nothing when nothing was sent. */
  readonly tried: { readonly attempt: Omit<AttemptRecord, 'deliveryId' | 'n'>; readonly outcome: Outcome } | undefined;
}

type SettledKind = 'DELIVERED' | 'DEAD' | 'WITHDRAWN';

const STATES: Readonly<Record<SettledKind, DeliveryState>> = {
  DELIVERED: 'DELIVERED',
  DEAD: 'DEAD',
  WITHDRAWN: 'CANCELLED',
};

const isSettled = ({ verdict }: Settlement): boolean => verdict.kind in STATES;
const isGone = ({ verdict }: Settlement): boolean => verdict.kind === 'DEAD' && verdict.reason === 'GONE';
const idOf = ({ claim }: Settlement): string => claim.delivery.id;

/** Writes down what came of deliveries, many at a time: state, attempt and ledger entry in one transaction. */
export class DeliverySettlement {
  private readonly work: WorkRepository;
  private readonly committer: GroupCommitter<Settlement>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly queue: DeliveryQueue,
    private readonly watch: EndpointWatch,
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
    const { ours, failing } = await this.database.transaction(async (tx) => {
      const locked = await this.work.lockClaimed(tx, settlements.map(idOf), this.owner);
      const mine = settlements.filter((settlement) => locked.has(idOf(settlement)));
      await this.write(tx, mine, nowMs);
      return { ours: mine, failing: await this.watch.note(tx, mine.flatMap(observationOf), nowMs) };
    });
    for (const { claim, verdict } of ours) {
      if (verdict.kind !== 'RETRY') continue;
      const { id, attempts, priority } = claim.delivery;
      this.queue.putLater({ id, attempts: attempts + 1, priority }, verdict.delayMs);
    }
    const gone = new Set(ours.filter(isGone).map(({ claim }) => claim.delivery.subscriptionId));
    for (const subscriptionId of gone) await this.watch.disable(subscriptionId, 'GONE');
    for (const subscriptionId of failing) await this.watch.disable(subscriptionId, 'FAILING');
    await this.releaseFollowers(ours.filter(isSettled));
  }

  private async write(tx: Tx, mine: readonly Settlement[], nowMs: number): Promise<void> {
    const idsOf = (kind: Settlement['verdict']['kind']) =>
      mine.filter(({ verdict }) => verdict.kind === kind).map(idOf);
    await this.work.settle(tx, idsOf('DELIVERED'), STATES.DELIVERED, 1, nowMs);
    await this.work.settle(tx, idsOf('DEAD'), STATES.DEAD, 1, nowMs);
    await this.work.settle(tx, idsOf('WITHDRAWN'), STATES.WITHDRAWN, 0, nowMs);
    await this.work.release(tx, idsOf('RELEASED'));
    const retries = mine.flatMap(({ claim, verdict }) =>
      verdict.kind === 'RETRY' ? [[claim.delivery.id, nowMs + verdict.delayMs] as const] : [],
    );
    await this.work.retry(tx, new Map(retries));
    await this.work.insertAttempts(tx, mine.flatMap(attemptOf));
    const facts = mine.filter(isSettled).map(factOf);
    if (facts.length > 0) await this.ledger.append(tx, { system: 'deliveries' }, facts);
  }

  /** After the commit: a job that found its delivery blocked before it has ended by now, so somebody must call it again. */
  private async releaseFollowers(settled: readonly Settlement[]): Promise<void> {
    if (settled.length === 0) return;
    const followers = await this.work.followers(settled.map(idOf));
    this.queue.putReleased(followers);
  }
}

function attemptOf({ claim, verdict, tried }: Settlement): AttemptRecord[] {
  if (!tried || verdict.kind === 'RELEASED') return [];
  return [{ deliveryId: claim.delivery.id, n: claim.delivery.attempts + 1, ...tried.attempt }];
}

/** What the attempt tells of the endpoint: nothing when this process broke it off, or when the endpoint says farewell. */
function observationOf(settlement: Settlement): Observation[] {
  const { claim, verdict, tried } = settlement;
  if (!tried || tried.outcome.kind === 'INTERRUPTED' || isGone(settlement)) return [];
  return [
    {
      subscriptionId: claim.delivery.subscriptionId,
      tenantId: claim.tenantId,
      outcome: tried.outcome,
      isSuccess: verdict.kind === 'DELIVERED',
      openUntilMs: claim.health?.openUntilMs,
    },
  ];
}

function factOf({ claim, verdict }: Settlement): LedgerFact {
  const { id, subscriptionId, eventId, seq, attempts } = claim.delivery;
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
