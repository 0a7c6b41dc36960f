import fc from 'fast-check';
import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { step } from '../common/lifecycle.js';
import { canSee } from '../sharing/sharing.policy.js';
import {
  AUDIENCES,
  DISCLOSURE_ACTIONS,
  DISCLOSURE_LIFECYCLE,
  DISCLOSURE_STATES,
  type DisclosureAction,
  type DisclosureState,
  type DisclosureTransition,
} from './disclosure.lifecycle.js';
import {
  actorOf,
  approvalAction,
  approvalsNeeded,
  type GivenApproval,
  type Mandates,
  mayApprove,
  mayClose,
  mayDeliver,
  mayReviewAfterwards,
  type Parties,
  type Sensitivity,
  sharingOf,
} from './disclosure.policy.js';
import { type AfterReview, ASKS, type Ask, URGENCIES } from './disclosure-vocabulary.js';

const AGENCY = 'agency';
const PLATFORM = 'platform';
const BULK_ABOVE = 10;
const PEOPLE = ['a', 'b', 'c', 'd'];
const viewer = (tenantId: string, tenantKind: TenantKind): Viewer => ({ tenantId, tenantKind, jurisdiction: '330100' });
const OUTSIDERS: readonly Viewer[] = [
  viewer('other-police', 'POLICE'),
  viewer('market', 'MARKET_REGULATOR'),
  viewer('other-platform', 'PLATFORM'),
  viewer('audit', 'OVERSIGHT'),
  viewer('operator', 'OPERATOR'),
];
const SIDES: readonly Viewer[] = [viewer(AGENCY, 'POLICE'), viewer(PLATFORM, 'PLATFORM')];
const ENDING: readonly DisclosureAction[] = ['discard', 'withdraw', 'expire'];

/** What ends a life or leaves it where it is. */
const BESIDE: readonly DisclosureAction[] = [...ENDING, 'remind', 'escalate', 'supplement', 'sendBack', 'ask'];

/** A request, and who may approve at the platform. */
interface Setting extends Sensitivity {
  readonly asks: Ask;
  readonly mandates: Mandates;
}

/** Something that somebody tries; who gets through is for the rules to say. */
interface Try {
  /** Any action; or undefined for one of those that lead on from where the request is. */
  readonly action: DisclosureAction | undefined;
  readonly pick: number;
  /** Undefined for the clock. */
  readonly who: Viewer | undefined;
  readonly person: string;
  readonly outcome: 'ALL' | 'SOME' | 'NOTHING';
}

interface Done {
  readonly action: DisclosureAction;
  readonly from: DisclosureState | 'NEW';
  readonly to: DisclosureState;
  readonly tenant: string | undefined;
  readonly person: string;
  readonly mandate: string | undefined;
  readonly transition: DisclosureTransition;
}

const span = { fromMs: 0, untilMs: 1 };
const mandates: fc.Arbitrary<Mandates> = fc.record({
  approvers: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.subarray(PEOPLE, { minLength: 2 }) },
  ),
  delegations: fc.array(
    fc
      .record({ absentRef: fc.constantFrom(...PEOPLE), delegateRef: fc.constantFrom(...PEOPLE) })
      .filter(({ absentRef, delegateRef }) => absentRef !== delegateRef)
      .map((who) => ({ ...who, ...span })),
    { maxLength: 2 },
  ),
});
const setting: fc.Arbitrary<Setting> = fc.record({
  urgency: fc.constantFrom(...URGENCIES),
  hasCommunications: fc.boolean(),
  subjectCount: fc.constantFrom(1, BULK_ABOVE, BULK_ABOVE + 1),
  asks: fc.constantFrom(...ASKS),
  mandates,
});
const attempt: fc.Arbitrary<Try> = fc.record({
  // What ends a life comes seldom, so that lives get long.
  action: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...DISCLOSURE_ACTIONS) },
    { weight: 6, arbitrary: fc.constantFrom(...DISCLOSURE_ACTIONS.filter((action) => !ENDING.includes(action))) },
    { weight: 7, arbitrary: fc.constant(undefined) },
  ),
  pick: fc.nat(),
  who: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...SIDES) },
    { weight: 1, arbitrary: fc.constantFrom(...OUTSIDERS) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  person: fc.constantFrom(...PEOPLE),
  outcome: fc.constantFrom('ALL', 'SOME', 'NOTHING'),
});
const tries = (maxLength: number) => fc.array(attempt, { minLength: 60, maxLength });

