import { LiaisonRequestError } from './request-error.js';
import { retryAfterMs } from './retry.js';

const broken = new Error('broken');
const samples = (error: unknown, failures: number) =>
  Array.from({ length: 200 }, () => retryAfterMs(error, failures, 500));

describe('the time before a new attempt', () => {
  it.each([
    [0, 500],
    [1, 1_000],
    [3, 4_000],
    [6, 30_000],
    [1_000, 30_000],
  ])('after %i failures is by lot between half of %i ms and the whole', (failures, mostMs) => {
    const times = samples(broken, failures);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(mostMs / 2);
    expect(Math.max(...times)).toBeLessThanOrEqual(mostMs);
    expect(new Set(times).size).toBeGreaterThan(10);
  });

  it('is not less than the gateway asked for', () => {
    const limited = new LiaisonRequestError(
      429,
      [{ message: '', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 7 } }],
      null,
    );
    expect(new Set(samples(limited, 0))).toEqual(new Set([7_000]));
    expect(Math.min(...samples(limited, 6))).toBeGreaterThanOrEqual(15_000);
  });
});
