import type { SequencedEvent } from './events.repository.js';

/** What a subscriber is told of an event: codes and ids; the subject itself is fetched over the API. */
export interface EventContent {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly category: string | null;
  readonly severity: string | null;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string | null;
  readonly entityKind: string | null;
  /** Code of the platform that it comes from or concerns. */
  readonly platform: string | null;
  /** The saved screening list that raised it. */
  readonly listId: string | null;
  /** Codes and ids of this type of event. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An event with the attributes of CloudEvents 1.0 §3, in its JSON format. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same in every channel and in every repetition. */
  readonly id: string;
  /** The gateway; `source` and `id` together are unique in the world. */
  readonly source: string;
  readonly type: string;
  /** `<subject type>/<subject id>`. */
  readonly subject: string;
  /** When it happened, RFC 3339 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: EventContent;
}

/** The `source` of every event of a gateway. @param audience the gateway's own name in tokens (LIAISON_AUDIENCE) */
export const eventSource = (audience: string): string => `urn:liaison:${encodeURIComponent(audience)}`;

/**
 * The one envelope of an event for every channel: who sends it adds what belongs to the channel (a cursor, a number), and
 * changes nothing. Its place in the gateway's log is left out, since that would tell how much is hidden.
 * @param source from {@link eventSource}
 */
export function cloudEvent(event: SequencedEvent, source: string): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source,
    type: event.type,
    subject: `${event.subjectType}/${event.subjectId}`,
    time: new Date(Number(event.occurredAtMs)).toISOString(),
    datacontenttype: 'application/json',
    data: {
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      category: event.category,
      severity: event.severity,
      jurisdiction: event.jurisdiction,
      entityKind: event.entityKind,
      platform: event.platform,
      listId: event.listId,
      details: JSON.parse(event.data) as Record<string, unknown>,
    },
  };
}

/**
 * The attributes as headers of CloudEvents' binary content mode (HTTP protocol binding §3.1); `datacontenttype` is the
 * content type itself. All values are visible ASCII, so none needs percent-encoding.
 * @param source from {@link eventSource}
 */
export const cloudEventHeaders = (event: SequencedEvent, source: string): Record<`ce-${string}`, string> => ({
  'ce-specversion': '1.0',
  'ce-id': event.id,
  'ce-source': source,
  'ce-type': event.type,
  'ce-subject': `${event.subjectType}/${event.subjectId}`,
  'ce-time': new Date(Number(event.occurredAtMs)).toISOString(),
});
