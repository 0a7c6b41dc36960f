import { Logger } from '@nestjs/common';
import type { Sql } from '../common/persistence/sql.js';
import type { PubSub } from '../common/pubsub/pub-sub.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { EventsRepository, type SequencedEvent } from './events.repository.js';

export const EVENTS_CHANNEL = 'events';
/** A lost wake-up delays a subscriber by no more than this. */
const POLL_MS = 500;
const PAGE = 500;

/** An event and who may see it. */
export interface TailedEvent {
  readonly event: SequencedEvent;
  readonly sharing: Sharing;
}

type Listener = (events: readonly TailedEvent[]) => void;

/** Follows the event log once per process, however many subscribers listen. */
export class EventTail {
  private readonly logger = new Logger(EventTail.name);
  private readonly listeners = new Set<Listener>();
  private readonly events: EventsRepository;
  private seq = 0;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private isWoken = false;
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly sharings: SharingRepository,
    private readonly pubSub: PubSub,
  ) {
    this.events = new EventsRepository(sql);
  }

  /** Starts at the present head: older events are for `events(after:)`. */
  async start(): Promise<void> {
    this.seq = await this.events.headSeq();
    this.unsubscribe = await this.pubSub.subscribe(EVENTS_CHANNEL, () => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.reading;
  }

  /** The place up to which listeners have been told. */
  get position(): number {
    return this.seq;
  }

  /** Listens to every event after `position`; gives a function that ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  wake(): void {
    this.isWoken = true;
    this.reading ??= this.read();
  }

  private async read(): Promise<void> {
    while (this.isWoken) {
      this.isWoken = false;
      try {
        await this.readToHead();
      } catch (error) {
        this.logger.warn(`reading the event log failed, will try again: ${(error as Error).name}`);
      }
    }
    this.reading = undefined;
  }

  private async readToHead(): Promise<void> {
    for (;;) {
      const events = await this.events.after(this.seq, PAGE);
      if (events.length === 0) return;
      const sharings = await this.sharings.byIds(
        this.sql,
        events.map(({ sharingId }) => sharingId),
      );
      const tailed = events.flatMap((event) => {
        const sharing = sharings.get(event.sharingId);
        return sharing ? [{ event, sharing }] : [];
      });
      this.seq = Number(events.at(-1)?.seq);
      for (const listener of this.listeners) listener(tailed);
      if (events.length < PAGE) return;
    }
  }
}
