import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { COLLECTED_MS } from '../deliveries/collecting.js';
import { DeliveryQueue } from '../deliveries/delivery.job.js';
import type { DeliveryState } from '../deliveries/delivery.lifecycle.js';
import { priorityOf } from '../deliveries/delivery.policy.js';
import { FanOutRepository, type NewDelivery } from '../deliveries/fan-out.repository.js';
import { isAboutStream } from '../events/event-types.js';
import { EventsRepository, type SequencedEvent } from '../events/events.repository.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import { canSee } from '../sharing/sharing.policy.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { SubjectChoicesRepository, wantsSubject } from '../subscriptions/subject-choices.js';
import { isWanted } from '../subscriptions/subscription-filter.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { type Refill, RefillsRepository } from './refills.repository.js';

/** Deliveries or events that one transaction takes. */
const BATCH = 500;

const ACTIONS: Readonly<Record<Refill['kind'], LedgerAction>> = {
  REDRIVE: 'delivery.redrive',
  REPLAY: 'subscription.replay',
};

/** Works refills off: a bounded transaction at a time, each taking up where the last one stopped. */
@Injectable()
export class RefillRunner {
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly sharings: SharingRepository,
    private readonly queue: DeliveryQueue,
  ) {}

  /** Until it is done, or the process stops; the sweeper brings back what is left. */
  async run(id: string): Promise<void> {
    while (!this.isStopped && (await this.step(id)));
  }

  stop(): void {
    this.isStopped = true;
  }

  /** One transaction; false when there is nothing left. */
  private step(id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      // The fan-out takes the same locks in the same order.
      const fannedOutSeq = await new RefillsRepository(tx).lockFanOut(tx);
      const refill = await new RefillsRepository(tx).lockRunning(tx, id);
      if (!refill) return false;
      const [locked] = await new FanOutRepository(tx).lock([refill.subscriptionId]);
      const [subscription] = await new SubscriptionsRepository(tx).byIds([refill.subscriptionId]);
      if (!locked || !subscription || (locked.state !== 'ACTIVE' && locked.state !== 'PAUSED')) {
        return this.end(tx, refill, 'CANCELLED');
      }
      const state = locked.state === 'ACTIVE' ? 'PENDING' : 'HELD';
      const isDone =
        refill.kind === 'REDRIVE'
          ? await this.redrive(tx, refill, state)
          : await this.replay(tx, refill, { ...subscription, lastSeq: Number(locked.lastSeq) }, state, fannedOutSeq);
      return isDone ? this.end(tx, refill, 'DONE') : true;
    });
  }

  private async redrive(tx: Tx, refill: Refill, state: DeliveryState): Promise<boolean> {
    const repository = new RefillsRepository(tx);
    const dead = await repository.deadLetters(tx, refill, BATCH);
    const ids = dead.map(({ id }) => id);
    await repository.revive(tx, ids, state, this.clock.now());
    await this.record(tx, refill, Number(dead.at(-1)?.seq ?? refill.position), ids.length);
    if (state === 'PENDING') tx.afterCommit(() => this.queue.put(dead));
    return dead.length < BATCH;
  }

  /** Gives the next events to the subscription anew, under new numbers, in their order. */
  private async replay(
    tx: Tx,
    refill: Refill,
    subscription: Subscription,
    state: DeliveryState,
    fannedOutSeq: number,
  ): Promise<boolean> {
    const page = await new EventsRepository(tx).after(refill.position, BATCH);
    const events = page.filter(({ seq }) => Number(seq) <= fannedOutSeq);
    const wanted = await this.wanted(tx, subscription, events);
    const moved = await this.giveAnew(tx, subscription, wanted, state);
    await this.record(tx, refill, Number(events.at(-1)?.seq ?? refill.position), moved);
    return events.length < BATCH;
  }

  private async wanted(
    tx: Tx,
    subscription: Subscription,
    events: readonly SequencedEvent[],
  ): Promise<SequencedEvent[]> {
    const sharings = await this.sharings.byIds(
      tx,
      events.map(({ sharingId }) => sharingId),
    );
    const subjectsOf = ({ subjectId, orderKey }: SequencedEvent) => [subjectId, orderKey];
    const choices = await new SubjectChoicesRepository(tx).about([...new Set(events.flatMap(subjectsOf))]);
    const viewer = await new SubscriptionsRepository(tx).viewerOf(subscription.tenantId);
    const candidate = { subscriptionId: subscription.id, defaultSubjects: subscription.defaultSubjects };
    return events.filter((event) => {
      const sharing = sharings.get(event.sharingId);
      if (!sharing || !viewer || isAboutStream(event.type) || event.subjectId === subscription.id) return false;
      return (
        isWanted(subscription.filter, event) &&
        wantsSubject(candidate, subjectsOf(event), choices) &&
        canSee(viewer, sharing)
      );
    });
  }

  private async giveAnew(
    tx: Tx,
    { id: subscriptionId, channel, lastSeq }: Subscription,
    events: readonly SequencedEvent[],
    state: DeliveryState,
  ): Promise<number> {
    const repository = new RefillsRepository(tx);
    const nowMs = this.clock.now();
    const dueAtMs = channel === 'SET_POLL' ? COLLECTED_MS : nowMs;
    const found = await repository.earlier(
      tx,
      subscriptionId,
      events.map(({ id }) => id),
    );
    const earlier = new Map(found.map((delivery) => [delivery.eventId, delivery]));
    const fresh: NewDelivery[] = [];
    const renumbered = events.flatMap((event, index) => {
      const seq = lastSeq + index + 1;
      const known = earlier.get(event.id);
      if (known) return [{ id: known.id, seq }];
      const priority = priorityOf(event.severity);
      fresh.push({
        ...{ id: newId(), subscriptionId, eventId: event.id, seq, orderKey: event.orderKey, priority, state },
        nextAttemptAtMs: dueAtMs,
      });
      return [];
    });
    await repository.renumber(tx, renumbered);
    await repository.revive(
      tx,
      found.map(({ id }) => id),
      state,
      dueAtMs,
    );
    const fanOut = new FanOutRepository(tx);
    await fanOut.insert(fresh, nowMs);
    await fanOut.advance([subscriptionId], events.length);
    const due = [...found, ...fresh.map(({ id, priority }) => ({ id, priority, attempts: 0 }))];
    if (state === 'PENDING' && channel !== 'SET_POLL') tx.afterCommit(() => this.queue.put(due));
    return events.length;
  }

  private async record(tx: Tx, refill: Refill, position: number, moved: number): Promise<void> {
    await new RefillsRepository(tx).advance(tx, refill.id, position, moved);
    if (moved === 0) return;
    await this.ledger.append(tx, { system: 'refills' }, [
      {
        action: ACTIONS[refill.kind],
        subjectType: 'refill',
        subjectId: refill.id,
        outcome: 'MOVED',
        detail: { subscriptionId: refill.subscriptionId, moved, position },
      },
    ]);
  }

  private async end(tx: Tx, refill: Refill, state: 'DONE' | 'CANCELLED'): Promise<false> {
    const repository = new RefillsRepository(tx);
    if (refill.kind === 'REPLAY') await repository.setReplay(tx, refill.subscriptionId, null);
    await repository.finish(tx, refill.id, state, this.clock.now());
    await this.ledger.append(tx, { system: 'refills' }, [
      { action: ACTIONS[refill.kind], subjectType: 'refill', subjectId: refill.id, outcome: state },
    ]);
    return false;
  }
}
