import type { Lifecycle } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const BLACKLIST_STATES = [
  'PROPOSED',
  'NOTIFIED',
  'HEARD',
  'DECIDING',
  'DECIDED',
  'URGENT',
  'URGENT_NOTIFIED',
  'URGENT_HEARD',
  'URGENT_DECIDING',
  'PUBLISHED',
  'OBJECTED',
  'REPAIR_REQUESTED',
  'DROPPED',
  'NOT_LISTED',
  'WITHDRAWN',
  'REPAIRED',
  'EXPIRED',
  'REVOKED',
] as const;
export type BlacklistState = (typeof BLACKLIST_STATES)[number];

export const BLACKLIST_ACTIONS = [
  'propose',
  'drop',
  'giveNotice',
  'recordStatement',
  'endHearing',
  'decide',
  'disagree',
  'confirmListing',
  'confirmNotListing',
  'publish',
  'publishInEmergency',
  'lapse',
  'object',
  'uphold',
  'correct',
  'withdraw',
  'requestRepair',
  'grantRepair',
  'refuseRepair',
  'expire',
  'revoke',
] as const;
export type BlacklistAction = (typeof BLACKLIST_ACTIONS)[number];

/** What a caller is to an entry; TIME is the gateway, when a deadline has come. */
export const BLACKLIST_ACTORS = [
  'OWNING_REGULATOR',
  'SUPERIOR_REGULATOR',
  'OTHER_REGULATOR',
  'POLICE',
  'PLATFORM',
  'OVERSIGHT',
  'OPERATOR',
  'TIME',
] as const;
export type BlacklistActor = (typeof BLACKLIST_ACTORS)[number];

/** States in which the merchant stands on the list. */
export const LISTED_STATES: ReadonlySet<BlacklistState> = new Set([
  'URGENT',
  'URGENT_NOTIFIED',
  'URGENT_HEARD',
  'URGENT_DECIDING',
  'PUBLISHED',
  'OBJECTED',
  'REPAIR_REQUESTED',
]);

/** States of a procedure of which those may know whom the regulator has told. */
export const REVIEW_STATES: ReadonlySet<BlacklistState> = new Set(['NOTIFIED', 'HEARD', 'DECIDING', 'DECIDED']);

/** Final states after a listing that was right at its time. A withdrawn or revoked one counts as if it had not been. */
export const FORMERLY_LISTED_STATES: ReadonlySet<BlacklistState> = new Set(['EXPIRED', 'REPAIRED']);

const OWNER = ['OWNING_REGULATOR'] as const;
const TIME = ['TIME'] as const;
const PROGRESS = { by: OWNER, emits: 'blacklist.progressed' } as const;

const revoke = {
  to: 'REVOKED',
  by: ['OWNING_REGULATOR', 'SUPERIOR_REGULATOR'],
  records: 'blacklist.revoke',
  emits: 'blacklist.revoked',
} as const;
const withdraw = { to: 'WITHDRAWN', by: OWNER, records: 'blacklist.withdraw', emits: 'blacklist.withdrawn' } as const;
const lapse = { to: 'WITHDRAWN', by: TIME, records: 'blacklist.lapse', emits: 'blacklist.withdrawn' } as const;
const expire = { to: 'EXPIRED', by: TIME, records: 'blacklist.expire', emits: 'blacklist.expired' } as const;
const correct = { to: 'PUBLISHED', by: OWNER, records: 'blacklist.correct', emits: 'blacklist.corrected' } as const;

/**
 * The life of a blacklist entry (SAMR Order 44, 2021). There are two ways to the list: after a notice and a hearing by the
 * decision of two, or at once on a coded emergency ground, with the same procedure to follow. What is an event's sharing
 * is that of the entry, so that what comes before the publication is told to its regulator and to those it has named.
 */
