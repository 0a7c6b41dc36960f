import type { Lifecycle } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const BLACKLIST_STATES = ['PROPOSED', 'PUBLISHED', 'REVOKED'] as const;
export type BlacklistState = (typeof BLACKLIST_STATES)[number];

export const BLACKLIST_ACTIONS = ['propose', 'publish', 'revoke'] as const;
export type BlacklistAction = (typeof BLACKLIST_ACTIONS)[number];

/** What a caller is to an entry. */
export const BLACKLIST_ACTORS = [
  'OWNING_REGULATOR',
  'OTHER_REGULATOR',
  'POLICE',
  'PLATFORM',
  'OVERSIGHT',
  'OPERATOR',
] as const;
export type BlacklistActor = (typeof BLACKLIST_ACTORS)[number];

/** The life of a blacklist entry. */
export const BLACKLIST_LIFECYCLE: Lifecycle<BlacklistState, BlacklistAction, BlacklistActor, LedgerAction, EventType> =
  {
    name: 'blacklist',
    actors: BLACKLIST_ACTORS,
    actions: BLACKLIST_ACTIONS,
    moves: {
      // A proposal is its regulator's own affair: nobody is told of it.
      NEW: { propose: { to: 'PROPOSED', by: ['OWNING_REGULATOR'], records: 'blacklist.propose' } },
      PROPOSED: {
        publish: {
          to: 'PUBLISHED',
          by: ['OWNING_REGULATOR'],
          records: 'blacklist.publish',
          emits: 'blacklist.published',
        },
      },
      PUBLISHED: {
        revoke: { to: 'REVOKED', by: ['OWNING_REGULATOR'], records: 'blacklist.revoke', emits: 'blacklist.revoked' },
      },
      REVOKED: {},
    },
  };
