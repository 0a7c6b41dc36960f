import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { lastWordsOf, type SseSource, sseBlock } from '../common/http/sse-body.js';
import { MadeOnce } from '../common/made-once.js';
import { SETTINGS } from '../common/tokens.js';
import { cloudEvent, eventSource } from './cloud-event.js';
import type { FedEvent } from './event-feed.js';
import type { EventReader } from './event-reader.js';
import { EventStreams } from './event-streams.service.js';

/** Keeps the connection up while a stream is still reading what is past. */
const COMMENT = ':\n\n';

/** Events as blocks of a plain event stream: the cursor as `id`, CloudEvents 1.0 in JSON as `data`. */
@Injectable()
export class EventBlocks {
  private readonly logger = new Logger(EventBlocks.name);
  private readonly origin: string;
  /** An event's block is the same for all streams of a feed, and a feed belongs to one tenant. */
  private readonly texts = new MadeOnce<FedEvent, string>();

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly clock: Clock,
    private readonly streams: EventStreams,
  ) {
    this.origin = eventSource(settings.LIAISON_AUDIENCE);
  }

  source(context: TenantContext, reader: EventReader): SseSource {
    return {
      next: async () => {
        const step = await reader.next();
        return step.done ? undefined : this.texts.of(step.value, () => this.textOf(context, step.value));
      },
      heartbeat: () => this.headOf(context, reader) ?? COMMENT,
      farewell: (error) => this.farewell(error),
      end: () => reader.end('ended'),
    };
  }

  /**
   * Tells that everything up to a cursor has been given, and when that was: what a consumer measures its lag by. Nothing
   * while the stream is still behind.
   */
  headOf(context: TenantContext, reader: EventReader): string | undefined {
    const seq = reader.headPosition;
    if (seq === undefined) return undefined;
    const cursor = this.streams.cursor(context, seq);
    const data = { time: new Date(this.clock.now()).toISOString(), cursor, lastEventId: reader.lastEventId };
    return sseBlock({ event: 'heartbeat', id: cursor, data: JSON.stringify(data) });
  }

  private textOf(context: TenantContext, { event, previousId }: FedEvent): string {
    const envelope = cloudEvent(event, this.origin);
    // An extension attribute (CloudEvents §3.1): the receiver itself can see a gap.
    const data = JSON.stringify(previousId === null ? envelope : { ...envelope, previousid: previousId });
    return sseBlock({ id: this.streams.cursor(context, Number(event.seq)), data });
  }

  private farewell(error: unknown): string {
    const { code, message, unexpected } = lastWordsOf(error);
    if (unexpected) this.logger.error({ err: unexpected }, 'an event stream broke off');
    return sseBlock({ event: 'end', data: JSON.stringify({ code, message }) });
  }
}
