import fc from 'fast-check';
import { type BlacklistOperation, type EntryResult, Regulator } from '../../test/harness/blacklist.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';

const DAY_MS = 86_400_000;
const LIVES = 160;
const LONGEST = 16;
const SIDE_BY_SIDE = 8;
const PEOPLE = ['a', 'b', 'c'];

/** What may go on in each state, so that a random life gets somewhere; wrong steps are thrown in between. */
const SENSIBLE: Readonly<Record<string, readonly BlacklistOperation[]>> = {
  PROPOSED: ['giveBlacklistNotice', 'giveBlacklistNotice', 'publishBlacklistEntryInEmergency', 'dropBlacklistEntry'],
  NOTIFIED: ['recordBlacklistStatement'],
  HEARD: ['decideBlacklistEntry'],
  DECIDING: ['confirmBlacklistDecision'],
  DECIDED: ['publishBlacklistEntry'],
  URGENT: ['giveBlacklistNotice'],
  URGENT_NOTIFIED: ['recordBlacklistStatement'],
  URGENT_HEARD: ['decideBlacklistEntry'],
  URGENT_DECIDING: ['confirmBlacklistDecision'],
  PUBLISHED: ['recordBlacklistObjection', 'correctBlacklistEntry', 'requestBlacklistRepair', 'withdrawBlacklistEntry'],
  OBJECTED: ['upholdBlacklistEntry', 'correctBlacklistEntry', 'withdrawBlacklistEntry'],
  REPAIR_REQUESTED: ['decideBlacklistRepair'],
};
const ANY = [...new Set(Object.values(SENSIBLE).flat()), 'revokeBlacklistEntry' as const];

const roll = fc.record({
  isWild: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  pick: fc.nat(),
  person: fc.constantFrom(...PEOPLE),
  agrees: fc.boolean(),
  outcome: fc.constantFrom('LIST', 'LIST', 'DO_NOT_LIST'),
  isStale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  moveDays: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(3, 12, 40, 370) },
  ),
});
type Roll = typeof roll extends fc.Arbitrary<infer One> ? One : never;

interface StepRow {
  readonly entryId: string;
  readonly version: number;
  readonly action: string;
  readonly fromState: string;
  readonly toState: string;
  readonly actorRef: string | null;
  readonly eventId: string | null;
}

