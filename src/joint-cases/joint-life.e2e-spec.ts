import fc from 'fast-check';
import {
  acceptedJoint,
  changeJoint,
  filing,
  type JointThing,
  listJoint,
  movePart,
  partOf,
  readCase,
} from '../../test/harness/joint-cases.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const DAY_MS = 86_400_000;
const LIVES = 24;
const LONGEST = 40;
const SIDE_BY_SIDE = 8;
let samples = 360_000;

const TURNS = [
  'part',
  'part',
  'part',
  'invite',
  'task',
  'measure',
  'offer',
  'item',
  'item',
  'item',
  'item',
  'item',
  'item',
  'comment',
  'case',
];
const number = fc.noBias(fc.nat({ max: 9_999 }));
const roll = fc.record({
  what: fc.constantFrom(...TURNS),
  who: number,
  whom: number,
  pick: number,
  isWild: fc.boolean(),
});
type Roll = typeof roll extends fc.Arbitrary<infer One> ? One : never;

const MOVES = {
  jointTasks: ['moveJointTask', ['START', 'SUBMIT', 'DECLINE', 'APPROVE', 'RETURN', 'CANCEL']],
  jointMeasures: [
    'moveJointMeasure',
    ['ACCEPT', 'ACCEPT', 'REFUSE', 'EXECUTE', 'VERIFY', 'DISPUTE', 'LIFT', 'WITHDRAW'],
  ],
  jointHandovers: ['moveJointHandover', ['ACCEPT', 'DECLINE', 'RETRACT']],
} as const;

interface Line {
  readonly id: string;
  readonly caseId: string;
  readonly seq: number;
  readonly kind: string;
  readonly itemId: string;
  readonly version: number;
  readonly action: string;
  readonly state: string;
  readonly inTimeline: number;
  readonly partyId: string | null;
}

