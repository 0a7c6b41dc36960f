import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CursorSealer } from './opaque-cursor.js';

const key = randomBytes(32);
const sealer = new CursorSealer(key);
const PURPOSE = 'events:hz-police';

test('opens to what was sealed, here and on another replica', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ minLength: 1 }), (payload, purpose) => {
      const cursor = sealer.seal(purpose, payload);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(sealer.open(purpose, cursor)).toBe(payload);
      expect(new CursorSealer(key).open(purpose, cursor)).toBe(payload);
    }),
  );
});

test('shows neither sameness nor the length of a position', () => {
  expect(sealer.seal(PURPOSE, '7')).not.toBe(sealer.seal(PURPOSE, '7'));
  expect(sealer.seal(PURPOSE, '7')).toHaveLength(sealer.seal(PURPOSE, '1000000000000').length);
});

test('does not open for another tenant, list or key', () => {
  const cursor = sealer.seal(PURPOSE, '42');
  for (const purpose of ['events:sz-police', 'flags:hz-police', 'events:hz-police ', 'events:', '']) {
    expect(sealer.open(purpose, cursor)).toBeUndefined();
  }
  expect(new CursorSealer(randomBytes(32)).open(PURPOSE, cursor)).toBeUndefined();
});

test('does not open when one character is changed, cut off or added', () => {
  const cursor = sealer.seal(PURPOSE, '42');
  const letters = fc.constantFrom(...'ABCabc0129-_+/=. é');
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), letters, (at, letter) => {
      fc.pre(cursor[at] !== letter);
      expect(sealer.open(PURPOSE, cursor.slice(0, at) + letter + cursor.slice(at + 1))).toBeUndefined();
      expect(sealer.open(PURPOSE, cursor.slice(0, at))).toBeUndefined();
      expect(sealer.open(PURPOSE, cursor.slice(0, at) + letter + cursor.slice(at))).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('anything else is answered without throwing', () => {
  fc.assert(fc.property(fc.anything(), (input) => expect(sealer.open(PURPOSE, input as string)).toBeUndefined()));
  for (const length of [47, 48, 63, 64, 4000]) {
    expect(sealer.open(PURPOSE, randomBytes(length).toString('base64url'))).toBeUndefined();
  }
});

test('takes up to 2000 bytes, whatever their end looks like', () => {
  const longest = 'x'.repeat(2000);
  expect(sealer.open(PURPOSE, sealer.seal(PURPOSE, longest))).toBe(longest);
  expect(() => sealer.seal(PURPOSE, `${longest}x`)).toThrow(expect.objectContaining({ code: 'INVALID_PLAINTEXT' }));
  for (const payload of ['', '\0', '\u0080', 'a\0\0', 'x'.repeat(31), 'x'.repeat(32)]) {
    expect(sealer.open(PURPOSE, sealer.seal(PURPOSE, payload))).toBe(payload);
  }
});

test('needs a purpose and a key of 32 bytes', () => {
  expect(() => sealer.seal('', '1')).toThrow(expect.objectContaining({ code: 'MISSING_CONTEXT' }));
  expect(() => new CursorSealer(Buffer.alloc(31))).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }));
});
