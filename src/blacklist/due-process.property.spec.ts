import fc from 'fast-check';
import { step } from '../common/lifecycle.js';
import {
  BLACKLIST_ACTIONS,
  BLACKLIST_ACTORS,
  BLACKLIST_LIFECYCLE,
  BLACKLIST_STATES,
  type BlacklistAction,
  type BlacklistActor,
  type BlacklistState,
  LISTED_STATES,
} from './blacklist.lifecycle.js';
import { type CaseFile, objectionTo } from './blacklist.policy.js';

const PEOPLE = ['a', 'b', 'c'];
const YEAR = 1_000;
const ENDING: readonly BlacklistAction[] = ['drop', 'lapse', 'withdraw', 'expire', 'revoke', 'confirmNotListing'];

/** Something that somebody tries; who gets through is for the rules to say. */
interface Try {
  readonly action: BlacklistAction;
  readonly actor: BlacklistActor;
  readonly person: string;
  readonly outcome: 'LIST' | 'DO_NOT_LIST';
  readonly waits: number;
}

const attempt: fc.Arbitrary<Try> = fc.record({
  // What ends a life comes seldom, so that lives get long.
  action: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...BLACKLIST_ACTIONS) },
    { weight: 3, arbitrary: fc.constantFrom(...BLACKLIST_ACTIONS.filter((action) => !ENDING.includes(action))) },
  ),
  // Most tries by those who may, so that sequences get somewhere.
  actor: fc.oneof(
    { weight: 6, arbitrary: fc.constant<BlacklistActor>('OWNING_REGULATOR') },
    { weight: 2, arbitrary: fc.constant<BlacklistActor>('TIME') },
    { weight: 1, arbitrary: fc.constantFrom(...BLACKLIST_ACTORS) },
  ),
  person: fc.constantFrom(...PEOPLE),
  outcome: fc.constantFrom('LIST', 'DO_NOT_LIST'),
  waits: fc.integer({ min: 0, max: YEAR }),
});

interface Done {
  readonly action: BlacklistAction;
  readonly from: BlacklistState | 'NEW';
  readonly to: BlacklistState;
  readonly person: string | null;
  readonly records: string;
  readonly emits: string | undefined;
}

const blacklistStep = (state: BlacklistState | 'NEW', action: BlacklistAction, actor: BlacklistActor) =>
  step(BLACKLIST_LIFECYCLE, state, action, actor);

/** Plays tries against the rules; gives what got through. */
function play(tries: readonly Try[]): Done[] {
  const done: Done[] = [];
  let state: BlacklistState | 'NEW' = 'NEW';
  let nowMs = 0;
  let file: CaseFile = { proposedBy: '', decision: null, decidedBy: null, neverPublic: null, repairFromMs: null };
  for (const { action, actor, person: somebody, outcome, waits } of tries) {
    nowMs += waits;
    const person = actor === 'TIME' ? null : somebody;
    const taken: ReturnType<typeof blacklistStep> = blacklistStep(state, action, actor);
    if (!taken.ok || objectionTo(action, file, person, nowMs)) continue;
    const { to, records, emits }: { to: BlacklistState; records: string; emits?: string } = taken.transition;
    if (action === 'propose') file = { ...file, proposedBy: somebody };
    if (action === 'decide') file = { ...file, decision: outcome, decidedBy: person };
    if (action === 'disagree') file = { ...file, decision: null, decidedBy: null };
    if (action === 'publish' || action === 'publishInEmergency') file = { ...file, repairFromMs: nowMs + YEAR };
    done.push({ action, from: state, to, person, records, emits });
    state = to;
  }
  return done;
}

const isListed = (state: BlacklistState | 'NEW') => state !== 'NEW' && LISTED_STATES.has(state);
const indexOf = (done: readonly Done[], ...actions: BlacklistAction[]) =>
  done.findIndex(({ action }) => actions.includes(action));

describe('any sequence of tries by anybody', () => {
  it('never publishes without notice and hearing, but on the emergency ground, nor by the decision of one', () => {
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 60, maxLength: 160 }), (tries) => {
        const done = play(tries);
        const publication = indexOf(done, 'publish');
        if (publication >= 0) {
          const notice = indexOf(done, 'giveNotice');
          const hearing = indexOf(done, 'recordStatement', 'endHearing');
          expect(notice).toBeGreaterThanOrEqual(0);
          expect(hearing).toBeGreaterThan(notice);
          expect(publication).toBeGreaterThan(hearing);
        }
        for (const [index, { from, to, action, person }] of done.entries()) {
          if (!isListed(from) && isListed(to)) expect(['publish', 'publishInEmergency']).toContain(action);
          if (action === 'publishInEmergency') expect(person).not.toBe(done[0]?.person);
          if (action !== 'confirmListing' && action !== 'confirmNotListing') continue;
          const decision = done.slice(0, index).findLast((one) => one.action === 'decide');
          expect(decision?.person).toBeTruthy();
          expect(person).not.toBe(decision?.person);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('gets everywhere, so that the other properties are worth something', () => {
    const sequences = fc.sample(fc.array(attempt, { minLength: 60, maxLength: 160 }), { numRuns: 4_000, seed: 44 });
    const reached = new Set(sequences.flatMap((tries) => play(tries).map(({ to }) => to)));
    expect([...reached].sort()).toEqual([...BLACKLIST_STATES].sort());
  });

  it('records every step, tells of each that changes what others see, and stops at the end', () => {
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 40, maxLength: 120 }), (tries) => {
        for (const [index, { from, to, records, emits }] of play(tries).entries()) {
          expect(records).toMatch(/^blacklist\./);
          if (isListed(from) !== isListed(to)) expect(emits).toBeDefined();
          if (index > 0) expect(Object.keys(BLACKLIST_LIFECYCLE.moves[from])).not.toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
