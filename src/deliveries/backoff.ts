/** Longest wait between two attempts: ten hours. */
export const MAX_BACKOFF_MS = 36_000_000;

/**
 * Milliseconds to wait after the `tries`-th failed attempt (from 1): the base, doubled with each attempt and capped, of
 * which the later half is drawn by lot ("equal jitter"), so that receivers that failed together are not tried together.
 * @param random a number from 0 to below 1
 */
export function backoffMs(tries: number, baseMs: number, random: number): number {
  const fullMs = Math.min(MAX_BACKOFF_MS, baseMs * 2 ** (tries - 1));
  return Math.round(fullMs / 2 + (fullMs / 2) * random);
}

const SECONDS = /^\d{1,9}$/;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds or a date), at most ten hours; undefined
 * when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = SECONDS.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(MAX_BACKOFF_MS, Math.max(0, waitMs)) : undefined;
}
