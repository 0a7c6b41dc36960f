import { type Endable, type EndReason, revoked } from '../common/context/open-streams.js';
import type { SharedSource } from '../common/graphql/shared-executions.js';
import type { EventFeed, FedEvent, Waiting } from './event-feed.js';
import type { SequencedEvent } from './events.repository.js';

/** How many events one step of a resumed stream reads. */
const PAGE = 200;

/** Events after a place in the log, in order, that the reader may see. */
export type ReadPast = (afterSeq: number, limit: number) => Promise<SequencedEvent[]>;

type Step = IteratorResult<FedEvent, undefined>;

const DONE: Step = { done: true, value: undefined };

/**
 * One stream of events, in order and without a gap: first what is past, out of the tables, then the live feed; a consumer
 * that is slower than the feed keeps goes back to the tables. Holds no event but those of the page in hand.
 * One `next()` at a time.
 */
export class EventReader implements SharedSource<FedEvent>, Endable, Waiting {
  /** A feed belongs to one class of viewers, and its events are the same objects for all of them. */
  readonly isShared = true;
  private past: FedEvent[] = [];
  private hasLastPage = false;
  private isLive: boolean;
  /** Number in the feed of the event to look at next. */
  private at: number;
  /** Everything up to this place in the log has been given or is not for this reader. */
  private position: number;
  private lastId: string | null = null;
  private ended: EndReason | undefined;
  private resume: (() => void) | undefined;
  private onEnd: (() => void) | undefined;

  /** @param afterSeq the place to go on after; without it, from now */
  constructor(
    private readonly feed: EventFeed,
    private readonly readPast: ReadPast,
    afterSeq: number | undefined,
  ) {
    feed.join();
    this.at = feed.end;
    this.isLive = afterSeq === undefined;
    this.position = afterSeq ?? feed.position;
  }

  /** The place in the log up to which all has been given; undefined while there is something to give. */
  get headPosition(): number | undefined {
    if (!this.isLive || this.ended || this.at < this.feed.end) return undefined;
    return Math.max(this.feed.position, this.position);
  }

  /** The last event that was given; null when there was none. */
  get lastEventId(): string | null {
    return this.lastId;
  }

  /** Calls back once when the stream has ended, for whatever reason. */
  whenEnded(onEnd: () => void): this {
    this.onEnd = onEnd;
    return this;
  }

  /** @throws GraphQLError UNAUTHENTICATED when the caller was revoked */
  async next(): Promise<Step> {
    while (!this.ended) {
      const fed = await this.advance();
      if (fed && !this.ended) return { done: false, value: fed };
    }
    if (this.ended === 'revoked') throw revoked();
    return DONE;
  }

  async return(): Promise<Step> {
    this.end('ended');
    return DONE;
  }

  async throw(error: unknown): Promise<Step> {
    this.end('ended');
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  end(reason: EndReason): void {
    if (this.ended) return;
    this.ended = reason;
    this.past = [];
    this.feed.leave(this);
    this.onEnd?.();
    this.wake();
  }

  wake(): void {
    const { resume } = this;
    this.resume = undefined;
    resume?.();
  }

  private async advance(): Promise<FedEvent | undefined> {
    if (!this.isLive) return this.takePast();
    const fed = this.takeLive();
    if (!fed && this.isLive) await this.news();
    return fed;
  }

  private takeLive(): FedEvent | undefined {
    if (this.feed.hasDropped(this.at)) {
      this.isLive = false;
      return undefined;
    }
    for (;;) {
      const fed = this.feed.at(this.at);
      if (!fed) return undefined;
      this.at += 1;
      // What came live while the past was being read has been given already.
      if (Number(fed.event.seq) > this.position) return this.given(fed);
    }
  }

  private async takePast(): Promise<FedEvent | undefined> {
    const next = this.past.shift();
    if (next) return this.given(next);
    if (this.hasLastPage) {
      this.hasLastPage = false;
      this.isLive = true;
      return undefined;
    }
    // Noted before the tables are read: what comes from here on may be missing in the page, what came before is not.
    this.at = this.feed.end;
    const events = await this.page();
    this.past = events.map((event, index) => ({ event, previousId: events[index - 1]?.id ?? this.lastId }));
    this.hasLastPage = events.length < PAGE;
    return undefined;
  }

  private async page(): Promise<SequencedEvent[]> {
    try {
      return await this.readPast(this.position, PAGE);
    } catch (error) {
      this.end('ended');
      throw error;
    }
  }

  private given(fed: FedEvent): FedEvent {
    this.position = Number(fed.event.seq);
    this.lastId = fed.event.id;
    return fed;
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.resume = resolve;
      this.feed.wait(this);
    });
  }
}
