import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the application: what one lets in by its own hands, its features need not look for. */
const PROGRAMS = /^src\/(main|worker|cli|demo\/main)\.ts$/;

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
  .map((path) => ({ path: join('src', path), text: readFileSync(join('src', path), 'utf8') }));

const holding = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe('what imports cannot show', () => {
  it('leaves the raw data source to the persistence code', () => {
    expect(holding(/\.dataSource\b/).filter((path) => !path.startsWith('src/common/persistence/'))).toEqual([]);
  });

  it('reads the environment in the programs only', () => {
    expect(holding(/process\.env\b/).filter((path) => !PROGRAMS.test(path))).toEqual([]);
  });

  it('reads the time through the clock only', () => {
    // An id holds the time at which it was made; the demo is a client.
    const allowed = /^src\/(common\/(clock|ids)\.ts|demo\/)/;
    expect(holding(/\bDate\.now\(\)|\bnew Date\(\)/).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('gives no statement that changes or removes a ledger entry, but the sealing', () => {
    const rewriting = /(UPDATE|DELETE FROM|REPLACE INTO|TRUNCATE)\s+`?ledger_entry/;
    expect(holding(rewriting)).toEqual(['src/ledger/ledger.repository.ts']);
    const repository = readFileSync('src/ledger/ledger.repository.ts', 'utf8');
    expect(repository.match(new RegExp(rewriting, 'g'))).toHaveLength(1);
  });
});
