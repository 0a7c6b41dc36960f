import { LRUCache } from 'lru-cache';

/** An answer that takes this long makes an endpoint a slow one. */
export const SLOW_MS = 1_000;
/** What an answer takes as long as nothing is known. */
const EXPECTED_MS = 100;
/** Weight of the newest duration in the mean. */
const FRESHNESS = 0.2;
const MOST_KNOWN = 20_000;

/** How long answers take lately, by endpoint or by tenant; those not heard of for long are forgotten. */
export class Pace {
  private readonly meanMs = new LRUCache<string, number>({ max: MOST_KNOWN });

  learn(id: string, durationMs: number): void {
    const known = this.meanMs.peek(id);
    this.meanMs.set(id, known === undefined ? durationMs : known + (durationMs - known) * FRESHNESS);
  }

  /** It has not answered for long enough to be slow, whatever came before. */
  learnSlow(id: string): void {
    this.learn(id, Math.max(SLOW_MS, this.expectedMs(id)));
  }

  expectedMs(id: string): number {
    return this.meanMs.peek(id) ?? EXPECTED_MS;
  }

  /** Whether it is known to answer, and quickly. */
  isQuick(id: string): boolean {
    const meanMs = this.meanMs.peek(id);
    return meanMs !== undefined && meanMs < SLOW_MS;
  }
}
