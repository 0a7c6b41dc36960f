import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { canSee } from '../sharing/sharing.policy.js';
import {
  actorOf,
  approvalAction,
  approvalsNeeded,
  type Delegation,
  type DisclosureUse,
  handlingAllows,
  mayApprove,
  mayClose,
  mayDeliver,
  mayReviewAfterwards,
  sharingOf,
} from './disclosure.policy.js';
import type { AfterReview, Ask, Handling, Urgency } from './disclosure-vocabulary.js';

const viewer = (tenantKind: TenantKind, tenantId: string): Viewer => ({
  tenantKind,
  tenantId,
  jurisdiction: '330100',
});
const PARTIES = { agencyId: 'police', platformId: 'shop', authors: ['ann'], decisionAuthor: 'dan' };
const NOBODY = { approvers: [], delegations: [] };
const HOUR = 3_600_000;

describe('the policy of disclosures', () => {
  it.each<[Viewer, string, string]>([
    [viewer('POLICE', 'police'), 'ann', 'REQUEST_AUTHOR'],
    [viewer('POLICE', 'police'), 'bob', 'AGENCY_OFFICER'],
    [viewer('MARKET_REGULATOR', 'market'), 'ann', 'OTHER_AGENCY'],
    [viewer('PLATFORM', 'shop'), 'dan', 'DECISION_AUTHOR'],
    [viewer('PLATFORM', 'shop'), 'eve', 'PLATFORM_OFFICER'],
    [viewer('PLATFORM', 'other'), 'dan', 'OTHER_PLATFORM'],
    [viewer('OVERSIGHT', 'police'), 'ann', 'OVERSIGHT'],
    [viewer('OPERATOR', 'shop'), 'dan', 'OPERATOR'],
  ])('tells what %j as %s is to a request: %s', (caller, person, actor) => {
    expect(actorOf(caller, person, PARTIES)).toBe(actor);
  });

  it('knows no decision author before there is one', () => {
    const parties = { ...PARTIES, decisionAuthor: null };
    expect(actorOf(viewer('PLATFORM', 'shop'), 'dan', parties)).toBe('PLATFORM_OFFICER');
  });

  it.each<[Urgency, boolean, number, object]>([
    ['NORMAL', false, 50, { before: 1, afterwards: false }],
    ['NORMAL', false, 51, { before: 2, afterwards: false }],
    ['URGENT', true, 1, { before: 2, afterwards: false }],
    ['EMERGENCY', false, 1, { before: 1, afterwards: true }],
    ['EMERGENCY', true, 1_000, { before: 1, afterwards: true }],
  ])('asks of %s with communications %s and %i subjects: %j', (urgency, hasCommunications, subjectCount, need) => {
    expect(approvalsNeeded({ urgency, hasCommunications, subjectCount }, 50)).toEqual(need);
  });

  const standIn = (absentRef: string, delegateRef: string, fromMs = 0, untilMs = HOUR): Delegation => ({
    absentRef,
    delegateRef,
    fromMs,
    untilMs,
  });
  const given = (actorRef: string, mandateRef = actorRef) => ({ actorRef, mandateRef });

  it.each<[string, Parameters<typeof mayApprove>, string]>([
    ['anybody, when nobody is designated', ['eve', ['dan'], [], NOBODY, 0], 'for eve'],
    ['the author', ['dan', ['dan'], [], NOBODY, 0], 'OWN_DRAFT'],
    ['one who has approved', ['eve', ['dan'], [given('eve')], NOBODY, 0], 'ALREADY_APPROVED'],
    ['a designated one', ['eve', ['dan'], [], { approvers: ['eve'], delegations: [] }, 0], 'for eve'],
    ['one who is not', ['fay', ['dan'], [], { approvers: ['eve'], delegations: [] }, 0], 'NOT_AN_APPROVER'],
    ['a stand-in', ['fay', ['dan'], [], { approvers: ['eve'], delegations: [standIn('eve', 'fay')] }, 0], 'for eve'],
    [
      'a stand-in before his time',
      ['fay', ['dan'], [], { approvers: ['eve'], delegations: [standIn('eve', 'fay', 5)] }, 4],
      'NOT_AN_APPROVER',
    ],
    [
      'a stand-in when his time is over',
      ['fay', ['dan'], [], { approvers: ['eve'], delegations: [standIn('eve', 'fay')] }, HOUR],
      'NOT_AN_APPROVER',
    ],
    [
      'one who is away',
      ['eve', ['dan'], [], { approvers: ['eve'], delegations: [standIn('eve', 'fay')] }, 0],
      'NOT_AN_APPROVER',
    ],
    [
      'a stand-in of one who is no approver',
      ['fay', ['dan'], [], { approvers: ['eve'], delegations: [standIn('guy', 'fay')] }, 0],
      'NOT_AN_APPROVER',
    ],
    [
      'a stand-in of the author',
      ['fay', ['dan'], [], { approvers: ['dan'], delegations: [standIn('dan', 'fay')] }, 0],
      'SAME_MANDATE',
    ],
    [
      'a stand-in of one who has approved',
      ['fay', ['dan'], [given('eve')], { approvers: ['eve'], delegations: [standIn('eve', 'fay')] }, 0],
      'SAME_MANDATE',
    ],
    [
      'one whose stand-in has approved',
      ['eve', ['dan'], [given('fay', 'eve')], { approvers: ['eve'], delegations: [] }, 0],
      'SAME_MANDATE',
    ],
    [
      'an approver who also stands in for the author: for himself',
      ['eve', ['dan'], [], { approvers: ['dan', 'eve'], delegations: [standIn('dan', 'eve')] }, 0],
      'for eve',
    ],
  ])('lets %s approve or not', (_name, question, answer) => {
    const decision = mayApprove(...question);
    expect(decision.ok ? `for ${decision.mandateRef}` : decision.code).toBe(answer);
  });

  it.each([
    ['ALL', 0, 1, 'grant'],
    ['SOME', 0, 1, 'grantInPart'],
    ['NOTHING', 0, 1, 'refuse'],
    ['ALL', 0, 2, 'approve'],
    ['NOTHING', 0, 2, 'approve'],
    ['ALL', 1, 2, 'grant'],
    ['SOME', 1, 2, 'grantInPart'],
  ] as const)('counts %s with %i of %i approvals before as %s', (outcome, before, needed, action) => {
    expect(approvalAction(outcome, before, { before: needed, afterwards: false })).toBe(action);
  });

  it.each<[Ask, boolean]>([
    ['PRESERVE', false],
    ['DISCLOSE', true],
    ['BOTH', true],
  ])('delivers what asks to %s: %s', (asks, isAllowed) => expect(mayDeliver(asks).ok).toBe(isAllowed));

  it.each<[string, Ask, AfterReview | null, string]>([
    ['RECEIPT_CONFIRMED', 'DISCLOSE', null, 'yes'],
    ['RECEIPT_CONFIRMED', 'DISCLOSE', 'DUE', 'REVIEW_OUTSTANDING'],
    ['RECEIPT_CONFIRMED', 'DISCLOSE', 'OVERDUE', 'REVIEW_OUTSTANDING'],
    ['RECEIPT_CONFIRMED', 'DISCLOSE', 'CONFIRMED', 'yes'],
    ['RECEIPT_CONFIRMED', 'DISCLOSE', 'OBJECTED', 'yes'],
    ['REFUSED', 'DISCLOSE', null, 'yes'],
    ['APPROVED', 'PRESERVE', null, 'yes'],
    ['APPROVED', 'DISCLOSE', null, 'NOT_DELIVERED'],
    ['PARTIALLY_APPROVED', 'BOTH', null, 'NOT_DELIVERED'],
  ])('closes %s that asks to %s with the review %s: %s', (state, asks, afterReview, answer) => {
    const decision = mayClose(state, { asks, afterReview });
    expect(decision.ok ? 'yes' : decision.code).toBe(answer);
  });

  it.each<[AfterReview | null, boolean]>([
    [null, false],
    ['DUE', true],
    ['OVERDUE', true],
    ['CONFIRMED', false],
    ['OBJECTED', false],
  ])('reviews afterwards what is %s: %s', (afterReview, isAllowed) => {
    expect(mayReviewAfterwards(afterReview).ok).toBe(isAllowed);
  });

  it.each<[Handling, DisclosureUse, boolean, boolean]>([
    ['EVIDENCE', 'EVIDENCE', false, true],
    ['EVIDENCE', 'ONWARD_SHARING', false, true],
    ['INTELLIGENCE_ONLY', 'EVIDENCE', true, false],
    ['INTELLIGENCE_ONLY', 'INTELLIGENCE', false, true],
    ['INTELLIGENCE_ONLY', 'ONWARD_SHARING', false, true],
    ['NO_ONWARD_SHARING', 'EVIDENCE', false, true],
    ['NO_ONWARD_SHARING', 'ONWARD_SHARING', false, false],
    ['NO_ONWARD_SHARING', 'ONWARD_SHARING', true, true],
  ])('handling %s, use %s, consent %s: %s', (handling, use, hasConsent, isAllowed) => {
    expect(handlingAllows(handling, use, hasConsent).ok).toBe(isAllowed);
  });

  it('shows each audience what is its own', () => {
    const [police, shop, other] = [
      viewer('POLICE', 'police'),
      viewer('PLATFORM', 'shop'),
      viewer('PLATFORM', 'other'),
    ] as const;
    const seenBy = (audience: Parameters<typeof sharingOf>[0], parties = PARTIES as Parameters<typeof sharingOf>[1]) =>
      [police, shop, other]
        .filter((each) => canSee(each, sharingOf(audience, parties)))
        .map(({ tenantId }) => tenantId);
    expect(seenBy('BOTH')).toEqual(['police', 'shop']);
    expect(seenBy('AGENCY')).toEqual(['police']);
    expect(seenBy('PLATFORM')).toEqual(['shop']);
    expect(seenBy('BOTH', { agencyId: 'police', platformId: null })).toEqual(['police']);
  });
});