describeOnEachProfile(
  'random lives of blacklist entries',
  (gateway) => {
    it('keep the promises of the due process, whoever tries what', async () => {
      const seed = 20_261_124;
      const lives = fc.sample(fc.array(roll, { minLength: 8, maxLength: LONGEST }), { numRuns: LIVES, seed });
      const market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
      const owner = new Regulator(gateway(), market);
      const ids: string[] = [];
      for (let start = 0; start < lives.length; start += SIDE_BY_SIDE) {
        ids.push(...(await liveTogether(owner, lives.slice(start, start + SIDE_BY_SIDE))));
      }
      await settled();
      const steps = await stepsOf(ids);
      expect(new Set([...steps.values()].flatMap((own) => own.map(({ toState }) => toState))).size).toBeGreaterThan(10);
      for (const own of steps.values()) keepsPromises(own);
      await leavesOneEntryAndOneEventEach(steps);
    }, 180_000);

    /** Several lives side by side; time moves between their steps, since a token does not outlive it. */
    async function liveTogether(owner: Regulator, lives: readonly (readonly Roll[])[]): Promise<string[]> {
      let entries = await Promise.all(lives.map(() => owner.propose()));
      for (let turn = 0; turn < LONGEST; turn++) {
        const rolls = lives.map((life) => life[turn]);
        gateway().clock.move((rolls[0]?.moveDays ?? 0) * DAY_MS);
        entries = await Promise.all(
          entries.map((entry, index) => {
            const rolled = rolls[index];
            return rolled ? tryStep(owner, entry, rolled) : entry;
          }),
        );
      }
      return entries.map(({ id }) => id);
    }

    async function tryStep(owner: Regulator, entry: EntryResult, rolled: Roll): Promise<EntryResult> {
      const { isWild, pick, person, agrees, outcome, isStale } = rolled;
      const choice = isWild ? ANY : (SENSIBLE[entry.state] ?? ANY);
      const operation = choice[pick % choice.length] ?? 'revokeBlacklistEntry';
      const given = operation === 'confirmBlacklistDecision' ? { agrees } : {};
      const decided = operation === 'decideBlacklistEntry' ? { outcome } : {};
      const version = isStale ? entry.version + 1 : entry.version;
      const result = await owner.next(operation, { ...entry, version }, { ...given, ...decided }, person);
      // A refusal says that something is otherwise: look again.
      return result.__typename === 'BlacklistEntry' ? result : read(owner, entry.id);
    }

    async function read(owner: Regulator, id: string): Promise<EntryResult> {
      const query = 'query ($id: ID!) { blacklistEntry(id: $id) { __typename id state version sharingLevel } }';
      return (await owner.person('a').query<{ blacklistEntry: EntryResult }>(query, { id })).blacklistEntry;
    }

    /** Waits until no deadline is due any more. */
    async function settled(): Promise<void> {
      await eventually('every deadline that came', async () => {
        const nowMs = gateway().clock.now();
        const due = await gateway().database.select('SELECT id FROM deadline WHERE nextTryAtMs <= ?', [nowMs]);
        return due.length === 0;
      });
    }

    async function stepsOf(ids: readonly string[]): Promise<Map<string, StepRow[]>> {
      const rows = await gateway().database.select<StepRow>(
        'SELECT entryId, version, action, fromState, toState, actorRef, eventId FROM blacklist_step ORDER BY entryId, version',
      );
      return new Map(ids.map((id) => [id, rows.filter(({ entryId }) => entryId === id)]));
    }

    function keepsPromises(steps: readonly StepRow[]): void {
      expect(steps.map(({ version }) => version)).toEqual(steps.map((_, index) => index + 1));
      const at = (...actions: string[]) => steps.findIndex(({ action }) => actions.includes(action));
      if (at('publish') >= 0) {
        expect(at('giveNotice')).toBeGreaterThan(0);
        expect(at('recordStatement', 'endHearing')).toBeGreaterThan(at('giveNotice'));
        expect(at('publish')).toBeGreaterThan(at('confirmListing'));
      }
      const urgent = steps[at('publishInEmergency')];
      if (urgent) expect(urgent.actorRef).not.toBe(steps[0]?.actorRef);
      for (const [index, { action, actorRef, fromState }] of steps.entries()) {
        expect(steps[index - 1]?.toState ?? 'NEW').toBe(fromState);
        if (!['confirmListing', 'confirmNotListing', 'disagree'].includes(action)) continue;
        const decided = steps.slice(0, index).findLast((one) => one.action === 'decide');
        expect(decided?.actorRef).toBeTruthy();
        expect(actorRef).not.toBe(decided?.actorRef);
      }
    }

    async function leavesOneEntryAndOneEventEach(steps: ReadonlyMap<string, readonly StepRow[]>): Promise<void> {
      const { database } = gateway();
      const entries = await database.select<{ subjectId: string; n: number }>(
        `SELECT subjectId, COUNT(*) AS n FROM ledger_entry WHERE subjectType = 'blacklist_entry' GROUP BY subjectId`,
      );
      expect(new Map(entries.map(({ subjectId, n }) => [subjectId, Number(n)]))).toEqual(
        new Map([...steps].map(([id, own]) => [id, own.length])),
      );
      const events = await database.select<{ id: string }>(
        `SELECT id FROM event WHERE subjectType = 'blacklist_entry' ORDER BY id`,
      );
      const told = [...steps.values()].flatMap((own) => own.flatMap(({ eventId }) => eventId ?? []));
      expect(events.map(({ id }) => id)).toEqual(told.sort());
    }
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);
