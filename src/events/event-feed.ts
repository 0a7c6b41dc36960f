import type { Viewer } from '../common/context/tenant-context.js';
import { canSee } from '../sharing/sharing.policy.js';
import type { EventTail, TailedEvent } from './event-tail.js';
import type { EventType } from './event-types.js';
import type { SequencedEvent } from './events.repository.js';

/** Live events that are kept for the slowest reader of a feed; who is slower reads the tables. */
const MAX_KEPT = 1_000;
/** Readers that are woken before the process looks after something else. */
const WOKEN_AT_ONCE = 500;

/** An event on its way to subscribers. One object for every stream of a feed: what is made of it can be made once. */
export interface FedEvent {
  readonly event: SequencedEvent;
  /** The event before it in the same stream; null where the gateway does not know. */
  readonly previousId: string | null;
}

/** Somebody who waits for the next event of a feed. */
export interface Waiting {
  wake(): void;
}

/**
 * What one class of viewers sees of the log's tail: everybody of one tenant who asks for the same types. The policy is
 * asked once for each event and class, however many streams there are.
 */
export class EventFeed {
  private kept: FedEvent[] = [];
  /** Number of the first kept event; they are counted from the feed's beginning. */
  private first = 0;
  private lastId: string | null = null;
  private readonly waiting = new Set<Waiting>();
  private readers = 0;
  private readonly stopListening: () => void;

  /** @param onIdle called when the last reader has left */
  constructor(
    private readonly viewer: Viewer,
    private readonly types: readonly EventType[] | undefined,
    private readonly tail: EventTail,
    private readonly onIdle: () => void,
  ) {
    this.stopListening = tail.listen((events) => this.take(events));
  }

  /** The place in the log up to which everything is in the feed. */
  get position(): number {
    return this.tail.position;
  }

  /** The number that the next event will have. */
  get end(): number {
    return this.first + this.kept.length;
  }

  join(): void {
    this.readers += 1;
  }

  leave(reader: Waiting): void {
    this.waiting.delete(reader);
    this.readers -= 1;
    if (this.readers > 0) return;
    this.stopListening();
    this.onIdle();
  }

  /** Whether the event with this number is no longer kept. */
  hasDropped(number: number): boolean {
    return number < this.first;
  }

  /** The event with this number; undefined when it has not come yet. */
  at(number: number): FedEvent | undefined {
    return this.kept[number - this.first];
  }

  /** Wakes the reader once when there is something new. */
  wait(reader: Waiting): void {
    this.waiting.add(reader);
  }

  private take(events: readonly TailedEvent[]): void {
    const fresh = events.flatMap(({ event, sharing }) => {
      if (this.types && !this.types.includes(event.type)) return [];
      if (!canSee(this.viewer, sharing)) return [];
      const fed = { event, previousId: this.lastId };
      this.lastId = event.id;
      return [fed];
    });
    if (fresh.length === 0) return;
    // Who waits has taken all there was: when everybody does, nothing has to be kept.
    if (this.waiting.size === this.readers) this.drop(this.kept.length);
    this.kept.push(...fresh);
    if (this.kept.length > MAX_KEPT) this.drop(this.kept.length - MAX_KEPT);
    this.wake();
  }

  private drop(count: number): void {
    this.kept.splice(0, count);
    this.first += count;
  }

  /** In slices, so that thousands of streams do not hold up everybody else. */
  private wake(): void {
    const readers = [...this.waiting];
    this.waiting.clear();
    const wakeFrom = (start: number): void => {
      const end = Math.min(start + WOKEN_AT_ONCE, readers.length);
      for (let index = start; index < end; index++) readers[index]?.wake();
      if (end < readers.length) setImmediate(() => wakeFrom(end));
    };
    wakeFrom(0);
  }
}

/** The feeds of this process, one for each class of viewers that has a reader. */
export class EventFeeds {
  private readonly feeds = new Map<string, EventFeed>();

  constructor(private readonly tail: EventTail) {}

  /** The feed of everybody who sees what this viewer sees, for these types; join it before anything else happens. */
  of(viewer: Viewer, types: readonly EventType[] | undefined): EventFeed {
    const { tenantId, tenantKind, jurisdiction } = viewer;
    const key = [tenantId, tenantKind, jurisdiction, ...(types ? ['types', ...[...types].sort()] : [])].join(' ');
    const known = this.feeds.get(key);
    if (known) return known;
    const feed = new EventFeed({ tenantId, tenantKind, jurisdiction }, types, this.tail, () => this.feeds.delete(key));
    this.feeds.set(key, feed);
    return feed;
  }
}
