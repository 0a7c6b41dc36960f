import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { Wakeup } from '../common/wakeup.js';
import { canSee } from '../sharing/sharing.policy.js';
import { EventTail, type TailedEvent } from './event-tail.js';
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

/** How many events one step of a resumed stream reads. */
const RESUME_PAGE = 200;
/** Live events that wait for one subscriber. */
const MAX_BUFFERED = 1_000;

/** The event log: written in the transaction of the change, read by cursor or followed live. */
@Injectable()
export class EventsService {
  private readonly events: EventsRepository;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly pubSub: PubSub,
    private readonly wakeup: Wakeup,
    private readonly tail: EventTail,
  ) {
    this.events = new EventsRepository(database);
  }

  /** Adds events to the transaction of the change that they tell of. */
  async append(tx: Tx, facts: readonly EventFact[]): Promise<void> {
    const occurredAtMs = this.clock.now();
    await this.events.insert(
      tx,
      facts.map((fact) => ({
        id: newId(),
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
      })),
    );
    tx.afterCommit(async () => {
      this.wakeup.call();
      await this.pubSub.publish(SEQUENCER_CHANNEL, '');
    });
  }

  /** Events that the caller may see, in order, after a position. */
  after(context: TenantContext, afterSeq: number, types: readonly EventType[] | undefined, limit: number) {
    return this.events.visibleAfter(context, afterSeq, types, limit);
  }

  /**
   * Every event that the caller may see, in order: first those after `afterSeq` (now, when left out), then each new one
   * as it comes. Ends when the consumer stops or the signal aborts.
   */
  async *follow(
    context: TenantContext,
    types: readonly EventType[] | undefined,
    afterSeq: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<SequencedEvent> {
    const live = new LiveQueue(this.tail, signal);
    try {
      let position = afterSeq ?? this.tail.position;
      while (!signal.aborted) {
        live.startOver();
        for await (const event of this.past(context, types, position)) {
          yield event;
          position = Number(event.seq);
        }
        for await (const { event, sharing } of live) {
          // What came live while the past was being read has been sent already.
          if (Number(event.seq) <= position) continue;
          position = Number(event.seq);
          if (types && !types.includes(event.type)) continue;
          if (canSee(context, sharing)) yield event;
        }
        // The consumer was slower than its buffer is long: the tables have what was dropped.
      }
    } finally {
      live.close();
    }
  }

  private async *past(
    context: TenantContext,
    types: readonly EventType[] | undefined,
    afterSeq: number,
  ): AsyncGenerator<SequencedEvent> {
    let position = afterSeq;
    for (;;) {
      const page = await this.events.visibleAfter(context, position, types, RESUME_PAGE);
      yield* page;
      if (page.length < RESUME_PAGE) return;
      position = Number(page.at(-1)?.seq);
    }
  }
}

/** Buffers live events for one subscriber between two reads of its consumer, and ends when it could not hold them all. */
class LiveQueue implements AsyncIterable<TailedEvent> {
  private readonly buffer: TailedEvent[] = [];
  private notify: (() => void) | undefined;
  private isClosed = false;
  private hasDropped = false;
  private readonly stopListening: () => void;

  constructor(tail: EventTail, signal: AbortSignal) {
    this.stopListening = tail.listen((events) => this.take(events));
    signal.addEventListener('abort', () => this.close(), { once: true });
    if (signal.aborted) this.close();
  }

  /** Buffers again after something was dropped; the caller reads the tables from its position on. */
  startOver(): void {
    this.hasDropped = false;
  }

  close(): void {
    this.isClosed = true;
    this.stopListening();
    this.notify?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TailedEvent> {
    while (!this.isClosed) {
      const next = this.buffer.shift();
      if (next) {
        yield next;
        continue;
      }
      if (this.hasDropped) return;
      await new Promise<void>((resolve) => {
        this.notify = resolve;
      });
      this.notify = undefined;
    }
  }

  /** Once one is dropped all are until the start-over, so that what is buffered has no gap inside. */
  private take(events: readonly TailedEvent[]): void {
    if (this.buffer.length + events.length > MAX_BUFFERED) this.hasDropped = true;
    if (!this.hasDropped) this.buffer.push(...events);
    this.notify?.();
  }
}
