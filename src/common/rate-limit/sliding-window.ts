/** Length of the window that a limit speaks of. */
export const WINDOW_MS = 60_000;

/** Requests counted in two neighbouring windows of the clock. */
export interface WindowCounts {
  readonly previous: number;
  readonly current: number;
}

/** The window of the clock that a moment (epoch ms) lies in, numbered from the epoch. */
export const windowOf = (nowMs: number): number => Math.floor(nowMs / WINDOW_MS);

/**
 * Requests of the last minute, taking those of the previous window as spread evenly over it: no burst at the border of
 * two windows gets twice the limit.
 */
export function inTheLastMinute({ previous, current }: WindowCounts, nowMs: number): number {
  const elapsed = (nowMs % WINDOW_MS) / WINDOW_MS;
  return previous * (1 - elapsed) + current;
}

/** Whole seconds, at least one, until another request fits below the limit if none comes in between. */
export function retryAfterSeconds({ previous, current }: WindowCounts, limit: number, nowMs: number): number {
  const elapsedMs = nowMs % WINDOW_MS;
  // As the window goes on, the weight of the previous one falls; when that is not enough, that of this one falls in the next.
  const share = (count: number, room: number) => 1 - room / count;
  const waitMs =
    current + 1 <= limit
      ? share(previous, limit - 1 - current) * WINDOW_MS - elapsedMs
      : WINDOW_MS - elapsedMs + share(current, limit - 1) * WINDOW_MS;
  return Math.max(1, Math.ceil(waitMs / 1_000));
}
