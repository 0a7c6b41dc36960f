import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { isAboutStream } from '../events/event-types.js';
import type { SequencedEvent } from '../events/events.repository.js';
import { type EventConsumer, Sequencer } from '../events/sequencer.js';
import { canSee, type Sharing } from '../sharing/sharing.policy.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { type SubjectChoices, SubjectChoicesRepository, wantsSubject } from '../subscriptions/subject-choices.js';
import type { SubscriptionState } from '../subscriptions/subscription.lifecycle.js';
import { type Candidate, SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { COLLECTED_MS, COLLECTORS_CHANNEL } from './collecting.js';
import { DeliveryQueue, URGENT } from './delivery.job.js';
import type { DeliveryState } from './delivery.lifecycle.js';
import { priorityOf } from './delivery.policy.js';
import { FanOutRepository, type NewDelivery } from './fan-out.repository.js';

/** An event and the subscriptions that get it. */
interface Plan {
  readonly event: SequencedEvent;
  readonly subscriptionIds: readonly string[];
  /** What the next transaction goes on with, when they are not all. */
  readonly rest?: Part;
}

/** An event of which some subscriptions have their delivery already. */
interface Part {
  readonly eventId: string;
  /** Whose turn comes. */
  readonly left: readonly string[];
  /** Who took none, since a replay was under way or it was not collecting: asked again with the last. */
  readonly passed: readonly string[];
}

/** Makes one delivery for each subscription that wants a sequenced event and whose tenant may see it. */
@Injectable()
export class FanOut implements EventConsumer, OnModuleInit {
  readonly name = 'deliveries';
  /**
   * One transaction makes this many deliveries at most: it stays short, and the first of an event that goes to thousands are
   * on their way while the others are being written. Tests take fewer.
   */
  maxDeliveries = 2_000;
  private part: Part | undefined;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly sharings: SharingRepository,
    private readonly queue: DeliveryQueue,
    private readonly clock: Clock,
    private readonly pubSub: PubSub,
  ) {}

  onModuleInit(): void {
    this.sequencer.register(this);
  }

  async consume(tx: Tx, events: readonly SequencedEvent[]): Promise<number> {
    const plans = await this.plan(tx, events);
    const given = await this.give(tx, plans);
    const [{ subscriptionIds = [], rest = undefined } = {}] = plans;
    if (!rest) return plans.length;
    const takers = new Set(given.map(({ subscriptionId }) => subscriptionId));
    const passed = [...rest.passed, ...subscriptionIds.filter((id) => !takers.has(id))];
    tx.afterCommit(() => {
      this.part = { ...rest, passed };
    });
    return 0;
  }

  /** Writes the deliveries and lets them go once they are committed. */
  private async give(tx: Tx, plans: readonly Plan[]): Promise<NewDelivery[]> {
    const deliveries = await this.write(
      tx,
      plans.filter(({ subscriptionIds }) => subscriptionIds.length > 0),
    );
    const waiting = deliveries.filter(({ state }) => state === 'PENDING');
    const due = waiting.filter(({ nextAttemptAtMs }) => nextAttemptAtMs < COLLECTED_MS);
    if (due.length > 0)
      tx.afterCommit(() => this.queue.put(due.map(({ id, priority }) => ({ id, attempts: 0, priority }))));
    const collected = waiting.filter(({ nextAttemptAtMs }) => nextAttemptAtMs === COLLECTED_MS);
    if (collected.length > 0) tx.afterCommit(() => this.callCollectors(collected));
    return deliveries;
  }

  /** Wakes the receivers that wait for an answer to their poll, at whichever process. */
  private async callCollectors(collected: readonly NewDelivery[]): Promise<void> {
    const ids = new Set(collected.map(({ subscriptionId }) => subscriptionId));
    for (const id of ids) await this.pubSub.publish(COLLECTORS_CHANNEL, id);
  }

  /** Finds the recipients of as many events, from the first, as one transaction should take. */
  private async plan(tx: Tx, events: readonly SequencedEvent[]): Promise<Plan[]> {
    const sharings = await this.sharings.byIds(
      tx,
      events.map(({ sharingId }) => sharingId),
    );
    const recipients = new RecipientFinder(
      new SubscriptionsRepository(tx),
      await new SubjectChoicesRepository(tx).about([...new Set(events.flatMap(subjectIdsOf))]),
    );
    const find = async (event: SequencedEvent): Promise<string[]> => {
      const sharing = sharings.get(event.sharingId);
      return sharing ? recipients.of(event, sharing) : [];
    };
    const plans: Plan[] = [];
    let deliveries = 0;
    for (const event of events) {
      const plan = await (plans.length === 0
        ? this.planFirst(tx, event, find)
        : find(event).then((subscriptionIds) => ({ event, subscriptionIds })));
      deliveries += plan.subscriptionIds.length;
      if (deliveries > this.maxDeliveries && plans.length > 0) break;
      plans.push(plan);
      if ('rest' in plan) break;
    }
    return plans;
  }

  /** The first event may have been begun: by this process, which remembers, or by another, whose deliveries tell. */
  private async planFirst(
    tx: Tx,
    event: SequencedEvent,
    find: (event: SequencedEvent) => Promise<string[]>,
  ): Promise<Plan> {
    const part = this.part?.eventId === event.id ? this.part : undefined;
    // Until the next commit: after a rollback the tables tell.
    this.part = undefined;
    const left = part?.left ?? (await withoutThose(new FanOutRepository(tx).takers(event.id), find(event)));
    const passed = part?.passed ?? [];
    if (left.length <= this.maxDeliveries) return { event, subscriptionIds: [...left, ...passed] };
    const rest = { eventId: event.id, left: left.slice(this.maxDeliveries), passed };
    return { event, subscriptionIds: left.slice(0, this.maxDeliveries), rest };
  }

  private async write(tx: Tx, plans: readonly Plan[]): Promise<NewDelivery[]> {
    if (plans.length === 0) return [];
    const repository = new FanOutRepository(tx);
    const ids = new Set(plans.flatMap(({ subscriptionIds }) => subscriptionIds));
    const subscriptions = new Map((await repository.lock([...ids])).map((row) => [row.id, row]));
    const nowMs = this.clock.now();
    const taken = new Map<string, number>();
    const deliveries: NewDelivery[] = [];
    for (const { event, subscriptionIds } of plans) {
      for (const subscriptionId of subscriptionIds) {
        const subscription = subscriptions.get(subscriptionId);
        const state = subscription && stateFor(event, subscription.state);
        if (!subscription || !state) continue;
        // A replay is under way, and will come to this event by itself.
        if (subscription.replayAfterSeq !== null && !isAboutStream(event.type)) continue;
        const place = (taken.get(subscriptionId) ?? 0) + 1;
        taken.set(subscriptionId, place);
        deliveries.push({
          id: newId(),
          subscriptionId,
          eventId: event.id,
          seq: Number(subscription.lastSeq) + place,
          orderKey: event.orderKey,
          priority: priorityOf(event.severity),
          state,
          nextAttemptAtMs: subscription.channel === 'SET_POLL' ? COLLECTED_MS : nowMs,
        });
      }
    }
    await repository.insert(deliveries, nowMs);
    await this.hurry(tx, repository, plans);
    for (const [by, group] of groupByCount(taken)) await repository.advance(group, by);
    return deliveries;
  }

  /** An entity's events keep their order, so those before an urgent one become urgent as well. */
  private async hurry(tx: Tx, repository: FanOutRepository, plans: readonly Plan[]): Promise<void> {
    for (const { event, subscriptionIds } of plans) {
      if (priorityOf(event.severity) !== URGENT) continue;
      const hurried = await repository.hurry(subscriptionIds, event.orderKey);
      if (hurried.length > 0) tx.afterCommit(() => this.queue.put(hurried));
    }
  }
}

