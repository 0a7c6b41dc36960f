import fc from 'fast-check';
import { LiaisonRequestError } from '../../libs/client/liaison-client.js';
import { authenticatedAs } from '../../test/harness/contexts.js';
import {
  changeDisclosure,
  completeDraft,
  type DisclosureAnswer,
  type DisclosureMutation,
  DisclosureStage,
  EMERGENCY,
  GRANT_ALL,
  REFUSE_ALL,
} from '../../test/harness/disclosures.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { DISCLOSURE_LIFECYCLE, type DisclosureAction, type DisclosureState } from './disclosure.lifecycle.js';
import { DisclosuresService } from './disclosures.service.js';

const DAY_MS = 86_400_000;
const LIVES = 64;
const LONGEST = 20;
const SIDE_BY_SIDE = 8;
const PEOPLE = ['a', 'b', 'c'];

type Operation = DisclosureMutation | 'deliver' | 'confirmReceipt';

/** What may go on in each state, so that a random life gets somewhere; wrong steps are thrown in between. */
const SENSIBLE: Readonly<Record<string, readonly Operation[]>> = {
  DRAFT: ['submitDisclosureRequest', 'submitDisclosureRequest', 'updateDisclosureDraft'],
  SUBMITTED: ['acknowledgeDisclosureRequest'],
  ACKNOWLEDGED: ['reviewDisclosureRequest', 'reviewDisclosureRequest', 'askDisclosureClarification'],
  CLARIFICATION_ASKED: ['answerDisclosureClarification'],
  CLARIFICATION_ANSWERED: ['reviewDisclosureRequest'],
  UNDER_REVIEW: [
    ...new Array<Operation>(2).fill('draftDisclosureDecision'),
    ...new Array<Operation>(6).fill('approveDisclosureDecision'),
  ],
  APPROVED: ['deliver', 'reviewDisclosureAfterwards', 'closeDisclosureRequest'],
  PARTIALLY_APPROVED: ['deliver', 'reviewDisclosureAfterwards'],
  REFUSED: ['closeDisclosureRequest', 'reviewDisclosureAfterwards'],
  DELIVERED: ['confirmReceipt', 'reviewDisclosureAfterwards'],
  RECEIPT_CONFIRMED: ['closeDisclosureRequest', 'reviewDisclosureAfterwards'],
};
const ANY: readonly Operation[] = [
  ...new Set(Object.values(SENSIBLE).flat()),
  ...(['withdrawDisclosureRequest', 'sendBackDisclosureDecision'] as const),
];
const OF_THE_AGENCY: ReadonlySet<Operation> = new Set<Operation>([
  ...(['updateDisclosureDraft', 'submitDisclosureRequest', 'answerDisclosureClarification'] as const),
  ...(['closeDisclosureRequest', 'withdrawDisclosureRequest', 'confirmReceipt'] as const),
]);

/** Kinds of requests, with how many must approve. */
const KINDS = [
  { changes: {}, before: 1 },
  { changes: { asks: 'PRESERVE' }, before: 1 },
  { changes: { items: ['MESSAGES_METADATA', 'LOGINS'] }, before: 2 },
  { changes: { subjects: [1, 2, 3].map((n) => ({ type: 'USCC', value: sampleUscc(880_000 + n) })) }, before: 2 },
  { changes: EMERGENCY, before: 1 },
];

const roll = fc.record({
  isWild: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  pick: fc.nat(),
  person: fc.constantFrom(...PEOPLE),
  side: fc.constantFrom('own', 'own', 'own', 'own', 'own', 'own', 'other', 'stranger'),
  decision: fc.constantFrom('ALL', 'ALL', 'SOME', 'NOTHING'),
  isConfirmed: fc.boolean(),
  isStale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  moveDays: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 4, 20) }),
});
type Roll = typeof roll extends fc.Arbitrary<infer One> ? One : never;

interface StepRow {
  readonly version: number;
  readonly action: DisclosureAction;
  readonly state: DisclosureState;
  readonly round: number;
  readonly tenantId: string | null;
  readonly actorRef: string | null;
}

interface Life extends DisclosureAnswer {
  readonly kind: number;
}