/** Plays tries against the rules, in the order in which the services ask them; gives what got through. */
function play(request: Setting, attempts: readonly Try[]): Done[] {
  const done: Done[] = [];
  const need = approvalsNeeded(request, BULK_ABOVE);
  let state: DisclosureState | 'NEW' = 'NEW';
  let parties: Parties = { agencyId: AGENCY, platformId: PLATFORM, authors: [], decisionAuthor: null };
  let given: GivenApproval[] = [];
  let afterReview: AfterReview | null = null;
  for (const { action: any, pick, who, person, outcome } of attempts) {
    const onward: DisclosureAction[] = leadingOnFrom(state);
    const tried = any ?? onward[pick % onward.length] ?? 'edit';
    const settles = ['approve', 'grant', 'grantInPart', 'refuse'].includes(tried);
    const action = settles ? approvalAction(outcome, given.length, need) : tried;
    const isFirst = state === 'NEW' && action === 'draft' && who?.tenantId === AGENCY;
    const actor = isFirst ? 'REQUEST_AUTHOR' : who ? actorOf(who, person, parties) : 'CLOCK';
    const taken: ReturnType<typeof stepOf> = stepOf(state, action, actor);
    if (!taken.ok) continue;
    let mandate: string | undefined;
    if (settles || action === 'confirmAfterwards' || action === 'objectAfterwards') {
      if (settles && parties.decisionAuthor === null) continue;
      if (!settles && !mayReviewAfterwards(afterReview).ok) continue;
      const authors: string[] = parties.decisionAuthor === null ? [] : [parties.decisionAuthor];
      const allowed = mayApprove(person, authors, given, request.mandates, 0);
      if (!allowed.ok) continue;
      mandate = allowed.mandateRef;
      given = settles ? [...given, { actorRef: person, mandateRef: mandate }] : given;
    }
    if (action === 'sendBack' && parties.decisionAuthor === null) continue;
    if (action === 'submit' && !mayApprove(person, parties.authors, [], { approvers: [], delegations: [] }, 0).ok)
      continue;
    if (action === 'deliver' && !mayDeliver(request.asks).ok) continue;
    if (action === 'close' && !mayClose(state, { asks: request.asks, afterReview }).ok) continue;
    if (action === 'draft' || action === 'edit') parties = { ...parties, authors: [...parties.authors, person] };
    if (action === 'draftDecision') {
      parties = { ...parties, decisionAuthor: person };
      given = [];
    }
    if (action === 'ask' || action === 'sendBack') parties = { ...parties, decisionAuthor: null };
    if (['grant', 'grantInPart', 'refuse'].includes(action)) afterReview = need.afterwards ? 'DUE' : null;
    if (action === 'lapseReview' && afterReview === 'DUE') afterReview = 'OVERDUE';
    if (action === 'confirmAfterwards') afterReview = 'CONFIRMED';
    if (action === 'objectAfterwards') {
      afterReview = 'OBJECTED';
      if (taken.transition.to === 'UNDER_REVIEW') parties = { ...parties, decisionAuthor: null };
    }
    const { transition } = taken;
    done.push({ action, from: state, to: transition.to, tenant: who?.tenantId, person, mandate, transition });
    state = transition.to;
  }
  return done;
}

const leadingOnFrom = (state: DisclosureState | 'NEW') =>
  (Object.keys(DISCLOSURE_LIFECYCLE.moves[state]) as DisclosureAction[]).filter((action) => !BESIDE.includes(action));

