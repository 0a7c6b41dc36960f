import fc from 'fast-check';
import { DecidedScope, type DecisionLine, problemOfLine, type RequestedScope } from './disclosure-scope.js';

const REQUESTED: RequestedScope = {
  subjectCount: 3,
  items: ['A', 'B'],
  periodFrom: '2026-02-26',
  periodTo: '2026-03-07',
};
const DAYS = ['02-26', '02-27', '02-28', '03-01', '03-02', '03-03', '03-04', '03-05', '03-06', '03-07'].map(
  (day) => `2026-${day}`,
);
const line = (changes: Partial<DecisionLine> = {}): DecisionLine => ({
  subjects: null,
  items: null,
  periodFrom: null,
  periodTo: null,
  verdict: 'GRANT',
  reasonCode: null,
  ...changes,
});
const refusal = (changes: Partial<DecisionLine> = {}) => line({ verdict: 'REFUSE', reasonCode: 'OTHER', ...changes });

const arbitraryDay = fc.option(fc.constantFrom(...DAYS), { nil: null });
const arbitraryLine: fc.Arbitrary<DecisionLine> = fc
  .record({
    subjects: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1 }), { nil: null }),
    items: fc.option(fc.uniqueArray(fc.constantFrom('A', 'B'), { minLength: 1 }), { nil: null }),
    periodFrom: arbitraryDay,
    periodTo: arbitraryDay,
    verdict: fc.constantFrom('GRANT' as const, 'REFUSE' as const),
  })
  .map((given) => ({ ...given, reasonCode: given.verdict === 'REFUSE' ? 'OTHER' : null }))
  .filter((given) => problemOfLine(REQUESTED, given, new Set(['OTHER'])) === undefined);

/** What a decision says of one day, read from the definition: the last line that speaks of it. */
const verdictOn = (lines: readonly DecisionLine[], subject: number, item: string, day: string) =>
  lines.findLast(
    ({ subjects, items, periodFrom, periodTo }) =>
      (subjects === null || subjects.includes(subject)) &&
      (items === null || items.includes(item)) &&
      (periodFrom ?? REQUESTED.periodFrom) <= day &&
      day <= (periodTo ?? REQUESTED.periodTo),
  )?.verdict;

describe('the scope of a decision', () => {
  it('says of every day what the last line says that speaks of it, and nothing of days outside the request', () => {
    fc.assert(
      fc.property(fc.array(arbitraryLine, { maxLength: 8 }), (lines) => {
        const scope = new DecidedScope(REQUESTED, lines);
        const verdicts: (string | undefined)[] = [];
        for (const subject of [1, 2, 3]) {
          for (const item of REQUESTED.items) {
            const spans = scope.spans(subject, item);
            for (const { periodFrom, periodTo } of spans) {
              expect(DAYS).toContain(periodFrom);
              expect(DAYS).toContain(periodTo);
              expect(periodFrom <= periodTo).toBe(true);
            }
            for (const day of DAYS) {
              const [span, ...more] = spans.filter(({ periodFrom, periodTo }) => periodFrom <= day && day <= periodTo);
              expect(more).toEqual([]);
              expect(span?.verdict).toBe(verdictOn(lines, subject, item, day));
              verdicts.push(span?.verdict);
            }
          }
        }
        expect(scope.undecided() === undefined).toBe(!verdicts.includes(undefined));
        const granted = verdicts.includes('GRANT');
        if (!verdicts.includes(undefined)) {
          expect(scope.outcome()).toBe(!granted ? 'NOTHING' : verdicts.includes('REFUSE') ? 'SOME' : 'ALL');
        }
      }),
      { numRuns: 250 },
    );
  });

  it.each<[string, DecisionLine, string | undefined]>([
    ['everything', line(), undefined],
    ['some days', line({ periodFrom: '2026-03-01', periodTo: '2026-03-01' }), undefined],
    ['a refusal with its reason', refusal(), undefined],
    ['subject 0', line({ subjects: [0] }), 'subjects'],
    ['a subject too many', line({ subjects: [1, 4] }), 'subjects'],
    ['another item', line({ items: ['A', 'C'] }), 'items'],
    ['days before', line({ periodFrom: '2026-02-25' }), 'periodFrom'],
    ['days after', line({ periodTo: '2026-03-08' }), 'periodTo'],
    ['an end before its beginning', line({ periodFrom: '2026-03-02', periodTo: '2026-03-01' }), 'periodTo'],
    ['a refusal without a reason', refusal({ reasonCode: null }), 'reasonCode'],
    ['a refusal for no coded reason', refusal({ reasonCode: 'MOOD' }), 'reasonCode'],
    ['a grant with a reason', line({ reasonCode: 'OTHER' }), 'reasonCode'],
  ])('takes or refuses a line for %s', (_name, given, field) => {
    expect(problemOfLine(REQUESTED, given, new Set(['OTHER']))?.field).toBe(field);
  });

  it('names the first subject and item of which days are left out', () => {
    const scope = new DecidedScope(REQUESTED, [line({ items: ['A'] }), line({ subjects: [1] })]);
    expect(scope.undecided()).toEqual({ subject: 2, item: 'B' });
  });
});
