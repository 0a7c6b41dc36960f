import { SeededRandom } from '../../src/demo/seeded-random.js';
import type { Answer, ReceivedMessage, WebhookReceiver } from '../harness/webhook-receiver.js';

/** How an endpoint misbehaves. */
export const HABITS = ['well', 'errors', 'hangs', 'resets', 'late'] as const;
export type Habit = (typeof HABITS)[number];

const HANG_MS = 30_000;

/** What came to one endpoint, and what it thinks it has. */
export interface EndpointRecord {
  readonly habit: Habit;
  /** Event ids in the order of their first coming. */
  readonly first: string[];
  readonly accepted: Set<string>;
  /** Messages whose `webhook-id` is not their event's. */
  foreignIds: number;
  /** An event came before one of the same entity that the endpoint had not accepted yet. */
  overtakings: number;
  messages: number;
}

/** Lets a receiver misbehave by lot, and keeps book. @param before the event that must be accepted before this one */
export function misbehave(
  receiver: WebhookReceiver,
  habit: Habit,
  seed: number,
  before: (eventId: string) => string | undefined,
): EndpointRecord {
  const random = new SeededRandom(seed);
  const record: EndpointRecord = {
    habit,
    first: [],
    accepted: new Set(),
    foreignIds: 0,
    overtakings: 0,
    messages: 0,
  };
  const seen = new Set<string>();
  receiver.answer = async ({ headers, message }: ReceivedMessage): Promise<Answer> => {
    const { eventId } = message.data;
    record.messages += 1;
    if (headers['webhook-id'] !== eventId) record.foreignIds += 1;
    const previous = before(eventId);
    if (previous !== undefined && !record.accepted.has(previous)) record.overtakings += 1;
    if (!seen.has(eventId)) record.first.push(eventId);
    seen.add(eventId);
    receiver.received.length = 0;
    const answer = await ANSWERS[habit](random);
    if (answer === 200) record.accepted.add(eventId);
    return answer;
  };
  return record;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const ANSWERS: Readonly<Record<Habit, (random: SeededRandom) => Promise<number>>> = {
  well: async () => 200,
  errors: async (random) => (random.chance(0.25) ? 500 : 200),
  hangs: async (random) => {
    if (!random.chance(0.03)) return 200;
    await wait(HANG_MS);
    return 503;
  },
  resets: async (random) => {
    if (random.chance(0.2)) throw new Error('the connection is reset');
    return 200;
  },
  // Some of these come after the gateway has given the attempt up, so it sends again what was accepted.
  late: async (random) => {
    if (random.chance(0.1)) await wait(random.below(1_500));
    return 200;
  },
};
