import type { Lifecycle } from '../common/lifecycle.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

/** HELD: its subscription does not send at present. CANCELLED: it may not or need not go out any more. */
export const DELIVERY_STATES = ['PENDING', 'HELD', 'DELIVERED', 'DEAD', 'CANCELLED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_ACTIONS = [
  'deliver',
  'giveUp',
  'withdraw',
  'hold',
  'release',
  'redeliver',
  'replay',
  'cancel',
] as const;
export type DeliveryAction = (typeof DELIVERY_ACTIONS)[number];

export const DELIVERY_ACTORS = ['TENANT', 'GATEWAY'] as const;
export type DeliveryActor = (typeof DELIVERY_ACTORS)[number];

/**
 * The life of a delivery. Deliveries are moved many at a time by the statements of the repositories; this table says
 * which moves there are. A tenant that collects its events says itself that it has one, or refuses it. `hold`, `release` and `cancel` go with a change of the subscription and are recorded with it.
 */
export const DELIVERY_LIFECYCLE: Lifecycle<DeliveryState, DeliveryAction, DeliveryActor, LedgerAction, never> = {
  name: 'delivery',
  actors: DELIVERY_ACTORS,
  actions: DELIVERY_ACTIONS,
  moves: {
    NEW: {},
    PENDING: {
      deliver: { to: 'DELIVERED', by: ['TENANT', 'GATEWAY'], records: 'delivery.settle' },
      giveUp: { to: 'DEAD', by: ['TENANT', 'GATEWAY'], records: 'delivery.settle' },
      withdraw: { to: 'CANCELLED', by: ['GATEWAY'], records: 'delivery.settle' },
      hold: { to: 'HELD', by: ['TENANT', 'GATEWAY'], records: 'subscription.pause' },
      cancel: { to: 'CANCELLED', by: ['TENANT'], records: 'subscription.delete' },
    },
    HELD: {
      // What was under way when the subscription was paused still comes to its end.
      deliver: { to: 'DELIVERED', by: ['TENANT', 'GATEWAY'], records: 'delivery.settle' },
      giveUp: { to: 'DEAD', by: ['TENANT', 'GATEWAY'], records: 'delivery.settle' },
      release: { to: 'PENDING', by: ['TENANT'], records: 'subscription.resume' },
      cancel: { to: 'CANCELLED', by: ['TENANT'], records: 'subscription.delete' },
    },
    // A replay gives everything since a moment anew, whatever became of it.
    DELIVERED: { replay: { to: 'PENDING', by: ['TENANT'], records: 'subscription.replay' } },
    DEAD: {
      redeliver: { to: 'PENDING', by: ['TENANT'], records: 'delivery.redeliver' },
      replay: { to: 'PENDING', by: ['TENANT'], records: 'subscription.replay' },
    },
    CANCELLED: { replay: { to: 'PENDING', by: ['TENANT'], records: 'subscription.replay' } },
  },
};
