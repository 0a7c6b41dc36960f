import { isPublished, PUBLISHED_AFTER_MS, signingKeyOf, succession } from './gateway-key.policy.js';

const NOW = 1_000_000;
const key = (generation: number, signsFromMs: number, publishedUntilMs: number | null = null) => ({
  generation,
  signsFromMs,
  publishedUntilMs,
});

describe('the key that signs', () => {
  it.each([
    ['is the only one', [key(1, 0)], 1],
    ['is the one before while the newest has not begun', [key(1, 0, NOW + 9), key(2, NOW + 1)], 1],
    ['is the newest from its moment on', [key(2, NOW), key(1, 0, NOW + 9)], 2],
    ['is never one that is not published', [key(1, 0), key(2, 0, NOW)], 1],
    ['is none when none has begun', [key(1, NOW + 1)], undefined],
    ['is none when there is none', [], undefined],
  ])('%s', (_, keys, expected) => {
    expect(signingKeyOf(keys, NOW)?.generation).toBe(expected);
  });
});

describe('a succession', () => {
  it('tells of the new key before it signs, and of the old one while its signatures are on their way', () => {
    const { signsFromMs, publishedUntilMs } = succession(NOW, 5_000, false);
    expect({ signsFromMs, publishedUntilMs }).toEqual({
      signsFromMs: NOW + 5_000,
      publishedUntilMs: NOW + 5_000 + PUBLISHED_AFTER_MS,
    });
    expect(isPublished(key(1, 0, publishedUntilMs), signsFromMs)).toBe(true);
    expect(isPublished(key(1, 0, publishedUntilMs), publishedUntilMs)).toBe(false);
  });

  it('takes a compromised key out at once', () => {
    expect(succession(NOW, 5_000, true)).toEqual({ signsFromMs: NOW, publishedUntilMs: NOW });
  });
});
