import { type Lifecycle, type New, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const PACKAGE_STATES = ['DELIVERED', 'CONFIRMED', 'DESTROYED'] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

export const PACKAGE_ACTIONS = ['deliver', 'confirm', 'destroy'] as const;
export type PackageAction = (typeof PACKAGE_ACTIONS)[number];

/** The two sides of the request, and the clock on the retention date. */
export const PACKAGE_ACTORS = ['PLATFORM', 'AGENCY', 'CLOCK'] as const;
export type PackageActor = (typeof PACKAGE_ACTORS)[number];

/**
 * The life of a sealed package. Delivery and receipt are steps of the request too, and it tells of them; what is
 * destroyed the package tells itself.
 */
export const PACKAGE_LIFECYCLE: Lifecycle<PackageState, PackageAction, PackageActor, LedgerAction, EventType> = {
  name: 'disclosure-packages',
  actors: PACKAGE_ACTORS,
  actions: PACKAGE_ACTIONS,
  moves: {
    NEW: { deliver: { to: 'DELIVERED', by: ['PLATFORM'], records: 'package.deliver' } },
    DELIVERED: {
      confirm: { to: 'CONFIRMED', by: ['AGENCY'], records: 'package.confirm' },
      destroy: { to: 'DESTROYED', by: ['CLOCK'], records: 'package.destroy', emits: 'package.destroyed' },
    },
    CONFIRMED: {
      destroy: { to: 'DESTROYED', by: ['CLOCK'], records: 'package.destroy', emits: 'package.destroyed' },
    },
    DESTROYED: {
      // A receipt is verified by digests alone, so one that comes late still counts.
      confirm: { to: 'DESTROYED', by: ['AGENCY'], records: 'package.confirm' },
    },
  },
};

/** The transition of an action; undefined when it cannot be done in this state. */
export function packageTransition(state: PackageState | New, action: PackageAction, actor: PackageActor) {
  const result = step(PACKAGE_LIFECYCLE, state, action, actor);
  return result.ok ? result.transition : undefined;
}
