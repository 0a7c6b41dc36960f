/**
 * When the next attempt of a delivery is due whose receiver collects it itself: never, since nobody sends it. It is the
 * last millisecond of the year 9999.
 */
export const COLLECTED_MS = 253_402_300_799_999;

/** Tells the processes at which receivers wait that there is something to collect; the message is the subscription's id. */
export const COLLECTORS_CHANNEL = 'collectors';