/** Looks subscriptions up once for all events of a batch that are alike. */
class RecipientFinder {
  private readonly found = new Map<string, Promise<Candidate[]>>();

  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly choices: SubjectChoices,
  ) {}

  async of(event: SequencedEvent, sharing: Sharing): Promise<string[]> {
    if (isAboutStream(event.type)) return [event.subjectId];
    const subjectIds = subjectIdsOf(event);
    const candidates = await this.candidatesFor(event, sharing);
    return (
      candidates
        .filter((candidate) => wantsSubject(candidate, subjectIds, this.choices))
        // What is told of an endpoint that fails goes to its tenant's other ones.
        .filter(({ subscriptionId }) => subscriptionId !== event.subjectId)
        .map(({ subscriptionId }) => subscriptionId)
    );
  }

  private candidatesFor(event: SequencedEvent, sharing: Sharing): Promise<Candidate[]> {
    const { type, category, severity, jurisdiction, entityKind, platform, listId, sharingId } = event;
    const alike = JSON.stringify([type, category, severity, jurisdiction, entityKind, platform, listId, sharingId]);
    const known = this.found.get(alike);
    if (known !== undefined) return known;
    const finding = this.find(event, sharing);
    this.found.set(alike, finding);
    return finding;
  }

  private async find(event: SequencedEvent, sharing: Sharing): Promise<Candidate[]> {
    const candidates = await this.subscriptions.wanting(event, sharing);
    return candidates.filter((candidate) => canSee(candidate, sharing));
  }
}

async function withoutThose(
  taking: Promise<ReadonlySet<string>>,
  finding: Promise<readonly string[]>,
): Promise<readonly string[]> {
  const [takers, found] = [await taking, await finding];
  return takers.size === 0 ? found : found.filter((id) => !takers.has(id));
}

const subjectIdsOf = ({ subjectId, orderKey }: SequencedEvent): string[] => [subjectId, orderKey];

/** A stream that is paused, or disabled, is told that it is so; else it collects, or does not. */
function stateFor(event: SequencedEvent, state: SubscriptionState): DeliveryState | undefined {
  if (state === 'DELETED') return undefined;
  if (state === 'ACTIVE' || event.type === 'stream.updated') return 'PENDING';
  return state === 'PAUSED' ? 'HELD' : undefined;
}

function groupByCount(taken: ReadonlyMap<string, number>): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const [id, count] of taken) {
    const group = groups.get(count);
    if (group) group.push(id);
    else groups.set(count, [id]);
  }
  return groups;
}
