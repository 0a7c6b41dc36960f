import fc from 'fast-check';
import { inTheLastMinute, retryAfterSeconds, WINDOW_MS, windowOf } from './sliding-window.js';

describe('the last minute', () => {
  it.each([
    [0, { previous: 60, current: 0 }, 60],
    [WINDOW_MS / 2, { previous: 60, current: 10 }, 40],
    [WINDOW_MS * 0.75, { previous: 40, current: 1 }, 11],
  ])('at %i ms into a window with %j holds %i', (ms, counts, expected) => {
    expect(inTheLastMinute(counts, 5 * WINDOW_MS + ms)).toBeCloseTo(expected);
  });

  it('has room again after the told wait, and not a second before', () => {
    const full = fc
      .record({
        limit: fc.integer({ min: 1, max: 1_000 }),
        previous: fc.integer({ min: 0, max: 1_000 }),
        current: fc.integer({ min: 0, max: 1_000 }),
        elapsedMs: fc.integer({ min: 0, max: WINDOW_MS - 1 }),
      })
      .filter(
        ({ limit, previous, current, elapsedMs }) =>
          previous <= limit && current <= limit && inTheLastMinute({ previous, current }, elapsedMs) + 1 > limit,
      );
    fc.assert(
      fc.property(full, ({ limit, previous, current, elapsedMs }) => {
        const counts = { previous, current };
        const waitMs = retryAfterSeconds(counts, limit, elapsedMs) * 1_000;
        const at = (ms: number) => {
          const passed = windowOf(ms);
          if (passed === 0) return inTheLastMinute(counts, ms);
          return inTheLastMinute({ previous: passed === 1 ? current : 0, current: 0 }, ms);
        };
        expect(at(elapsedMs + waitMs) + 1).toBeLessThanOrEqual(limit + 1e-6);
        if (waitMs > 1_000) expect(at(elapsedMs + waitMs - 1_000) + 1).toBeGreaterThan(limit - 1e-6);
      }),
      { numRuns: 1_000 },
    );
  });
});
