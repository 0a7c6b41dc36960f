import { LiaisonRequestError } from './request-error.js';

const MAX_RETRY_MS = 30_000;

/**
 * Milliseconds before the next attempt: doubled with each failure up to 30 s, and never less than the gateway asked for. Half of
 * it by lot, so that not all clients of a gateway that restarts come back at once.
 * @param failures before this one
 */
export function retryAfterMs(error: unknown, failures: number, firstMs: number): number {
  const asked = error instanceof LiaisonRequestError ? error.errors[0]?.extensions?.retryAfterSeconds : undefined;
  const backoffMs = Math.min(firstMs * 2 ** Math.min(failures, 16), MAX_RETRY_MS);
  const byLotMs = Math.round(backoffMs * (0.5 + Math.random() / 2));
  return typeof asked === 'number' ? Math.max(asked * 1_000, byLotMs) : byLotMs;
}

/** Waits, or less when the signal aborts. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
