import type { Lifecycle } from '../common/lifecycle.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

/** A paused subscription collects and sends nothing; a disabled one (its endpoint is gone, or its tenant
 * wants nothing of it) does not even collect. */
export const SUBSCRIPTION_STATES = ['ACTIVE', 'PAUSED', 'DISABLED', 'DELETED'] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

export const SUBSCRIPTION_ACTIONS = ['create', 'change', 'pause', 'resume', 'rotate', 'disable', 'delete'] as const;
export type SubscriptionAction = (typeof SUBSCRIPTION_ACTIONS)[number];

/** Its tenant, or the gateway itself. */
export const SUBSCRIPTION_ACTORS = ['TENANT', 'GATEWAY'] as const;
export type SubscriptionActor = (typeof SUBSCRIPTION_ACTORS)[number];

/** The life of a subscription. */
export const SUBSCRIPTION_LIFECYCLE: Lifecycle<
  SubscriptionState,
  SubscriptionAction,
  SubscriptionActor,
  LedgerAction,
  never
> = {
  name: 'subscription',
  actors: SUBSCRIPTION_ACTORS,
  actions: SUBSCRIPTION_ACTIONS,
  moves: {
    NEW: { create: { to: 'ACTIVE', by: ['TENANT'], records: 'subscription.create' } },
    ACTIVE: {
      pause: { to: 'PAUSED', by: ['TENANT'], records: 'subscription.pause' },
      change: { to: 'ACTIVE', by: ['TENANT'], records: 'subscription.change' },
      rotate: { to: 'ACTIVE', by: ['TENANT'], records: 'subscription.rotate-secret' },
      disable: { to: 'DISABLED', by: ['TENANT', 'GATEWAY'], records: 'subscription.disable' },
      delete: { to: 'DELETED', by: ['TENANT'], records: 'subscription.delete' },
    },
    PAUSED: {
      resume: { to: 'ACTIVE', by: ['TENANT'], records: 'subscription.resume' },
      change: { to: 'PAUSED', by: ['TENANT'], records: 'subscription.change' },
      rotate: { to: 'PAUSED', by: ['TENANT'], records: 'subscription.rotate-secret' },
      // The answer 410 may come for what was under way when its tenant paused.
      disable: { to: 'DISABLED', by: ['TENANT', 'GATEWAY'], records: 'subscription.disable' },
      delete: { to: 'DELETED', by: ['TENANT'], records: 'subscription.delete' },
    },
    DISABLED: {
      pause: { to: 'PAUSED', by: ['TENANT'], records: 'subscription.pause' },
      resume: { to: 'ACTIVE', by: ['TENANT'], records: 'subscription.resume' },
      change: { to: 'DISABLED', by: ['TENANT'], records: 'subscription.change' },
      rotate: { to: 'DISABLED', by: ['TENANT'], records: 'subscription.rotate-secret' },
      delete: { to: 'DELETED', by: ['TENANT'], records: 'subscription.delete' },
    },
    DELETED: {},
  },
};
