import { AGENCY_KINDS, type Viewer } from '../common/context/tenant-context.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { AUDIENCES, DisclosureAction, DisclosureActor } from './disclosure.lifecycle.js';
import type { AfterReview, Ask, Handling, Urgency } from './disclosure-vocabulary.js';

/** Yes, or no with a stable code and why. */
export type Decision<Yes = unknown> =
  | ({ readonly ok: true } & Yes)
  | { readonly ok: false; readonly code: string; readonly reason: string };

const no = (code: string, reason: string): Decision<never> => ({ ok: false, code, reason });

/** Who is on the two sides of a request, and who wrote what is to be approved; people by their pseudonyms. */
export interface Parties {
  readonly agencyId: string;
  readonly platformId: string | null;
  readonly authors: readonly string[];
  readonly decisionAuthor: string | null;
}

/** What a caller is to a request. */
export function actorOf(viewer: Viewer, person: string, parties: Parties): DisclosureActor {
  if (AGENCY_KINDS.includes(viewer.tenantKind)) {
    if (viewer.tenantId !== parties.agencyId) return 'OTHER_AGENCY';
    return parties.authors.includes(person) ? 'REQUEST_AUTHOR' : 'AGENCY_OFFICER';
  }
  if (viewer.tenantKind === 'PLATFORM') {
    if (viewer.tenantId !== parties.platformId) return 'OTHER_PLATFORM';
    return parties.decisionAuthor === person ? 'DECISION_AUTHOR' : 'PLATFORM_OFFICER';
  }
  return viewer.tenantKind === 'OVERSIGHT' ? 'OVERSIGHT' : 'OPERATOR';
}

/** What makes a request sensitive. */
export interface Sensitivity {
  readonly urgency: Urgency;
  readonly hasCommunications: boolean;
  readonly subjectCount: number;
}

/** How many people must approve a decision before it counts, and whether another one reviews it afterwards. */
export interface ApprovalNeed {
  readonly before: 1 | 2;
  readonly afterwards: boolean;
}

/**
 * Two different people approve what is sensitive: personal communications, or more than `bulkAbove` subjects. Danger to
 * life does not wait for the second, who reviews it afterwards instead.
 */
export function approvalsNeeded(request: Sensitivity, bulkAbove: number): ApprovalNeed {
  if (request.urgency === 'EMERGENCY') return { before: 1, afterwards: true };
  const isSensitive = request.hasCommunications || request.subjectCount > bulkAbove;
  return { before: isSensitive ? 2 : 1, afterwards: false };
}