export const BLACKLIST_LIFECYCLE: Lifecycle<BlacklistState, BlacklistAction, BlacklistActor, LedgerAction, EventType> =
  {
    name: 'blacklist',
    actors: BLACKLIST_ACTORS,
    actions: BLACKLIST_ACTIONS,
    moves: {
      // A proposal is its regulator's own affair: nobody is told of it.
      NEW: { propose: { to: 'PROPOSED', by: OWNER, records: 'blacklist.propose' } },
      PROPOSED: {
        giveNotice: { ...PROGRESS, to: 'NOTIFIED', records: 'blacklist.notify' },
        drop: { to: 'DROPPED', by: OWNER, records: 'blacklist.drop' },
        publishInEmergency: {
          to: 'URGENT',
          by: OWNER,
          records: 'blacklist.publish-in-emergency',
          emits: 'blacklist.published',
        },
      },
      NOTIFIED: {
        recordStatement: { ...PROGRESS, to: 'HEARD', records: 'blacklist.state' },
        endHearing: { ...PROGRESS, to: 'HEARD', by: TIME, records: 'blacklist.end-hearing' },
        revoke,
      },
      HEARD: {
        // Late, but before the decision.
        recordStatement: { ...PROGRESS, to: 'HEARD', records: 'blacklist.state' },
        decide: { ...PROGRESS, to: 'DECIDING', records: 'blacklist.decide' },
        revoke,
      },
      DECIDING: {
        confirmListing: { ...PROGRESS, to: 'DECIDED', records: 'blacklist.confirm' },
        confirmNotListing: { ...PROGRESS, to: 'NOT_LISTED', records: 'blacklist.confirm' },
        disagree: { ...PROGRESS, to: 'HEARD', records: 'blacklist.disagree' },
        revoke,
      },
      DECIDED: {
        publish: { to: 'PUBLISHED', by: OWNER, records: 'blacklist.publish', emits: 'blacklist.published' },
        revoke,
      },
      URGENT: {
        // The public part stays as it is: what follows until the decision concerns nobody else.
        giveNotice: { to: 'URGENT_NOTIFIED', by: OWNER, records: 'blacklist.notify' },
        lapse,
        withdraw,
        revoke,
      },
      URGENT_NOTIFIED: {
        recordStatement: { to: 'URGENT_HEARD', by: OWNER, records: 'blacklist.state' },
        endHearing: { to: 'URGENT_HEARD', by: TIME, records: 'blacklist.end-hearing' },
        lapse,
        withdraw,
        revoke,
      },
      URGENT_HEARD: {
        recordStatement: { to: 'URGENT_HEARD', by: OWNER, records: 'blacklist.state' },
        decide: { to: 'URGENT_DECIDING', by: OWNER, records: 'blacklist.decide' },
        lapse,
        withdraw,
        revoke,
      },
      URGENT_DECIDING: {
        confirmListing: { to: 'PUBLISHED', by: OWNER, records: 'blacklist.confirm', emits: 'blacklist.confirmed' },
        confirmNotListing: { to: 'WITHDRAWN', by: OWNER, records: 'blacklist.confirm', emits: 'blacklist.withdrawn' },
        disagree: { to: 'URGENT_HEARD', by: OWNER, records: 'blacklist.disagree' },
        lapse,
        withdraw,
        revoke,
      },
      PUBLISHED: {
        object: { to: 'OBJECTED', by: OWNER, records: 'blacklist.object', emits: 'blacklist.objected' },
        correct,
        withdraw,
        // The party's asking is its own affair until it is granted.
        requestRepair: { to: 'REPAIR_REQUESTED', by: OWNER, records: 'blacklist.request-repair' },
        expire,
        revoke,
      },
      OBJECTED: {
        uphold: { to: 'PUBLISHED', by: OWNER, records: 'blacklist.uphold', emits: 'blacklist.upheld' },
        correct,
        withdraw,
        expire,
        revoke,
      },
      REPAIR_REQUESTED: {
        grantRepair: { to: 'REPAIRED', by: OWNER, records: 'blacklist.repair', emits: 'blacklist.repaired' },
        refuseRepair: { to: 'PUBLISHED', by: OWNER, records: 'blacklist.refuse-repair' },
        withdraw,
        expire,
        revoke,
      },
      DROPPED: {},
      NOT_LISTED: {},
      WITHDRAWN: {},
      REPAIRED: {},
      EXPIRED: {},
      REVOKED: {},
    },
  };
