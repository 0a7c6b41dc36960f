/** No wait is longer than a day, whatever an endpoint asks for. */
export const LONGEST_WAIT_MS = 86_400_000;

/** Each wait is drawn from a tenth below to a tenth above, so that receivers that failed together are tried apart. */
const JITTER = 0.1;

/**
 * Milliseconds to wait after the `tries`-th failed attempt (from 1).
 * @param waitsMs one wait for each attempt; the last one goes on
 * @param random a number from 0 to below 1
 */
export function backoffMs(tries: number, waitsMs: readonly number[], random: number): number {
  const waitMs = waitsMs[tries - 1] ?? waitsMs.at(-1) ?? 0;
  return Math.round(Math.min(waitMs, LONGEST_WAIT_MS) * (1 - JITTER + 2 * JITTER * random));
}

const SECONDS = /^\d{1,9}$/;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds or a date), at most a day; undefined
 * when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = SECONDS.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(LONGEST_WAIT_MS, Math.max(0, waitMs)) : undefined;
}
