import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newIdAfter } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { Wakeup } from '../common/wakeup.js';
import { EventFeeds } from './event-feed.js';
import { EventReader, type ReadPast } from './event-reader.js';
import type { EventType } from './event-types.js';
import { EventsRepository, type SequencedEvent } from './events.repository.js';

/** Tells the process that holds the sequencer's lease that events were committed elsewhere. */
export const SEQUENCER_CHANNEL = 'sequencer';

/** What happened, as a feature tells it. */
export interface EventFact {
  readonly type: EventType;
  /** The tenant whose act it was. */
  readonly tenantId: string;
  readonly sharingId: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Deliveries keep their order within this key; the subject when left out. */
  readonly orderKey?: string;
  readonly category?: string;
  readonly severity?: string;
  readonly jurisdiction?: string;
  /** The kind of entity that it is about. */
  readonly entityKind?: string;
  /** Code of the platform that it comes from or concerns. */
  readonly platform?: string;
  /** The saved screening list that raised it. */
  readonly listId?: string;
  /** Codes and ids only. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The event log: written in the transaction of the change, read by cursor or followed live. */
@Injectable()
export class EventsService {
  private readonly events: EventsRepository;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly pubSub: PubSub,
    private readonly wakeup: Wakeup,
    private readonly feeds: EventFeeds,
  ) {
    this.events = new EventsRepository(database);
  }

  /** Adds events to the transaction of the change that they tell of; gives their ids in the same order. */
  async append(tx: Tx, facts: readonly EventFact[]): Promise<string[]> {
    const occurredAtMs = this.clock.now();
    // Places are given in order of id, and another process's clock may be ahead: whoever changed the same thing before
    // us has committed, so its event is among those that wait or has its place.
    let newest = await this.events.newestWaiting(tx);
    const nextId = () => {
      newest = newIdAfter(newest);
      return newest;
    };
    const rows = facts.map((fact) => ({
      id: nextId(),
      type: fact.type,
      occurredAtMs,
      tenantId: fact.tenantId,
      sharingId: fact.sharingId,
      subjectType: fact.subjectType,
      subjectId: fact.subjectId,
      orderKey: fact.orderKey ?? fact.subjectId,
      category: fact.category ?? null,
      severity: fact.severity ?? null,
      jurisdiction: fact.jurisdiction ?? null,
      entityKind: fact.entityKind ?? null,
      platform: fact.platform ?? null,
      listId: fact.listId ?? null,
      data: JSON.stringify(fact.data ?? {}),
    }));
    await this.events.insert(tx, rows);
    tx.afterCommit(async () => {
      this.wakeup.call();
      await this.pubSub.publish(SEQUENCER_CHANNEL, '');
    });
    return rows.map(({ id }) => id);
  }

  /**
   * Events that the caller may see, in order, after a position. When they are fewer than `limit`, everything up to
   * `throughSeq` has been looked at.
   */
  async page(
    context: TenantContext,
    afterSeq: number,
    types: readonly EventType[] | undefined,
    limit: number,
  ): Promise<{ events: SequencedEvent[]; throughSeq: number }> {
    // Read first: what gets its place meanwhile may be among the events, and nothing up to here is left out.
    const headSeq = await this.events.headSeq();
    const events = await this.events.visibleAfter(context, afterSeq, types, limit);
    return { events, throughSeq: Math.max(headSeq, afterSeq, Number(events.at(-1)?.seq ?? 0)) };
  }

  /** The place of the newest event, whoever may see it. */
  head(): Promise<number> {
    return this.events.headSeq();
  }

  /** A stream of the events that the caller may see: those after `afterSeq` (now, when left out), then each new one. */
  read(context: TenantContext, types: readonly EventType[] | undefined, afterSeq: number | undefined): EventReader {
    const readPast: ReadPast = (position, limit) => this.events.visibleAfter(context, position, types, limit);
    return new EventReader(this.feeds.of(context, types), readPast, afterSeq);
  }

  /** As `read`, for a feature's own use; ends when the consumer stops or the signal aborts. */
  async *follow(
    context: TenantContext,
    types: readonly EventType[] | undefined,
    afterSeq: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<SequencedEvent> {
    if (signal.aborted) return;
    const reader = this.read(context, types, afterSeq);
    const end = () => reader.end('ended');
    signal.addEventListener('abort', end, { once: true });
    try {
      for await (const { event } of reader) yield event;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
}

/**
 * Asks for what follows before it is needed, so that nothing falls between. It may fail while nobody awaits it yet, or for good when
 * something else failed first: that is no uncaught error, and who does await it is told.
 */
export function askAhead<Value>(changes: AsyncGenerator<Value>): Promise<IteratorResult<Value, unknown>> {
  const step = changes.next();
  step.catch(() => undefined);
  return step;
}
