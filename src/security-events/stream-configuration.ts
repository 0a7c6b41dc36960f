import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { SIGNING_ALGORITHMS } from '../../libs/signing/keys.js';
import { readInput } from '../common/graphql/read-input.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { OPEN_FILTER, type SubscriptionFilter } from '../subscriptions/subscription-filter.js';
import { FILTER } from '../subscriptions/subscriptions.inputs.js';
import { PAYLOAD_FORMS } from '../subscriptions/subscriptions.repository.js';
import { requestableType, SUPPORTED_EVENTS } from './security-event.js';
import type { EventStream } from './streams.repository.js';

export const PUSH_METHOD = 'urn:ietf:rfc:8935';
export const POLL_METHOD = 'urn:ietf:rfc:8936';
/** A receiver may ask for one verification in this time. */
export const MIN_VERIFICATION_SECONDS = 10;

const DELIVERY = z.discriminatedUnion('method', [
  z.object({
    method: z.literal(PUSH_METHOD),
    endpoint_url: z.string().max(2_000, 'A URL has at most 2,000 characters.'),
    authorization_header: z
      .string()
      .max(2_000, 'An authorization header has at most 2,000 characters.')
      .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'An authorization header is visible ASCII.')
      .optional(),
  }),
  // The endpoint is the gateway's own: a receiver that sends the whole configuration back sends it as well.
  z.object({ method: z.literal(POLL_METHOD), endpoint_url: z.string().max(2_000).optional() }),
]);

/** What a receiver decides of its stream (Shared Signals Framework 1.0 §8.1.1); members of our own begin with `liaison_`. */
export const CONFIGURATION = z.object({
  delivery: DELIVERY.default({ method: POLL_METHOD }),
  events_requested: z.array(z.string().max(200)).max(100, 'A list has at most 100 items.').nullish(),
  description: z.string().max(200, 'A description has at most 200 characters.').nullish(),
  liaison_signing_algorithm: z.enum(SIGNING_ALGORITHMS).default('ES256'),
  liaison_filter: FILTER.nullish(),
  liaison_default_subjects: z.enum(['ALL', 'NONE']).default('ALL'),
  liaison_payload: z.enum(PAYLOAD_FORMS).default('THIN'),
});
export type Configuration = z.output<typeof CONFIGURATION>;

/** Reads a request's JSON. @throws HttpProblem 400 that names the member */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = readInput(schema, body, 'body');
  if (read.ok) return read.value;
  const { field, message, code } = read.refusal;
  throw new HttpProblem(400, code, message, field?.replace(/^body\.?/, ''));
}

/** The filter that a configuration asks for. @throws HttpProblem 400 when none of its events exists */
export function filterOf({ events_requested: requested, liaison_filter: filter }: Configuration): SubscriptionFilter {
  const types = (requested ?? []).map(requestableType).filter((type) => type !== undefined);
  if (requested && types.length === 0) {
    throw new HttpProblem(400, 'INVALID_INPUT', 'None of these events is supported.', 'events_requested');
  }
  return { ...OPEN_FILTER, ...filter, eventTypes: types };
}

const eventsDelivered = ({ details: { eventsRequested } }: EventStream): string[] =>
  eventsRequested === null ? [...SUPPORTED_EVENTS] : SUPPORTED_EVENTS.filter((uri) => eventsRequested.includes(uri));

/** Where a receiver collects its tokens (RFC 8936). */
export const pollUrl = (publicUrl: string, streamId: string): string => `${publicUrl}/v1/ssf/poll/${streamId}`;

/** What the gateway decides of a stream. */
const ownMembers = (stream: EventStream, publicUrl: string, audience: string) => ({
  stream_id: stream.subscription.id,
  iss: publicUrl,
  aud: audience,
  events_supported: SUPPORTED_EVENTS,
  events_delivered: eventsDelivered(stream),
  min_verification_interval: MIN_VERIFICATION_SECONDS,
});

/** What the receiver decided of a stream; its authorization header is not shown again. */
function receiverMembers({ subscription, details }: EventStream, publicUrl: string) {
  const { eventTypes: _, ...filter } = subscription.filter;
  return {
    delivery:
      subscription.channel === 'SET_PUSH'
        ? { method: PUSH_METHOD, endpoint_url: subscription.url }
        : { method: POLL_METHOD, endpoint_url: pollUrl(publicUrl, subscription.id) },
    events_requested: details.eventsRequested ?? SUPPORTED_EVENTS,
    ...(details.description === null ? {} : { description: details.description }),
    liaison_signing_algorithm: details.algorithm,
    liaison_filter: filter,
    liaison_default_subjects: subscription.defaultSubjects ?? ('ALL' as const),
    liaison_payload: subscription.payload,
  };
}

/** A stream's configuration as its receiver reads it. */
export const configurationOf = (stream: EventStream, publicUrl: string, audience: string) => ({
  ...ownMembers(stream, publicUrl, audience),
  ...receiverMembers(stream, publicUrl),
});

/**
 * The configuration that a stream shall have: a replacement is whole, a patch keeps what it does not name. What the gateway
 * decides has to be left out or given as it is (§8.1.1.3, §8.1.1.4).
 * @throws HttpProblem 400
 */
export function changedConfiguration(
  stream: EventStream,
  body: unknown,
  isPatch: boolean,
  publicUrl: string,
  audience: string,
): Configuration {
  const given = readBody(z.looseObject({}), body);
  for (const [member, value] of Object.entries(ownMembers(stream, publicUrl, audience))) {
    if (given[member] === undefined || isDeepStrictEqual(given[member], value)) continue;
    throw new HttpProblem(400, 'INVALID_INPUT', 'The gateway decides this member.', member);
  }
  const kept = isPatch
    ? { ...receiverMembers(stream, publicUrl), events_requested: stream.details.eventsRequested }
    : {};
  return readBody(CONFIGURATION, { ...kept, ...given });
}
