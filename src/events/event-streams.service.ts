import { Injectable } from '@nestjs/common';
import { OpenStreams } from '../common/context/open-streams.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Pagination } from '../common/pagination.js';
import type { EventReader } from './event-reader.js';
import { type EventType, isEventType } from './event-types.js';
import { EventsService } from './events.service.js';

/** One name for every channel, so that a cursor of one of them goes on in another. */
export const EVENT_LIST = 'events';

/** What a subscriber asks for. */
export interface StreamRequest {
  /** Only these types; all when left out. */
  readonly types?: readonly string[] | null | undefined;
  /** Go on after this cursor; from now when left out. */
  readonly after?: string | null | undefined;
}

/** The types that a caller named are not all types of events. */
export class UnknownTypesError extends Error {
  readonly field = 'types';

  constructor() {
    super('`types` must name at least one event type, and only known ones.');
  }
}

/** Streams of events as every channel opens them: cursors sealed for the tenant, watched for revocation, counted. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly log: EventsService,
    private readonly pagination: Pagination,
    private readonly streams: OpenStreams,
  ) {}

  /**
   * @throws PageArgumentError for a cursor that is not the tenant's, UnknownTypesError, TooManyStreamsError
   */
  open(context: TenantContext, { types, after }: StreamRequest): EventReader {
    const names = typesOf(types);
    // An empty cursor is no cursor either: taken for none, it would hide a gap.
    const isResumed = after !== undefined && after !== null;
    const position = isResumed ? Number(this.pagination.open(context, EVENT_LIST, after)) : undefined;
    const reader = this.log.read(context, names, position);
    try {
      return reader.whenEnded(this.streams.watch(context, reader));
    } catch (error) {
      reader.end('ended');
      throw error;
    }
  }

  /** The cursor of a place in the log. */
  cursor(context: TenantContext, seq: number): string {
    return this.pagination.seal(context, EVENT_LIST, String(seq));
  }
}

/** @throws UnknownTypesError */
export function typesOf(types: readonly string[] | null | undefined): EventType[] | undefined {
  if (!types) return undefined;
  const known = types.filter(isEventType);
  if (known.length === 0 || known.length < types.length) throw new UnknownTypesError();
  return known;
}
