import { cloudEvent } from '../events/cloud-event.js';
import { EVENT_TYPES, type EventType, isAboutStream, isEventType } from '../events/event-types.js';
import type { SequencedEvent } from '../events/events.repository.js';
import type { PayloadForm } from '../subscriptions/subscriptions.repository.js';

/** `typ` of a security event token (RFC 8417 §2.3). */
export const TOKEN_TYPE = 'secevent+jwt';

/** Claims of a security event token (RFC 8417 §2.2): no `exp` and no `sub`, since it tells of the past. */
export interface SecurityEventClaims {
  readonly iss: string;
  readonly aud: string;
  /** The stream's id and the message's number in it: the same in every repetition. */
  readonly jti: string;
  readonly iat: number;
  /** When it happened, in seconds. */
  readonly toe: number;
  /** The event's id: tokens of one event in several streams have it in common. */
  readonly txn: string;
  /** RFC 9493 §3.2.5. */
  readonly sub_id: { readonly format: 'opaque'; readonly id: string };
  readonly events: Readonly<Record<string, object>>;
}

/** Who tells whom. */
export interface StreamParties {
  readonly streamId: string;
  /** The issuer in the transmitter's metadata. */
  readonly issuer: string;
  /** The receiver: its tenant's code. */
  readonly audience: string;
  /** `source` of every CloudEvent of this gateway. */
  readonly source: string;
  /** Whether the details of the event are told as well. */
  readonly form: PayloadForm;
}

const OWN_EVENTS = 'urn:liaison:event:';
const FRAMEWORK_EVENTS = 'https://schemas.openid.net/secevent/ssf/event-type/';

/** The URI of a type of event in tokens. */
export function eventUri(type: EventType): string {
  if (type === 'stream.verification') return `${FRAMEWORK_EVENTS}verification`;
  if (type === 'stream.updated') return `${FRAMEWORK_EVENTS}stream-updated`;
  return OWN_EVENTS + type;
}

/** The type of event that a URI stands for; nothing when a receiver cannot ask for it. */
export function requestableType(uri: string): EventType | undefined {
  const type = uri.startsWith(OWN_EVENTS) ? uri.slice(OWN_EVENTS.length) : '';
  return isEventType(type) && !isAboutStream(type) ? type : undefined;
}

/** `events_supported`: every type that a receiver can ask for. */
export const SUPPORTED_EVENTS: readonly string[] = (Object.keys(EVENT_TYPES) as EventType[])
  .filter((type) => !isAboutStream(type))
  .map(eventUri)
  .sort();

/** The claims for an event as the message with this number of a stream. */
export function securityEventClaims(
  event: SequencedEvent,
  seq: number,
  nowMs: number,
  { streamId, issuer, audience, source, form }: StreamParties,
): SecurityEventClaims {
  return {
    iss: issuer,
    aud: audience,
    jti: tokenId(streamId, seq),
    iat: Math.floor(nowMs / 1_000),
    toe: Math.floor(Number(event.occurredAtMs) / 1_000),
    txn: event.id,
    sub_id: { format: 'opaque', id: event.subjectId },
    events: { [eventUri(event.type)]: payloadOf(event, seq, source, form) },
  };
}

/** Events of the framework have its own members; all others are CloudEvents in their JSON format, and show gaps. */
function payloadOf(event: SequencedEvent, seq: number, source: string, form: PayloadForm): object {
  if (isAboutStream(event.type)) return JSON.parse(event.data) as object;
  const { data, ...attributes } = cloudEvent(event, source);
  const { details: _, ...thin } = data;
  return { ...attributes, data: form === 'FULL' ? data : thin, seq, prevSeq: seq - 1 };
}

/** The `jti` of a stream's message. */
export const tokenId = (streamId: string, seq: number): string => `${streamId}.${seq}`;

const SEQ = /^[1-9]\d{0,14}$/;

/** The number of the message that a `jti` of this stream names; nothing for any other. */
export function seqOfToken(streamId: string, jti: string): number | undefined {
  const seq = jti.startsWith(`${streamId}.`) ? jti.slice(streamId.length + 1) : '';
  return SEQ.test(seq) ? Number(seq) : undefined;
}
