import { basename, join, posix, win32 } from 'node:path';
import fc from 'fast-check';
import { safeFileName, safeFileNames } from './file-names.js';

describe('safeFileName', () => {
  const cases: [given: string, safe: string][] = [
    ['交易流水.csv', '交易流水.csv'],
    ['report (final).pdf', 'report (final).pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..', 'file'],
    ['', 'file'],
    ['/etc/shadow', '_etc_shadow'],
    ['C:\\Windows\\x.dll', 'C__Windows_x.dll'],
    ['.bashrc', 'bashrc'],
    ['a\0b', 'a_b'],
    ['line\nbreak', 'line_break'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['trailing. . ', 'trailing'],
    ['\u0065\u0301.txt', '\u00E9.txt'],
    ['lone\uD800', 'lone_'],
    [`${'長'.repeat(100)}.csv`, `${'長'.repeat(65)}.csv`],
  ];
  test.each(cases)('%j becomes %j', (given, safe) => expect(safeFileName(given)).toBe(safe));

  const anyName = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', ' ', 'a', '..', 'con', '\0', ':', '\u202E'), maxLength: 120 }),
  );

  test('any name stays in its folder, fits, and is kept when given again', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toBe('');
        expect(safe).not.toMatch(/^[.\s]|[.\s]$/u);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
        for (const { basename: last } of [posix, win32]) expect(last(safe)).toBe(safe);
        expect(basename(join('/target', safe))).toBe(safe);
        expect(safeFileName(safe)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });

  test('no two files of a package get names that some system takes for one', () => {
    expect(safeFileNames(['a.txt', 'A.TXT', 'a.txt', 'a (2).txt'])).toEqual([
      'a.txt',
      'A (2).TXT',
      'a (3).txt',
      'a (2) (2).txt',
    ]);
    fc.assert(
      fc.property(fc.array(anyName, { maxLength: 20 }), (names) => {
        const folded = safeFileNames(names).map((name) => name.toLowerCase());
        expect(new Set(folded).size).toBe(names.length);
      }),
    );
  });
});