const stepOf = (
  state: DisclosureState | 'NEW',
  action: DisclosureAction,
  actor: Parameters<typeof step<DisclosureState, DisclosureAction, ReturnType<typeof actorOf>, string, string>>[3],
) => step(DISCLOSURE_LIFECYCLE, state, action, actor);

const SETTLING: readonly DisclosureAction[] = ['grant', 'grantInPart', 'refuse'];

describe('any sequence of tries by anybody', () => {
  it('discloses nothing without the approvals that it needs, of people who did not draft it', () => {
    fc.assert(
      fc.property(setting, tries(160), (request, attempts) => {
        const done = play(request, attempts);
        const { before } = approvalsNeeded(request, BULK_ABOVE);
        for (const [index, { action, person, mandate }] of done.entries()) {
          if (action === 'deliver') {
            const decided = done.slice(0, index).findLast((one) => SETTLING.includes(one.action));
            expect(decided?.action).toMatch(/^grant/);
            expect(request.asks).not.toBe('PRESERVE');
          }
          if (!SETTLING.includes(action) && action !== 'confirmAfterwards') continue;
          const drafted = done.slice(0, index).findLastIndex((one) => one.action === 'draftDecision');
          const since = done.slice(drafted + 1, index + 1);
          const approvals = since.filter((one) => one.action === 'approve' || SETTLING.includes(one.action));
          expect(since.filter((one) => ['ask', 'sendBack'].includes(one.action))).toEqual([]);
          expect(new Set(approvals.map((one) => one.person)).size).toBe(before);
          expect(new Set(approvals.map((one) => one.mandate)).size).toBe(before);
          for (const one of approvals) {
            expect(one.person).not.toBe(done[drafted]?.person);
            expect(one.mandate).not.toBe(done[drafted]?.person);
          }
          if (action === 'confirmAfterwards') {
            expect([done[drafted]?.person, ...approvals.map((one) => one.person)]).not.toContain(person);
            expect(approvals.map((one) => one.mandate)).not.toContain(mandate);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('lets nobody but the two sides and the clock take a step, nor anybody send what he wrote', () => {
    fc.assert(
      fc.property(setting, tries(120), (request, attempts) => {
        const done = play(request, attempts);
        for (const { tenant } of done) expect([AGENCY, PLATFORM, undefined]).toContain(tenant);
        const sent = done.findIndex(({ action }) => action === 'submit');
        const authors = done.slice(0, Math.max(0, sent)).map(({ person }) => person);
        if (sent >= 0) expect(authors).not.toContain(done[sent]?.person);
        // Before it is sent the platform has no part in it.
        expect(done.slice(0, Math.max(1, sent)).filter(({ tenant }) => tenant === PLATFORM)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('records each step once, and tells of it nobody outside the request', () => {
    fc.assert(
      fc.property(setting, tries(120), (request, attempts) => {
        for (const { transition, from, to } of play(request, attempts)) {
          expect(transition.records).toMatch(/^disclosure\./);
          const { emits = 'disclosure.drafted' } = transition;
          expect(transition.emits).toBeDefined();
          const sharing = sharingOf(AUDIENCES[emits], { agencyId: AGENCY, platformId: PLATFORM });
          for (const outsider of OUTSIDERS) expect(canSee(outsider, sharing)).toBe(false);
          const isDraft = from === 'NEW' || from === 'DRAFT';
          if (isDraft && to !== 'SUBMITTED') expect(SIDES.map((side) => canSee(side, sharing))).toEqual([true, false]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gets everywhere, so that the other properties are worth something', () => {
    const samples = fc.sample(fc.tuple(setting, tries(160)), { numRuns: 4_000, seed: 45 });
    const done = samples.flatMap(([request, attempts]) => play(request, attempts));
    expect(new Set(done.map(({ to }) => to))).toEqual(new Set(DISCLOSURE_STATES));
    expect(new Set(done.map(({ action }) => action))).toEqual(new Set(DISCLOSURE_ACTIONS));
  });
});
