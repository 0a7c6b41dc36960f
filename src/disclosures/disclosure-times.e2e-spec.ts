import { changeDisclosure, DisclosureStage, EMERGENCY, GRANT_ALL } from '../../test/harness/disclosures.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';

const FAST = { LIAISON_SWEEP_INTERVAL_MS: '100' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describeOnEachProfile(
  'disclosure requests in time',
  (gateway) => {
    const stage = async () =>
      new DisclosureStage(
        gateway(),
        await gateway().tenant({ code: 'hz-police', kind: 'POLICE' }),
        await gateway().tenant({ code: 'shop-a', kind: 'PLATFORM' }),
      );
    const now = async (id: string) => {
      const [row] = await gateway().database.select<{ state: string; version: number; dueAtMs: number | null }>(
        'SELECT id, state, version, dueAtMs FROM disclosure_request WHERE id = ?',
        [id],
      );
      if (!row) throw new Error('the request is gone');
      return { ...row, id, dueAtMs: row.dueAtMs === null ? null : Number(row.dueAtMs) };
    };
    /** What the clock did to a request, from its history, its ledger and its events alike. */
    const byTime = async (id: string) => {
      const { database } = gateway();
      const steps = await database.select<{ action: string }>(
        'SELECT action FROM disclosure_step WHERE requestId = ? AND tenantId IS NULL ORDER BY version',
        [id],
      );
      const ledger = await database.select<{ action: string }>(
        `SELECT action FROM ledger_entry WHERE subjectId = ? AND requestId LIKE 'deadline:%' ORDER BY id`,
        [id],
      );
      const events = await database.select<{ type: string }>(
        `SELECT type FROM event WHERE subjectId = ? AND type IN ('disclosure.due-soon', 'disclosure.overdue',
           'disclosure.expired', 'disclosure.review-overdue') ORDER BY id`,
        [id],
      );
      return { actions: steps.map(({ action }) => action), ledger: ledger.length, events: events.length };
    };
    const comes = async (id: string, ...actions: string[]) => {
      await eventually(actions.join(), async () => (await byTime(id)).actions.length >= actions.length);
      expect(await byTime(id)).toEqual({ actions, ledger: actions.length, events: actions.length });
    };
    const NOTHING = { actions: [], ledger: 0, events: 0 };

    it('reminds before an emergency is due, escalates after, and lets it expire, each once', async () => {
      const at = await stage();
      const { id } = await at.requestIn('ACKNOWLEDGED', EMERGENCY);
      expect(await byTime(id)).toEqual(NOTHING);
      gateway().clock.move(6 * HOUR_MS + 1_000);
      await comes(id, 'remind');
      gateway().clock.move(2 * HOUR_MS);
      await comes(id, 'remind', 'escalate');
      gateway().clock.move(90 * DAY_MS);
      await comes(id, 'remind', 'escalate', 'expire');
      const { state, version } = await now(id);
      expect(state).toBe('EXPIRED');
      const late = await changeDisclosure(at.counsel('clerk'), 'reviewDisclosureRequest', { id, version });
      expect(late).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
    });

    it("lets the platform's time stand still while the agency owes an answer", async () => {
      const at = await stage();
      const asked = await at.requestIn('CLARIFICATION_ASKED', EMERGENCY);
      gateway().clock.move(5 * HOUR_MS);
      await at.step(at.officer('drafter'), 'answerDisclosureClarification', asked, { answer: 'That one.' });
      const answered = await now(asked.id);
      const leftMs = (answered.dueAtMs ?? 0) - gateway().clock.now();
      expect(leftMs).toBeGreaterThan(7.9 * HOUR_MS);
      expect(leftMs).toBeLessThanOrEqual(8 * HOUR_MS);
      expect(await byTime(asked.id)).toEqual(NOTHING);
    });

    it('calls everything off that a decision or a withdrawal makes pointless', async () => {
      const at = await stage();
      const refused = await at.requestIn('REFUSED');
      const withdrawn = await at.requestIn('SUBMITTED');
      await at.step(at.officer('drafter'), 'withdrawDisclosureRequest', withdrawn, { reason: 'Settled.' });
      const open = await gateway().database.select('SELECT id FROM deadline WHERE subjectId IN (?, ?)', [
        refused.id,
        withdrawn.id,
      ]);
      expect(open).toEqual([]);
    });

    it('reports an emergency decision that nobody has reviewed after 24 hours, which may still be', async () => {
      const at = await stage();
      const { id } = await preserved(at);
      gateway().clock.move(24 * HOUR_MS + 1_000);
      await comes(id, 'lapseReview');
      const outstanding = await changeDisclosure(at.officer('drafter'), 'closeDisclosureRequest', await input(id));
      expect(outstanding).toMatchObject({ __typename: 'Conflict', code: 'REVIEW_OUTSTANDING' });
      const reviewed = await changeDisclosure(at.counsel('second'), 'reviewDisclosureAfterwards', {
        ...(await input(id)),
        isConfirmed: true,
        reason: 'It was right.',
      });
      expect(reviewed).toMatchObject({ state: 'APPROVED' });
      const closed = await changeDisclosure(at.officer('drafter'), 'closeDisclosureRequest', await input(id));
      expect(closed).toMatchObject({ state: 'CLOSED' });
    });

    const input = async (id: string) => ({ id, version: (await now(id)).version });

    async function preserved(at: DisclosureStage) {
      const request = await at.requestIn('UNDER_REVIEW', { ...EMERGENCY, asks: 'PRESERVE' });
      const decision = { ...GRANT_ALL, preservedUntil: '2027-12-31' };
      const drafted = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, decision);
      return at.step(at.counsel('lead'), 'approveDisclosureDecision', drafted, { reason: 'Yes.' });
    }
  },
  FAST,
);
