import type { SequencedEvent } from '../events/events.repository.js';
import type { PayloadForm } from '../subscriptions/subscriptions.repository.js';

/**
 * The body of a webhook: JSON in the shape that Standard Webhooks recommends, thin, or full with the event's details. `seq` counts the subscription's own
 * messages, so a receiver sees a gap; the place in the gateway's log is not told, since it would tell how much is hidden.
 */
export function webhookBody(event: SequencedEvent, seq: number, form: PayloadForm = 'THIN'): string {
  return JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: new Date(Number(event.occurredAtMs)).toISOString(),
    data: {
      eventId: event.id,
      seq,
      prevSeq: seq - 1,
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      category: event.category,
      severity: event.severity,
      jurisdiction: event.jurisdiction,
      ...(form === 'FULL' ? { details: JSON.parse(event.data) as unknown } : {}),
    },
  });
}
