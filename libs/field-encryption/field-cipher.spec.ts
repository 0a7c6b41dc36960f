import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { FieldCipher, generateDataKey, parseMasterKey, unwrapDataKey, wrapDataKey } from './field-cipher.js';

const [one, two] = [generateDataKey(), generateDataKey()];
const cipher = new FieldCipher({
  current: 2,
  keys: new Map([
    [1, one],
    [2, two],
  ]),
});
const older = new FieldCipher({ current: 1, keys: new Map([[1, one]]) });
const CONTEXT = 'entity_identifier:0192f0c1';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const context = fc.string({ minLength: 1, maxLength: 60 });
const coded = (code: string) => expect.objectContaining({ name: 'FieldEncryptionError', code });

describe('a sealed text', () => {
  test('opens to what went in, and shows neither value nor sameness', () => {
    fc.assert(
      fc.property(text, context, (plain, place) => {
        const sealed = cipher.encrypt(plain, place);
        expect(sealed).toMatch(/^v2\.[A-Za-z0-9_-]{38,}$/);
        expect(cipher.decrypt(sealed, place)).toBe(plain);
        expect(cipher.encrypt(plain, place)).not.toBe(sealed);
      }),
    );
  });

  test('still opens after the current key has moved on', () => {
    const sealed = older.encrypt('13800138000', CONTEXT);
    expect(sealed).toMatch(/^v1\./);
    expect(cipher.decrypt(sealed, CONTEXT)).toBe('13800138000');
  });

  test('does not open in another place', () => {
    fc.assert(
      fc.property(text, context, context, (plain, place, elsewhere) => {
        fc.pre(place !== elsewhere);
        expect(() => cipher.decrypt(cipher.encrypt(plain, place), elsewhere)).toThrow(coded('NOT_AUTHENTIC'));
      }),
    );
  });

  test('does not open when one character is changed', () => {
    const letters = fc.constantFrom(...'ABCabc0129-_v.+/= é');
    fc.assert(
      fc.property(text, fc.nat(), letters, (plain, at, letter) => {
        const sealed = cipher.encrypt(plain, CONTEXT);
        const index = at % sealed.length;
        fc.pre(sealed[index] !== letter);
        const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1);
        expect(() => cipher.decrypt(changed, CONTEXT)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(NOT_AUTHENTIC|MALFORMED|UNKNOWN_KEY_VERSION)$/) }),
        );
      }),
      { numRuns: 500 },
    );
  });

  const sealed = cipher.encrypt('13800138000', CONTEXT);
  test.each([
    ['nothing', 'MALFORMED', ''],
    ['plain text', 'MALFORMED', '13800138000'],
    ['no version', 'MALFORMED', sealed.slice(3)],
    ['version 0', 'MALFORMED', `v0${sealed.slice(2)}`],
    ['version 02', 'MALFORMED', `v02${sealed.slice(2)}`],
    ['padding', 'MALFORMED', `${sealed}=`],
    ['a line break', 'MALFORMED', `${sealed}\n`],
    ['too few bytes', 'MALFORMED', `v2.${randomBytes(27).toString('base64url')}`],
    ['a version that is not given', 'UNKNOWN_KEY_VERSION', `v3${sealed.slice(2)}`],
    ['the version of another key', 'NOT_AUTHENTIC', `v1${sealed.slice(2)}`],
    ['a shortened box', 'NOT_AUTHENTIC', sealed.slice(0, -4)],
    ['a lengthened box', 'NOT_AUTHENTIC', `${sealed.slice(0, 46)}AAAA${sealed.slice(46)}`],
  ])('is refused for %s', (_name, code, input) => {
    expect(() => cipher.decrypt(input, CONTEXT)).toThrow(coded(code));
  });

  test('needs a context and well-formed text', () => {
    expect(() => cipher.encrypt('a', '')).toThrow(coded('MISSING_CONTEXT'));
    expect(() => cipher.decrypt(sealed, '')).toThrow(coded('MISSING_CONTEXT'));
    expect(() => cipher.encrypt('a\ud800', CONTEXT)).toThrow(coded('INVALID_PLAINTEXT'));
    expect(cipher.decrypt(cipher.encrypt('𠮷', CONTEXT), CONTEXT)).toBe('𠮷');
  });

  test('errors hold neither value nor context', () => {
    try {
      cipher.decrypt(sealed, 'secret-place');
    } catch (error) {
      expect(String(error)).not.toMatch(/secret-place|13800138000/);
    }
    expect.hasAssertions();
  });
});

