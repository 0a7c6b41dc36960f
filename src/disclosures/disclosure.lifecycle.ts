import type { Lifecycle, Transition } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const DISCLOSURE_STATES = [
  'DRAFT',
  'SUBMITTED',
  'ACKNOWLEDGED',
  'CLARIFICATION_ASKED',
  'CLARIFICATION_ANSWERED',
  'UNDER_REVIEW',
  'APPROVED',
  'PARTIALLY_APPROVED',
  'REFUSED',
  'DELIVERED',
  'RECEIPT_CONFIRMED',
  'CLOSED',
  'WITHDRAWN',
  'EXPIRED',
] as const;
export type DisclosureState = (typeof DISCLOSURE_STATES)[number];

/** States in which nothing more happens. */
export const SETTLED_STATES = ['CLOSED', 'WITHDRAWN', 'EXPIRED'] as const satisfies readonly DisclosureState[];

/** States in which the platform still owes an answer, or what it granted. */
export const OPEN_STATES = DISCLOSURE_STATES.filter(
  (state) => !['DRAFT', 'REFUSED', 'DELIVERED', 'RECEIPT_CONFIRMED', ...SETTLED_STATES].includes(state),
);

export const DISCLOSURE_ACTIONS = [
  'draft',
  'edit',
  'discard',
  'submit',
  'supplement',
  'withdraw',
  'acknowledge',
  'ask',
  'answer',
  'review',
  'draftDecision',
  'approve',
  'sendBack',
  'grant',
  'grantInPart',
  'refuse',
  'confirmAfterwards',
  'objectAfterwards',
  'deliver',
  'confirmReceipt',
  'close',
  'remind',
  'escalate',
  'lapseReview',
  'expire',
] as const;
export type DisclosureAction = (typeof DISCLOSURE_ACTIONS)[number];

/**
 * What somebody is to a request. The requesting agency and the addressed platform each part into the people who wrote
 * what is to be approved (the request, the decision) and everyone else; the clock acts when a deadline passes.
 */
export const DISCLOSURE_ACTORS = [
  'REQUEST_AUTHOR',
  'AGENCY_OFFICER',
  'DECISION_AUTHOR',
  'PLATFORM_OFFICER',
  'OTHER_AGENCY',
  'OTHER_PLATFORM',
  'OVERSIGHT',
  'OPERATOR',
  'CLOCK',
] as const;
export type DisclosureActor = (typeof DISCLOSURE_ACTORS)[number];

export type DisclosureEventType = Extract<EventType, `disclosure.${string}`>;
type DisclosureLedgerAction = Extract<LedgerAction, `disclosure.${string}`>;
export type DisclosureTransition = Transition<
  DisclosureState,
  DisclosureActor,
  DisclosureLedgerAction,
  DisclosureEventType
>;
type Move = DisclosureTransition & { readonly emits: DisclosureEventType };

const AGENCY = ['REQUEST_AUTHOR', 'AGENCY_OFFICER'] as const;
const PLATFORM = ['DECISION_AUTHOR', 'PLATFORM_OFFICER'] as const;
/** Nobody approves what he wrote himself. */
const SECOND_AT_AGENCY = ['AGENCY_OFFICER'] as const;
const SECOND_AT_PLATFORM = ['PLATFORM_OFFICER'] as const;
const CLOCK = ['CLOCK'] as const;

const withdraw: Move = {
  to: 'WITHDRAWN',
  by: AGENCY,
  records: 'disclosure.withdraw',
  emits: 'disclosure.withdrawn',
};
const expire: Move = { to: 'EXPIRED', by: CLOCK, records: 'disclosure.expire', emits: 'disclosure.expired' };
const ask: Move = {
  to: 'CLARIFICATION_ASKED',
  by: PLATFORM,
  records: 'disclosure.ask',
  emits: 'disclosure.clarification-asked',
};
const review: Move = {
  to: 'UNDER_REVIEW',
  by: PLATFORM,
  records: 'disclosure.review',
  emits: 'disclosure.under-review',
};
const close: Move = { to: 'CLOSED', by: AGENCY, records: 'disclosure.close', emits: 'disclosure.closed' };
const deliver: Move = {
  to: 'DELIVERED',
  by: PLATFORM,
  records: 'disclosure.deliver',
  emits: 'disclosure.delivered',
};

