import { type Lifecycle, type New, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const SCREENING_STATES = ['RUNNING', 'CANCELLED', 'COMPLETED', 'EXPIRED'] as const;
export type ScreeningState = (typeof SCREENING_STATES)[number];

export const SCREENING_ACTIONS = ['receive', 'cancel', 'resume', 'complete', 'expire'] as const;
export type ScreeningAction = (typeof SCREENING_ACTIONS)[number];

/** Who moves a screening on: its tenant, or the gateway as it works. */
export const SCREENING_ACTORS = ['TENANT', 'GATEWAY'] as const;
export type ScreeningActor = (typeof SCREENING_ACTORS)[number];

/** The life of a batch screening. It exists once the whole file is durable; EXPIRED ones have lost rows and results. */
export const SCREENING_LIFECYCLE: Lifecycle<ScreeningState, ScreeningAction, ScreeningActor, LedgerAction, EventType> =
  {
    name: 'screening',
    actors: SCREENING_ACTORS,
    actions: SCREENING_ACTIONS,
    moves: {
      NEW: { receive: { to: 'RUNNING', by: ['TENANT'], records: 'screening.receive', emits: 'screening.received' } },
      RUNNING: {
        cancel: { to: 'CANCELLED', by: ['TENANT'], records: 'screening.cancel', emits: 'screening.cancelled' },
        complete: { to: 'COMPLETED', by: ['GATEWAY'], records: 'screening.complete', emits: 'screening.completed' },
      },
      CANCELLED: {
        resume: { to: 'RUNNING', by: ['TENANT'], records: 'screening.resume', emits: 'screening.resumed' },
        expire: { to: 'EXPIRED', by: ['GATEWAY'], records: 'screening.expire' },
      },
      COMPLETED: { expire: { to: 'EXPIRED', by: ['GATEWAY'], records: 'screening.expire' } },
      EXPIRED: {},
    },
  };

/** Whether the gateway still works on a screening in this state. */
export const isRunning = (state: ScreeningState): boolean => state === 'RUNNING';

/** The transition of an action that its caller has made sure of. @throws Error when the table does not have it */
export function screeningTransition(state: ScreeningState | New, action: ScreeningAction, actor: ScreeningActor) {
  const result = step(SCREENING_LIFECYCLE, state, action, actor);
  if (!result.ok) throw new Error(`a screening in state ${state} cannot ${action}: ${result.reason}`);
  return result.transition;
}