describe('sealed bytes', () => {
  test('open to what went in, in their place only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), context, context, (plain, place, elsewhere) => {
        const sealed = cipher.encryptBytes(plain, place);
        expect(sealed.length).toBe(plain.length + 33);
        expect(cipher.decryptBytes(sealed, place)).toEqual(Buffer.from(plain));
        if (place !== elsewhere) expect(() => cipher.decryptBytes(sealed, elsewhere)).toThrow(coded('NOT_AUTHENTIC'));
      }),
    );
  });

  test('do not open when one bit is flipped anywhere', () => {
    const sealed = cipher.encryptBytes(Buffer.from('chunk'), 'upload:1:0');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => cipher.decryptBytes(changed, 'upload:1:0')).toThrow(
        expect.objectContaining({ name: 'FieldEncryptionError' }),
      );
    }
    expect(() => cipher.decryptBytes(sealed.subarray(0, 32), 'upload:1:0')).toThrow(coded('MALFORMED'));
    expect(() => cipher.decryptBytes(Buffer.alloc(0), 'upload:1:0')).toThrow(coded('MALFORMED'));
  });

  test('do not open as text, nor text as bytes', () => {
    const bytes = cipher.encryptBytes(Buffer.from('a'), CONTEXT);
    expect(() => cipher.decrypt(`v2.${bytes.subarray(5).toString('base64url')}`, CONTEXT)).toThrow(
      coded('NOT_AUTHENTIC'),
    );
    const box = Buffer.from(cipher.encrypt('a', CONTEXT).slice(3), 'base64url');
    const relabelled = Buffer.concat([bytes.subarray(0, 5), box]);
    expect(() => cipher.decryptBytes(relabelled, CONTEXT)).toThrow(coded('NOT_AUTHENTIC'));
  });
});

test.each([
  ['the current key is missing', { current: 2, keys: new Map([[1, one]]) }],
  ['there are none', { current: 1, keys: new Map() }],
  [
    'one is short',
    {
      current: 1,
      keys: new Map([
        [1, one],
        [2, two.subarray(1)],
      ]),
    },
  ],
  ['one is numbered 0', { current: 0, keys: new Map([[0, one]]) }],
  ['one is numbered beyond four bytes', { current: 2 ** 32, keys: new Map([[2 ** 32, one]]) }],
])('refuses data keys when %s', (_name, keys) => {
  expect(() => new FieldCipher(keys)).toThrow(coded('INVALID_KEY'));
});

describe('a wrapped data key', () => {
  const master = randomBytes(32);
  const wrapped = wrapDataKey(master, one, 'field:1');

  test('opens under its master key and context only', () => {
    expect(wrapped).toMatch(/^w1\.[A-Za-z0-9_-]{80}$/);
    expect(unwrapDataKey(master, wrapped, 'field:1')).toEqual(one);
    expect(() => unwrapDataKey(master, wrapped, 'field:2')).toThrow(coded('NOT_AUTHENTIC'));
    expect(() => unwrapDataKey(randomBytes(32), wrapped, 'field:1')).toThrow(coded('NOT_AUTHENTIC'));
  });

  test.each([
    ['MALFORMED', ''],
    ['MALFORMED', wrapped.slice(3)],
    ['MALFORMED', wrapped.replace('w1', 'w2')],
    ['MALFORMED', `${wrapped} `],
    ['NOT_AUTHENTIC', wrapped.slice(0, -4)],
    ['NOT_AUTHENTIC', 'w1.AAAA'],
  ])('is refused as %s when changed: %#', (code, changed) => {
    expect(() => unwrapDataKey(master, changed, 'field:1')).toThrow(coded(code));
  });

  test('needs proper keys and a context', () => {
    expect(() => wrapDataKey(master, one.subarray(1), 'field:1')).toThrow(coded('INVALID_KEY'));
    expect(() => wrapDataKey(master.subarray(1), one, 'field:1')).toThrow(coded('INVALID_KEY'));
    expect(() => wrapDataKey(master, one, '')).toThrow(coded('MISSING_CONTEXT'));
  });
});

describe('parseMasterKey', () => {
  const master = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index));

  test.each(['base64', 'base64url'] as const)('reads 32 bytes in %s', (form) => {
    expect(parseMasterKey(master.toString(form))).toEqual(master);
  });

  test.each([
    ['nothing', ''],
    ['31 bytes', master.subarray(1).toString('base64')],
    ['33 bytes', Buffer.concat([master, master.subarray(31)]).toString('base64')],
    ['hex', master.toString('hex')],
    ['a line break after', `${master.toString('base64')}\n`],
    ['a spare bit', `${master.toString('base64url').slice(0, -1)}B`],
    ['32 zeros', Buffer.alloc(32).toString('base64')],
    ['a passphrase', 'correct horse battery staple'],
  ])('refuses %s', (_name, text) => {
    expect(() => parseMasterKey(text)).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }));
  });
});