/** Somebody decides for somebody who is away, in a span of time (milliseconds since 1970 UTC; the end not included). */
export interface Delegation {
  readonly absentRef: string;
  readonly delegateRef: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Who may decide in a tenant. Nobody designated: everyone whose token has the scope. */
export interface Mandates {
  readonly approvers: readonly string[];
  readonly delegations: readonly Delegation[];
}

/** An approval that was given: by whom, and in whose place. */
export interface GivenApproval {
  readonly actorRef: string;
  readonly mandateRef: string;
}

/** The people in whose place somebody may decide now: first himself, unless he is away, then those whom he stands in for. */
function mandatesOf(person: string, { approvers, delegations }: Mandates, nowMs: number): string[] {
  const isDesignated = (ref: string) => approvers.length === 0 || approvers.includes(ref);
  const inForce = delegations.filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
  const isAway = inForce.some(({ absentRef }) => absentRef === person);
  const own = isDesignated(person) && !isAway ? [person] : [];
  const others = inForce.filter(({ delegateRef }) => delegateRef === person).map(({ absentRef }) => absentRef);
  return [...own, ...others.filter(isDesignated)];
}

/**
 * Whether somebody may approve now, and in whose place. Nobody approves what he wrote, himself or through somebody who
 * stands in for him; two approvals come from two people who decide for two people.
 * @param authors who wrote what is to be approved
 */
export function mayApprove(
  person: string,
  authors: readonly string[],
  given: readonly GivenApproval[],
  mandates: Mandates,
  nowMs: number,
): Decision<{ readonly mandateRef: string }> {
  if (authors.includes(person)) return no('OWN_DRAFT', 'Nobody approves what he drafted himself.');
  if (given.some(({ actorRef }) => actorRef === person)) {
    return no('ALREADY_APPROVED', 'You have approved it already: another person must.');
  }
  const possible = mandatesOf(person, mandates, nowMs);
  if (possible.length === 0) return no('NOT_AN_APPROVER', 'You are no approver now, and stand in for none.');
  const mandateRef = possible.find(
    (ref) => !authors.includes(ref) && !given.some((approval) => approval.mandateRef === ref),
  );
  if (mandateRef === undefined) {
    return no('SAME_MANDATE', 'Whom you would decide for has approved it already, or drafted it.');
  }
  return { ok: true, mandateRef };
}

/** What a decision comes to: all of the request, some of it, or nothing. */
export type Outcome = 'ALL' | 'SOME' | 'NOTHING';

/** The action by which an approval counts: the last one that is needed settles the decision. */
export function approvalAction(outcome: Outcome, given: number, need: ApprovalNeed): DisclosureAction {
  if (given + 1 < need.before) return 'approve';
  return outcome === 'ALL' ? 'grant' : outcome === 'SOME' ? 'grantInPart' : 'refuse';
}

/** Whether something is to be handed over: not when the platform is only to keep the data. */
export const mayDeliver = (asks: Ask): Decision =>
  asks === 'PRESERVE'
    ? no('NOTHING_TO_DELIVER', 'The request asks to preserve the data, not to disclose it.')
    : { ok: true };

/** A granted request is closed when its disclosure was received; one that only preserves as soon as it is granted. */
export function mayClose(
  state: string,
  { asks, afterReview }: { readonly asks: Ask; readonly afterReview: AfterReview | null },
): Decision {
  if (afterReview === 'DUE' || afterReview === 'OVERDUE') {
    return no('REVIEW_OUTSTANDING', 'The emergency decision has not been reviewed afterwards.');
  }
  const isGranted = state === 'APPROVED' || state === 'PARTIALLY_APPROVED';
  if (isGranted && asks !== 'PRESERVE') return no('NOT_DELIVERED', 'What was granted has not been delivered.');
  return { ok: true };
}

/** Whether the review after an emergency may be made: once, by somebody who neither drafted nor approved the decision. */
export function mayReviewAfterwards(afterReview: AfterReview | null): Decision {
  if (afterReview === 'DUE' || afterReview === 'OVERDUE') return { ok: true };
  return no('NO_REVIEW_DUE', 'No review is due.');
}

/** What a receiver may want to do with a disclosure. */
export const DISCLOSURE_USES = ['INTELLIGENCE', 'EVIDENCE', 'ONWARD_SHARING'] as const;
export type DisclosureUse = (typeof DISCLOSURE_USES)[number];

/**
 * Whether the handling of a disclosure allows a use of it.
 * @param hasConsent whether the platform has consented to this onward sharing
 */
export function handlingAllows(handling: Handling, use: DisclosureUse, hasConsent = false): Decision {
  if (use === 'EVIDENCE' && handling === 'INTELLIGENCE_ONLY') {
    return no('INTELLIGENCE_ONLY', 'It was disclosed as intelligence and is no evidence.');
  }
  if (use === 'ONWARD_SHARING' && handling === 'NO_ONWARD_SHARING' && !hasConsent) {
    return no('NO_ONWARD_SHARING', 'It goes no further without the consent of the platform.');
  }
  return { ok: true };
}

/** Who sees what one side or both may know. A draft has no other side yet. */
export function sharingOf(
  audience: (typeof AUDIENCES)[keyof typeof AUDIENCES],
  { agencyId, platformId }: Pick<Parties, 'agencyId' | 'platformId'>,
): Sharing {
  if (audience === 'PLATFORM' && platformId) return { ownerId: platformId, level: 'OWNER' };
  if (audience === 'BOTH' && platformId) return { ownerId: agencyId, level: 'NAMED', memberIds: [platformId] };
  return { ownerId: agencyId, level: 'OWNER' };
}