describeOnEachProfile(
  'the life of a joint case',
  (gateway) => {
    const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const regulator = () => gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });
    const otherPlatform = () => gateway().tenant({ code: 'platform-b', kind: 'PLATFORM', jurisdiction: '000000' });
    const stranger = () => gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });
    const cast = () => Promise.all([police(), regulator(), platform(), otherPlatform()]);
    const invitations = ['hz-market', 'platform-a', 'platform-b'].map((tenantCode) => ({ tenantCode }));

    const filed = async () => {
      const subjects = [{ identifierType: 'USCC', value: sampleUscc(++samples) }];
      return acceptedJoint(await police(), 'fileJointCase', filing({ subjects, invitations }));
    };
    const measureOn = async ({ id: caseId }: JointThing, days = 30) => {
      const [row] = await listJoint(await police(), 'jointSubjects', caseId);
      const expiresAt = new Date(gateway().clock.now() + days * DAY_MS).toISOString();
      return {
        caseId,
        subjectId: row?.id,
        platform: 'platform-a',
        measure: 'FREEZE_SHOP',
        legalBasis: 'Law',
        expiresAt,
      };
    };
    const linesOf = (caseIds: readonly string[]) =>
      gateway().database.select<Line>(
        `SELECT id, caseId, seq, kind, itemId, version, action, state, inTimeline, partyId FROM joint_line
         WHERE caseId IN (${caseIds.map(() => '?').join(', ')}) ORDER BY caseId, seq`,
        caseIds,
      );
    const settled = () =>
      eventually('every deadline that came', async () => {
        const nowMs = gateway().clock.now();
        return (
          (await gateway().database.select('SELECT id FROM deadline WHERE nextTryAtMs <= ?', [nowMs])).length === 0
        );
      });

    beforeAll(async () => {
      await Promise.all([cast(), stranger()]);
    });

    it('goes its whole way while time passes: lapse, overdue task, expiry after the closing', async () => {
      const [lead, partner, seller, silent] = await cast();
      const whole = await filed();
      for (const tenant of [partner, seller]) await movePart(tenant, whole.id, 'ACCEPT');
      const dueAt = new Date(gateway().clock.now() + 3 * DAY_MS).toISOString();
      const task = await acceptedJoint(lead, 'assignJointTask', {
        ...{ caseId: whole.id, assignee: 'hz-market', title: 'T', instructions: 'I', dueAt },
      });
      const measure = await acceptedJoint(lead, 'requestJointMeasure', await measureOn(whole));
      const move = (tenant: TestTenant, version: number, action: string) =>
        changeJoint(tenant, 'moveJointMeasure', { id: measure.id, version, action, note: 'x' });
      await move(seller, 1, 'ACCEPT');
      expect(await move(seller, 2, 'EXECUTE')).toMatchObject({ state: 'EXECUTED' });
      gateway().clock.move(8 * DAY_MS);
      await settled();
      expect(await partOf(silent, whole.id)).toMatchObject({ state: 'LAPSED' });
      const submit = { id: task.id, version: 2, action: 'SUBMIT' };
      expect(await changeJoint(partner, 'moveJointTask', submit)).toMatchObject({ state: 'SUBMITTED' });
      expect(await changeJoint(lead, 'moveJointTask', { ...submit, version: 3, action: 'APPROVE' })).toMatchObject({
        state: 'DONE',
      });
      const shut = (version: number, action: string, outcome?: string) =>
        changeJoint(lead, 'moveJointCase', { id: whole.id, version, action, outcome });
      await shut(1, 'BEGIN_CLOSING');
      expect(await shut(2, 'CLOSE', 'ENFORCED')).toMatchObject({
        state: 'CLOSED',
        figures: { measures: [{ measure: 'FREEZE_SHOP', state: 'EXECUTED', count: 1 }] },
      });
      gateway().clock.move(31 * DAY_MS);
      await settled();
      expect(await listJoint(seller, 'jointMeasures', whole.id)).toMatchObject([{ state: 'EXPIRED' }]);
      const seen = (await listJoint(silent, 'jointTimeline', whole.id)).map(({ kind, state }) => `${kind} ${state}`);
      expect(seen).toEqual(['CASE OPEN', 'PARTICIPANT INVITED', 'PARTICIPANT LAPSED']);
      // What was counted at the closing stays as it was counted.
      expect((await readCase(lead, whole.id))?.figures).toMatchObject({ measures: [{ state: 'EXECUTED' }] });
      await leavesOneEachOf([whole.id]);
    });

    it('keeps its promises, whoever tries what', async () => {
      const lives = fc.sample(fc.array(roll, { minLength: 30, maxLength: LONGEST, size: 'max' }), {
        ...{ numRuns: LIVES, seed: 20_261_129 },
      });
      const ids: string[] = [];
      for (let start = 0; start < lives.length; start += SIDE_BY_SIDE) {
        const group = await Promise.all(lives.slice(start, start + SIDE_BY_SIDE).map((life) => live(life)));
        ids.push(...group);
        gateway().clock.move(start % 3 ? 0 : 8 * DAY_MS);
        await settled();
      }
      const lines = await linesOf(ids);
      expect(new Set(lines.map(({ kind, state }) => `${kind} ${state}`)).size).toBeGreaterThan(15);
      await leavesOneEachOf(ids);
      for (const id of ids) {
        await alwaysHasLead(id);
        await tellsNothingOutside(
          id,
          lines.filter(({ caseId }) => caseId === id),
        );
      }
    }, 240_000);

    /** One life: everybody tries something, and what is refused changes nothing. */
    async function live(life: readonly Roll[]): Promise<string> {
      const { id } = await filed();
      for (const tenant of (await cast()).slice(1, 3)) await movePart(tenant, id, 'ACCEPT');
      for (const rolled of life) {
        const everyone = [...(await cast()), await stranger()];
        const one = everyone[rolled.who % everyone.length] as TestTenant;
        const lead = everyone.find(({ code }) => code === 'hz-police') as TestTenant;
        // A platform's token lacks the scope to file, which is refused before anything is read.
        await tryTurn(id, rolled, rolled.isWild && one.kind !== 'PLATFORM' ? one : lead, one);
      }
      return id;
    }

    async function tryTurn(
      caseId: string,
      { what, whom, pick }: Roll,
      asker: TestTenant,
      one: TestTenant,
    ): Promise<void> {
      const other = (await cast())[whom % 4] as TestTenant;
      const restricted = { isRestricted: pick % 3 === 0 };
      if (what === 'part') {
        const action = (['ACCEPT', 'ACCEPT', 'LEAVE', 'DECLINE'] as const)[pick % 4] ?? 'ACCEPT';
        const part = (await readCase(one, caseId))?.part;
        if (part) await movePart(one, caseId, action, 'x');
      } else if (what === 'invite') {
        await changeJoint(asker, 'inviteToJointCase', { caseId, invitations: [{ tenantCode: other.code }] });
      } else if (what === 'task') {
        const task = { caseId, assignee: other.code, title: 'T', instructions: 'I', ...restricted };
        await changeJoint(asker, 'assignJointTask', task);
      } else if (what === 'measure') {
        await changeJoint(asker, 'requestJointMeasure', {
          ...(await measureOn({ id: caseId } as JointThing)),
          ...restricted,
        });
      } else if (what === 'offer') {
        await changeJoint(asker, 'offerJointLead', { caseId, tenantCode: other.code });
      } else if (what === 'comment') {
        await changeJoint(one, 'addJointComment', { caseId, text: 'x', ...restricted });
      } else if (what === 'case') {
        const now = await readCase(asker, caseId);
        const action = ['BEGIN_CLOSING', 'REOPEN', 'CLOSE', 'WITHDRAW'][pick % (whom % 5 === 0 ? 4 : 3)];
        const outcome = action === 'CLOSE' ? { outcome: 'REFERRED' } : {};
        if (now)
          await changeJoint(asker, 'moveJointCase', {
            id: caseId,
            version: now.version,
            action,
            note: 'x',
            ...outcome,
          });
      } else {
        const list = (Object.keys(MOVES) as (keyof typeof MOVES)[])[whom % 3] ?? 'jointTasks';
        const [mutation, actions] = MOVES[list];
        // A third of the time who asks most, else anybody.
        const mover = list === 'jointHandovers' || pick % 3 === 0 ? asker : whom % 2 === 0 ? one : other;
        const [thing] = await listJoint(mover, list, caseId);
        const action = actions[pick % actions.length];
        if (thing) await changeJoint(mover, mutation, { id: thing.id, version: thing.version, action, note: 'x' });
      }
    }

    /** Each change is one line of the timeline, one entry and one event; what goes with another has none. */
    async function leavesOneEachOf(caseIds: readonly string[]): Promise<void> {
      const { database } = gateway();
      const lines = (await linesOf(caseIds)).filter(({ inTimeline }) => Number(inTimeline) === 1);
      const count = (ids: readonly string[]) => {
        const counted = new Map<string, number>();
        for (const id of ids) counted.set(id, (counted.get(id) ?? 0) + 1);
        return [...counted].sort();
      };
      const written = count(lines.map(({ itemId }) => itemId));
      const items = written.map(([id]) => id);
      const marks = items.map(() => '?').join(', ');
      const entries = await database.select<{ subjectId: string }>(
        `SELECT subjectId FROM ledger_entry WHERE subjectId IN (${marks}) AND action LIKE 'joint-%' AND action <> 'joint-measure.read'`,
        items,
      );
      expect(count(entries.map(({ subjectId }) => subjectId))).toEqual(written);
      const events = await database.select<{ subjectId: string }>(
        `SELECT subjectId FROM event WHERE subjectId IN (${marks}) AND type <> 'joint-comment.mentioned'`,
        items,
      );
      expect(count(events.map(({ subjectId }) => subjectId))).toEqual(written);
    }

    async function alwaysHasLead(caseId: string): Promise<void> {
      const leads = await gateway().database.select<{ state: string; access: string; kind: string }>(
        `SELECT p.state, p.access, t.kind FROM joint_case c JOIN joint_participant p ON p.caseId = c.id AND p.tenantId = c.leadId
         JOIN tenant t ON t.id = p.tenantId WHERE c.id = ?`,
        [caseId],
      );
      expect(leads).toMatchObject([{ state: 'ACTIVE', access: 'WHOLE' }]);
      expect(leads[0]?.kind).not.toBe('PLATFORM');
    }

    /** A stranger is shown nothing, and whoever is out nothing that was written after it went. */
    async function tellsNothingOutside(caseId: string, lines: readonly Line[]): Promise<void> {
      expect(await readCase(await stranger(), caseId)).toBeNull();
      expect(await listJoint(await stranger(), 'jointTimeline', caseId)).toEqual([]);
      for (const tenant of await cast()) {
        const last = lines.findLast(({ kind, partyId }) => kind === 'PARTICIPANT' && partyId === tenant.id);
        const shown = (await listJoint(tenant, 'jointTimeline', caseId)).map(({ id }) => id);
        const seqs = lines.filter(({ id }) => shown.includes(id)).map(({ seq }) => Number(seq));
        if (!last) expect(seqs).toEqual([]);
        else if (last.state !== 'ACTIVE' && last.state !== 'INVITED') expect(Math.max(...seqs)).toBe(Number(last.seq));
      }
    }

    it('lets one of two who work against each other win', async () => {
      const [lead, partner, seller] = await cast();
      const whole = await filed();
      for (const tenant of [partner, seller]) await movePart(tenant, whole.id, 'ACCEPT');
      const task = await acceptedJoint(lead, 'assignJointTask', {
        ...{ caseId: whole.id, assignee: 'platform-a', title: 'T', instructions: 'I' },
      });
      const taskMove = (tenant: TestTenant, action: string) =>
        changeJoint(tenant, 'moveJointTask', { id: task.id, version: 1, action, note: 'x' });
      const moves = await Promise.all([
        ...[
          taskMove(seller, 'SUBMIT'),
          taskMove(seller, 'DECLINE'),
          taskMove(lead, 'CANCEL'),
          taskMove(seller, 'SUBMIT'),
        ],
      ]);
      expect(moves.map(({ __typename }) => __typename).sort()).toEqual([
        'Conflict',
        'Conflict',
        'Conflict',
        'JointTask',
      ]);
      const won = moves.find(({ __typename }) => __typename === 'JointTask');
      if (won?.state === 'SUBMITTED')
        await changeJoint(lead, 'moveJointTask', { ...{ id: task.id, version: 2 }, action: 'APPROVE' });
      // The silent platform is taken out first, so that nothing but what races here keeps the case open.
      const silent = await partOf(await otherPlatform(), whole.id);
      await changeJoint(lead, 'moveJointParticipant', {
        id: silent.id,
        version: silent.version,
        action: 'REMOVE',
        note: 'x',
      });
      const shut = (version: number, action: string, more: object = {}) =>
        changeJoint(lead, 'moveJointCase', { id: whole.id, version, action, ...more });
      const invite = () =>
        changeJoint(lead, 'inviteToJointCase', { caseId: whole.id, invitations: [{ tenantCode: 'platform-b' }] });
      const [begun, invited, again] = await Promise.all([shut(1, 'BEGIN_CLOSING'), invite(), shut(1, 'BEGIN_CLOSING')]);
      expect([begun.__typename, again.__typename].sort()).toEqual(['Conflict', 'JointCase']);
      // Who was invited is so because it was before the closing began, and else nobody was told anything.
      const isInvited = (await partOf(await otherPlatform(), whole.id)).state === 'INVITED';
      expect(invited.code).toBe(isInvited ? undefined : 'CASE_NOT_OPEN');
      const now = await readCase(lead, whole.id);
      expect(now).toMatchObject({ state: 'CLOSING', version: 2 });
      const ends = await Promise.all([
        shut(2, 'CLOSE', { outcome: 'ENFORCED' }),
        shut(2, 'CLOSE', { outcome: 'REFERRED' }),
        shut(2, 'WITHDRAW', { note: 'x' }),
        changeJoint(partner, 'addJointComment', { caseId: whole.id, text: 'In time?' }),
      ]);
      const closings = ends.slice(0, 3).filter(({ __typename }) => __typename === 'JointCase');
      expect(closings).toHaveLength(1);
      expect(ends.slice(0, 3).filter(({ __typename }) => __typename === 'Conflict')).toHaveLength(2);
      const comments = await listJoint(partner, 'jointComments', whole.id);
      expect(comments.length).toBe(ends[3]?.__typename === 'JointComment' ? 1 : 0);
      await leavesOneEachOf([whole.id]);
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);