/** A legal instrument that comes after the sending. */
const supplemented = (to: DisclosureState) =>
  ({
    supplement: { to, by: AGENCY, records: 'disclosure.supplement', emits: 'disclosure.supplemented' },
  }) as const satisfies Record<string, Move>;

/** What the clock does without moving the request on. */
const nudges = (to: DisclosureState) =>
  ({
    remind: { to, by: CLOCK, records: 'disclosure.remind', emits: 'disclosure.due-soon' },
    escalate: { to, by: CLOCK, records: 'disclosure.escalate', emits: 'disclosure.overdue' },
  }) as const satisfies Record<string, Move>;

/** The review that an emergency's decision gets afterwards; an objection before the delivery reopens the decision. */
const afterwards = (to: DisclosureState, onObjection: DisclosureState) =>
  ({
    confirmAfterwards: {
      to,
      by: SECOND_AT_PLATFORM,
      records: 'disclosure.confirm-afterwards',
      emits: 'disclosure.confirmed-afterwards',
    },
    objectAfterwards: {
      to: onObjection,
      by: SECOND_AT_PLATFORM,
      records: 'disclosure.object-afterwards',
      emits: 'disclosure.objected-afterwards',
    },
    lapseReview: { to, by: CLOCK, records: 'disclosure.lapse-review', emits: 'disclosure.review-overdue' },
  }) as const satisfies Record<string, Move>;

/** The life of a disclosure request. Every move leaves one ledger entry and one event. */
export const DISCLOSURE_LIFECYCLE: Lifecycle<
  DisclosureState,
  DisclosureAction,
  DisclosureActor,
  DisclosureLedgerAction,
  DisclosureEventType
