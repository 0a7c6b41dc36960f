import { wantsSubject } from './subject-choices.js';

describe('a subscription wants a subject', () => {
  const choices = new Map([
    [
      's',
      new Map([
        ['added', true],
        ['removed', false],
      ]),
    ],
  ]);

  it.each<[string, 'NONE' | null, string[], boolean]>([
    ['that it was never told of, by default', null, ['x', 'entity'], true],
    ['that was added, by default', null, ['added', 'entity'], true],
    ['that was removed: not', null, ['removed', 'entity'], false],
    ['whose entity was removed: not', null, ['x', 'removed'], false],
    ['that it was never told of, when only added ones count: not', 'NONE', ['x', 'entity'], false],
    ['that was added, when only added ones count', 'NONE', ['added', 'entity'], true],
    ['whose entity was added, when only added ones count', 'NONE', ['x', 'added'], true],
    ['that was added while its entity was removed: not', 'NONE', ['added', 'removed'], false],
  ])('%s', (_, defaultSubjects, subjectIds, expected) => {
    expect(wantsSubject({ subscriptionId: 's', defaultSubjects }, subjectIds, choices)).toBe(expected);
  });

  it('whatever others chose', () => {
    expect(wantsSubject({ subscriptionId: 'other', defaultSubjects: null }, ['removed'], choices)).toBe(true);
  });
});
