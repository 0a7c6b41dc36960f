import { stateEntities } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { indexed, searchFor } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const COMMON = Array.from({ length: 150 }, (_, n) => `深圳市华${'东西南北中'.charAt(n % 5)}${n}科技有限公司`);

describeOnEachProfile('a name that is none', (gateway) => {
  let police: TestTenant;

  beforeAll(async () => {
    const owner = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
    await stateEntities(
      gateway(),
      COMMON.map((name, n) => ({
        owner,
        kind: 'MERCHANT' as const,
        anchor: { type: 'USCC' as const, value: sampleUscc(30_000 + n) },
        names: [{ role: 'REGISTERED' as const, name }],
      })),
    );
    await indexed(gateway());
  });

  it.each([
    ['nothing', '', 'EMPTY'],
    ['blanks', ' \u3000\t\n', 'EMPTY'],
    ['one character', '华', 'TOO_SHORT'],
    ['one letter', 'x', 'TOO_SHORT'],
    ['10,000 characters', '华'.repeat(10_000), 'TOO_LONG'],
    ['10,000 letters', 'ab '.repeat(3_334), 'TOO_LONG'],
    ['a legal form', '有限公司', 'ONLY_GENERIC_WORDS'],
    ['a longer legal form', '股份有限责任公司', 'ONLY_GENERIC_WORDS'],
    ['a place and a form', '深圳市有限公司', 'ONLY_GENERIC_WORDS'],
    ['a trade and a form', '科技有限公司', 'ONLY_GENERIC_WORDS'],
    ['a form in English', 'Co., Ltd.', 'ONLY_GENERIC_WORDS'],
    ['punctuation', '……！？（）《》——', 'NO_LETTERS'],
    ['emoji', '😀🎉👍🏽', 'NO_LETTERS'],
    ['right-to-left marks', '\u200f\u202e\u2067\u200b', 'NO_LETTERS'],
    ['specials of SQL', `%_'";--`, 'NO_LETTERS'],
    ['specials of regular expressions', '.*+?^$[a-z]{}()|\\'.replace('a-z', ''), 'NO_LETTERS'],
  ])('is refused when it is %s', async (_what, query, code) => {
    expect(await searchFor(police, query)).toMatchObject({ __typename: 'InvalidInput', field: 'query', code });
    expect(await searchFor(police, query, { least: 'WEAK' })).toMatchObject({ __typename: 'InvalidInput', code });
  });

  it.each([
    ['SQL', `' OR 1=1; DROP TABLE entity; --`],
    ['a regular expression', '(a+)+$'],
    ['marks between letters', '\u202e司公限有\u202c'],
    ['half a character', '深圳\ud83d'],
    ['a NUL', '深圳\u0000星澜'],
    ['letters that mean nothing', 'zxqvw kjhgf'],
    ['a gram that is everywhere', '科技'],
    ['a repeated character', '华华华华华华华华华华'],
  ])('finds little or nothing when it is %s', async (_what, query) => {
    const answer = await searchFor(police, query, { first: 100 });
    expect(['SearchAnswer', 'InvalidInput']).toContain(answer.__typename);
    if (answer.__typename === 'SearchAnswer') expect(answer.hits.edges.length).toBeLessThan(10);
  });

  it('has refused everything without an entry in the ledger for it', async () => {
    const count = async () =>
      Number(
        (
          await gateway().database.select<{ entries: number }>(
            `SELECT COUNT(*) AS entries FROM ledger_entry WHERE action = 'entity.search'`,
          )
        )[0]?.entries,
      );
    const before = await count();
    await searchFor(police, '有限公司');
    expect(await count()).toBe(before);
  });
});