> = {
  name: 'disclosures',
  actors: DISCLOSURE_ACTORS,
  actions: DISCLOSURE_ACTIONS,
  moves: {
    NEW: {
      draft: { to: 'DRAFT', by: ['REQUEST_AUTHOR'], records: 'disclosure.draft', emits: 'disclosure.drafted' },
    },
    DRAFT: {
      edit: { to: 'DRAFT', by: AGENCY, records: 'disclosure.edit', emits: 'disclosure.edited' },
      discard: { to: 'WITHDRAWN', by: AGENCY, records: 'disclosure.discard', emits: 'disclosure.discarded' },
      submit: {
        to: 'SUBMITTED',
        by: SECOND_AT_AGENCY,
        records: 'disclosure.submit',
        emits: 'disclosure.submitted',
      },
    },
    SUBMITTED: {
      acknowledge: {
        to: 'ACKNOWLEDGED',
        by: PLATFORM,
        records: 'disclosure.acknowledge',
        emits: 'disclosure.acknowledged',
      },
      withdraw,
      ...supplemented('SUBMITTED'),
      ...nudges('SUBMITTED'),
      expire,
    },
    ACKNOWLEDGED: { ask, review, withdraw, ...supplemented('ACKNOWLEDGED'), ...nudges('ACKNOWLEDGED'), expire },
    CLARIFICATION_ASKED: {
      answer: {
        to: 'CLARIFICATION_ANSWERED',
        by: AGENCY,
        records: 'disclosure.answer',
        emits: 'disclosure.clarification-answered',
      },
      withdraw,
      ...supplemented('CLARIFICATION_ASKED'),
      ...nudges('CLARIFICATION_ASKED'),
      expire,
    },
    CLARIFICATION_ANSWERED: {
      ask,
      review,
      withdraw,
      ...supplemented('CLARIFICATION_ANSWERED'),
      ...nudges('CLARIFICATION_ANSWERED'),
      expire,
    },
    UNDER_REVIEW: {
      ask,
      draftDecision: {
        to: 'UNDER_REVIEW',
        by: PLATFORM,
        records: 'disclosure.draft-decision',
        emits: 'disclosure.decision-drafted',
      },
      approve: {
        to: 'UNDER_REVIEW',
        by: SECOND_AT_PLATFORM,
        records: 'disclosure.approve',
        emits: 'disclosure.decision-approved',
      },
      sendBack: {
        to: 'UNDER_REVIEW',
        by: SECOND_AT_PLATFORM,
        records: 'disclosure.send-back',
        emits: 'disclosure.decision-sent-back',
      },
      grant: {
        to: 'APPROVED',
        by: SECOND_AT_PLATFORM,
        records: 'disclosure.grant',
        emits: 'disclosure.approved',
      },
      grantInPart: {
        to: 'PARTIALLY_APPROVED',
        by: SECOND_AT_PLATFORM,
        records: 'disclosure.grant-in-part',
        emits: 'disclosure.partially-approved',
      },
      refuse: { to: 'REFUSED', by: SECOND_AT_PLATFORM, records: 'disclosure.refuse', emits: 'disclosure.refused' },
      withdraw,
      ...supplemented('UNDER_REVIEW'),
      ...nudges('UNDER_REVIEW'),
      expire,
    },
    APPROVED: {
      deliver,
      withdraw,
      close,
      ...supplemented('APPROVED'),
      ...afterwards('APPROVED', 'UNDER_REVIEW'),
      ...nudges('APPROVED'),
    },
    PARTIALLY_APPROVED: {
      deliver,
      withdraw,
      close,
      ...supplemented('PARTIALLY_APPROVED'),
      ...afterwards('PARTIALLY_APPROVED', 'UNDER_REVIEW'),
      ...nudges('PARTIALLY_APPROVED'),
    },
    REFUSED: { close, ...afterwards('REFUSED', 'UNDER_REVIEW') },
    DELIVERED: {
      confirmReceipt: {
        to: 'RECEIPT_CONFIRMED',
        by: AGENCY,
        records: 'disclosure.confirm-receipt',
        emits: 'disclosure.receipt-confirmed',
      },
      ...supplemented('DELIVERED'),
      ...afterwards('DELIVERED', 'DELIVERED'),
    },
    RECEIPT_CONFIRMED: {
      close,
      ...supplemented('RECEIPT_CONFIRMED'),
      ...afterwards('RECEIPT_CONFIRMED', 'RECEIPT_CONFIRMED'),
    },
    CLOSED: {},
    WITHDRAWN: {},
    EXPIRED: {},
  },
};

/** Whom an event is told: what one side does among itself is not the other's affair. */
export const AUDIENCES: Readonly<Record<DisclosureEventType, 'BOTH' | 'AGENCY' | 'PLATFORM'>> = {
  'disclosure.drafted': 'AGENCY',
  'disclosure.edited': 'AGENCY',
  'disclosure.discarded': 'AGENCY',
  'disclosure.submitted': 'BOTH',
  'disclosure.supplemented': 'BOTH',
  'disclosure.withdrawn': 'BOTH',
  'disclosure.acknowledged': 'BOTH',
  'disclosure.clarification-asked': 'BOTH',
  'disclosure.clarification-answered': 'BOTH',
  'disclosure.under-review': 'BOTH',
  'disclosure.decision-drafted': 'PLATFORM',
  'disclosure.decision-approved': 'PLATFORM',
  'disclosure.decision-sent-back': 'PLATFORM',
  'disclosure.approved': 'BOTH',
  'disclosure.partially-approved': 'BOTH',
  'disclosure.refused': 'BOTH',
  'disclosure.confirmed-afterwards': 'BOTH',
  'disclosure.objected-afterwards': 'BOTH',
  'disclosure.review-overdue': 'BOTH',
  'disclosure.delivered': 'BOTH',
  'disclosure.receipt-confirmed': 'BOTH',
  'disclosure.closed': 'BOTH',
  'disclosure.due-soon': 'BOTH',
  'disclosure.overdue': 'BOTH',
  'disclosure.expired': 'BOTH',
};
