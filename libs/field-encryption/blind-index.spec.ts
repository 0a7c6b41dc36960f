import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { BlindIndex } from './blind-index.js';

const key = randomBytes(32);
const index = new BlindIndex(key);

test('is the HMAC of length, type and value: stored indexes depend on it staying so', () => {
  const expected = createHmac('sha256', key).update('5:PHONE+8613800138000').digest('base64url');
  expect(index.key('PHONE', '+8613800138000')).toBe(expected);
  expect(expected).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('gives equal pairs equal keys, and different pairs different ones', () => {
  const part = fc.string({ unit: fc.constantFrom('A', 'B', '1', ':', '张'), maxLength: 6 });
  fc.assert(
    fc.property(part, part, part, part, (type, value, otherType, otherValue) => {
      const isSame = type === otherType && value === otherValue;
      expect(index.key(type, value) === index.key(otherType, otherValue)).toBe(isSame);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['AB', 'C', 'A', 'BC'],
  ['1', '2:X', '1:2', 'X'],
  ['', '1:A', '1:A', ''],
])('keeps (%j, %j) and (%j, %j) apart', (type, value, otherType, otherValue) => {
  expect(index.key(type, value)).not.toBe(index.key(otherType, otherValue));
});

test('another key gives another index', () => {
  expect(new BlindIndex(randomBytes(32)).key('PHONE', '1')).not.toBe(index.key('PHONE', '1'));
});

test.each([0, 16, 31, 33])('refuses a key of %d bytes', (length) => {
  expect(() => new BlindIndex(Buffer.alloc(length))).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }));
});
