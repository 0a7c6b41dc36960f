import { SLOW_MS } from './endpoint-pace.js';

/** Nobody waits longer than about this, for an endpoint or for the share of its tenant. */
const TOLERABLE_MS = 2_000;
/** As many may wait for an endpoint, or for a tenant, whatever is known of it, and no more however quick an endpoint is. */
export const FEWEST_WAITING = 16;
export const MOST_WAITING = 2_000;

/** Who waits in a process, as multiples of its slow sends: all together, and the urgent ones. */
export const ROOM = 2;
export const URGENT_ROOM = 1.5;
/** Of the room that is left, a tenant may have so many times as much waiting: the less there is, the more alike all are. */
const GREED = 3;
/** A tenant whose sends hold their places for longer than this is late. */
const LATE_MS = 200;

/** Who is sent away comes again no sooner. */
export const SHORTEST_AGAIN_MS = 1_000;
/** And no later: that an answer takes long just now says little of how long the next ones will. */
export const LONGEST_AGAIN_MS = 5_000;
/** The same for an endpoint whose answers have taken long. */
const LONGEST_AGAIN_SLOW_MS = 300_000;
/** The same for who waits for its tenant's share, in the order of their turns. */
export const LONGEST_APPOINTMENT_MS = 50_000;
/** When to come again if so many slow sends are under way that an endpoint may not be tried. */
export const CROWDED_AGAIN_MS = 30_000;

/** How many answers come in a tolerable time when so many are waited for at once. */
export const answeredWithin = (atOnce: number, eachMs: number): number => (TOLERABLE_MS * atOnce) / eachMs;

/** Whether a tenant has slow sends, or such as hold their places for long. */
export const isLate = (slow: number, heldMs: number): boolean => slow > 0 || heldMs > LATE_MS;

/**
 * Whether a tenant has as many waiting as it may beside what waits in all: a dynamic threshold, by which the ports of a
 * switch share its buffer (Choudhury and Hahne, 1998).
 */
export const isCrowding = (own: number, all: number, room: number): boolean =>
  own >= Math.max(FEWEST_WAITING, GREED * (room - all));

/** Milliseconds after which one that is sent away may have its turn. @param place in the queue, from 1 */
export function comesAgainIn(place: number, eachMs: number, atOnce: number): number {
  const longestMs = eachMs < SLOW_MS ? LONGEST_AGAIN_MS : LONGEST_AGAIN_SLOW_MS;
  return Math.min(longestMs, Math.max(SHORTEST_AGAIN_MS, (place * eachMs) / atOnce));
}