describeOnEachProfile(
  'random lives of disclosure requests',
  (gateway) => {
    let agency: TestTenant;
    let platform: TestTenant;
    let strangers: readonly TestTenant[];
    let stage: DisclosureStage;

    beforeAll(async () => {
      agency = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      platform = await gateway().tenant({ code: 'shop-a', kind: 'PLATFORM' });
      strangers = [
        await gateway().tenant({ code: 'sz-police', kind: 'POLICE' }),
        await gateway().tenant({ code: 'shop-b', kind: 'PLATFORM' }),
      ];
      stage = new DisclosureStage(gateway(), agency, platform);
    });

    it('keep the promises of approval and secrecy, whoever tries what', async () => {
      const seed = 20_261_128;
      const rolls = fc.sample(fc.array(roll, { minLength: 10, maxLength: LONGEST }), { numRuns: LIVES, seed });
      const lives: Life[] = [];
      for (let start = 0; start < rolls.length; start += SIDE_BY_SIDE) {
        lives.push(...(await liveTogether(rolls.slice(start, start + SIDE_BY_SIDE))));
      }
      await settled();
      const reached = new Set<DisclosureState>();
      for (const life of lives) {
        const steps = await stepsOf(life.id);
        for (const { state } of steps) reached.add(state);
        keepsApprovals(steps, KINDS[life.kind]?.before ?? 0, await decisionAuthorsOf(life.id));
        await leavesOneEntryAndOneEventEach(life.id, steps);
        for (const stranger of strangers) expect(await seenBy(stranger, life.id)).toBeNull();
      }
      expect(reached.size).toBeGreaterThan(11);
      await strangersHearNothing(new Set(lives.map(({ id }) => id)));
    }, 180_000);

    /** Several lives side by side; time moves between their steps, since a token does not outlive it. */
    async function liveTogether(rolls: readonly (readonly Roll[])[]): Promise<Life[]> {
      let lives = await Promise.all(
        rolls.map(async ([first]): Promise<Life> => {
          const kind = (first?.pick ?? 0) % KINDS.length;
          const input = completeDraft(platform, KINDS[kind]?.changes);
          return { ...(await stage.step(stage.officer('a'), 'createDisclosureRequest', input)), kind };
        }),
      );
      for (let turn = 0; turn < LONGEST; turn++) {
        gateway().clock.move((rolls[0]?.[turn]?.moveDays ?? 0) * DAY_MS);
        lives = await Promise.all(
          lives.map((life, index) => {
            const rolled = rolls[index]?.[turn];
            return rolled ? tryStep(life, rolled) : life;
          }),
        );
      }
      return lives;
    }

    async function tryStep(life: Life, rolled: Roll): Promise<Life> {
      const choice = rolled.isWild ? ANY : (SENSIBLE[life.state] ?? ANY);
      const operation = choice[rolled.pick % choice.length] ?? 'withdrawDisclosureRequest';
      const isOfAgency = OF_THE_AGENCY.has(operation) === (rolled.side !== 'other');
      const [ours, foreign] = isOfAgency ? [agency, strangers[0]] : [platform, strangers[1]];
      const tenant = rolled.side === 'stranger' ? foreign : ours;
      const answer = tenant ? await take(operation, tenant, life, rolled) : undefined;
      // A refusal says that something is otherwise, or that the caller has no business here: look again.
      if (answer) expect(tenant === agency || tenant === platform).toBe(true);
      return { ...life, ...(answer ?? (await read(life.id))) };
    }

    /** The request after the step; undefined when it was refused. */
    async function take(
      operation: Operation,
      tenant: TestTenant,
      { id, version }: Life,
      rolled: Roll,
    ): Promise<DisclosureAnswer | undefined> {
      if (operation === 'deliver' || operation === 'confirmReceipt') {
        const service = gateway().app.get(DisclosuresService);
        const context = authenticatedAs(tenant, rolled.person);
        const result = await gateway().database.transaction((tx) => service[operation](tx, context, id));
        return isRefusal(result) ? undefined : { __typename: 'DisclosureRequest', ...result };
      }
      const people = new DisclosureStage(gateway(), tenant, tenant);
      const input = { id, version: rolled.isStale ? version + 1 : version, ...(await wordsOf(operation, id, rolled)) };
      const answer = await changeDisclosure(people.officer(rolled.person), operation, input).catch(notTheirs);
      return answer?.__typename === 'DisclosureRequest' ? answer : undefined;
    }

    async function wordsOf(
      operation: DisclosureMutation,
      id: string,
      { decision, isConfirmed }: Roll,
    ): Promise<object> {
      const reason = { reason: 'So it is.' };
      switch (operation) {
        case 'askDisclosureClarification':
          return { question: 'Which?' };
        case 'answerDisclosureClarification':
          return { answer: 'This.' };
        case 'updateDisclosureDraft':
          return { purpose: 'Another purpose.' };
        case 'reviewDisclosureAfterwards':
          return { ...reason, isConfirmed };
        case 'draftDisclosureDecision': {
          const { asks } = await read(id);
          const preserved = asks === 'PRESERVE' && decision !== 'NOTHING' ? { preservedUntil: '2028-01-01' } : {};
          if (decision === 'ALL') return { ...GRANT_ALL, ...preserved };
          if (decision === 'NOTHING') return REFUSE_ALL;
          const lines = [{ verdict: 'GRANT' }, { verdict: 'REFUSE', periodTo: '2026-01-31', reasonCode: 'NOT_HELD' }];
          return { lines, ...reason, ...preserved };
        }
        case 'submitDisclosureRequest':
        case 'acknowledgeDisclosureRequest':
        case 'reviewDisclosureRequest':
        case 'closeDisclosureRequest':
          return {};
        default:
          return reason;
      }
    }

    async function read(id: string): Promise<DisclosureAnswer & { readonly asks: string }> {
      const [row] = await gateway().database.select<DisclosureAnswer & { asks: string }>(
        'SELECT id, state, version, asks FROM disclosure_request WHERE id = ?',
        [id],
      );
      if (!row) throw new Error('the request is gone');
      return row;
    }

    async function seenBy({ client }: TestTenant, id: string): Promise<unknown> {
      const query = 'query ($id: ID!) { disclosureRequest(id: $id) { id } disclosurePackage(requestId: $id) { id } }';
      const seen = await client.query<{ disclosureRequest: unknown; disclosurePackage: unknown }>(query, { id });
      return seen.disclosureRequest ?? seen.disclosurePackage;
    }

    /** Waits until no deadline is due any more. */
    async function settled(): Promise<void> {
      await eventually('every deadline that came', async () => {
        const nowMs = gateway().clock.now();
        const due = await gateway().database.select('SELECT id FROM deadline WHERE nextTryAtMs <= ?', [nowMs]);
        return due.length === 0;
      });
    }

    const stepsOf = (id: string) =>
      gateway().database.select<StepRow>(
        'SELECT version, action, state, round, tenantId, actorRef FROM disclosure_step WHERE requestId = ? ORDER BY version',
        [id],
      );

    async function decisionAuthorsOf(id: string): Promise<Map<number, string>> {
      const rows = await gateway().database.select<{ round: number; authorRef: string }>(
        'SELECT round, authorRef FROM disclosure_decision WHERE requestId = ?',
        [id],
      );
      return new Map(rows.map(({ round, authorRef }) => [round, authorRef]));
    }

    function keepsApprovals(
      steps: readonly StepRow[],
      before: number,
      decisionAuthors: ReadonlyMap<number, string>,
    ): void {
      expect(steps.map(({ version }) => version)).toEqual(steps.map((_, index) => index + 1));
      const authors = new Set<string | null>();
      for (const [index, { action, state, round, actorRef, tenantId }] of steps.entries()) {
        const from = steps[index - 1]?.state ?? 'NEW';
        expect(DISCLOSURE_LIFECYCLE.moves[from][action]?.to).toBe(state);
        expect([agency.id, platform.id, null]).toContain(tenantId);
        if (action === 'draft' || action === 'edit') authors.add(actorRef);
        if (action === 'submit') expect(authors).not.toContain(actorRef);
        if (action === 'deliver') {
          const decided = steps
            .slice(0, index)
            .findLast((one) => ['grant', 'grantInPart', 'refuse'].includes(one.action));
          expect(decided?.action).toMatch(/^grant/);
          expect(decided?.round).toBe(round);
        }
        if (!['grant', 'grantInPart', 'refuse'].includes(action)) continue;
        const approvals = steps
          .slice(0, index + 1)
          .filter((one) => one.round === round && ['approve', 'grant', 'grantInPart', 'refuse'].includes(one.action));
        expect(new Set(approvals.map((one) => one.actorRef)).size).toBe(before);
        expect(approvals.map((one) => one.actorRef)).not.toContain(decisionAuthors.get(round));
      }
    }

    async function leavesOneEntryAndOneEventEach(id: string, steps: readonly StepRow[]): Promise<void> {
      const { database } = gateway();
      const entries = await database.select<{ action: string }>(
        `SELECT action FROM ledger_entry WHERE subjectId = ? AND action <> 'disclosure.read' ORDER BY id`,
        [id],
      );
      const events = await database.select<{ type: string }>('SELECT type FROM event WHERE subjectId = ? ORDER BY id', [
        id,
      ]);
      const moves = steps.map(
        ({ action }, index) => DISCLOSURE_LIFECYCLE.moves[steps[index - 1]?.state ?? 'NEW'][action],
      );
      expect(entries.map(({ action }) => action).sort()).toEqual(moves.map((move) => move?.records).sort());
      expect(events.map(({ type }) => type).sort()).toEqual(moves.map((move) => move?.emits).sort());
    }

    async function strangersHearNothing(ids: ReadonlySet<string>): Promise<void> {
      const query = `query ($after: String) { events(first: 100, after: $after) {
        edges { node { subjectId } } pageInfo { hasNextPage endCursor } } }`;
      interface Page {
        readonly edges: readonly { readonly node: { readonly subjectId: string } }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      }
      for (const { client } of strangers) {
        for (let after: string | null = null, hasMore = true; hasMore; ) {
          const { events }: { events: Page } = await client.query(query, { after });
          expect(events.edges.filter(({ node }) => ids.has(node.subjectId))).toEqual([]);
          after = events.pageInfo.endCursor;
          hasMore = events.pageInfo.hasNextPage;
        }
      }
    }
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100', LIAISON_DISCLOSURE_BULK_SUBJECTS: '2' },
);

/** A tenant of the other kind has not even the scope. */
function notTheirs(error: unknown): undefined {
  if (error instanceof LiaisonRequestError && error.code === 'FORBIDDEN') return undefined;
  throw error;
}
