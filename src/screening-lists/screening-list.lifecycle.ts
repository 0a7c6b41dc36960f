import { type Lifecycle, type New, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const LIST_STATES = ['WATCHING', 'PAUSED', 'DELETED'] as const;
export type ListState = (typeof LIST_STATES)[number];

export const LIST_ACTIONS = ['save', 'change', 'pause', 'resume', 'delete'] as const;
export type ListAction = (typeof LIST_ACTIONS)[number];

export const LIST_ACTORS = ['TENANT'] as const;
export type ListActor = (typeof LIST_ACTORS)[number];

/** The life of a saved screening list. While PAUSED nothing is screened; resuming screens the whole list anew. */
export const SCREENING_LIST_LIFECYCLE: Lifecycle<ListState, ListAction, ListActor, LedgerAction, EventType> = {
  name: 'screening-lists',
  actors: LIST_ACTORS,
  actions: LIST_ACTIONS,
  moves: {
    NEW: { save: { to: 'WATCHING', by: LIST_ACTORS, records: 'screening-list.save', emits: 'screening-list.saved' } },
    WATCHING: {
      change: { to: 'WATCHING', by: LIST_ACTORS, records: 'screening-list.change', emits: 'screening-list.changed' },
      pause: { to: 'PAUSED', by: LIST_ACTORS, records: 'screening-list.pause', emits: 'screening-list.paused' },
      delete: { to: 'DELETED', by: LIST_ACTORS, records: 'screening-list.delete', emits: 'screening-list.deleted' },
    },
    PAUSED: {
      change: { to: 'PAUSED', by: LIST_ACTORS, records: 'screening-list.change', emits: 'screening-list.changed' },
      resume: { to: 'WATCHING', by: LIST_ACTORS, records: 'screening-list.resume', emits: 'screening-list.resumed' },
      delete: { to: 'DELETED', by: LIST_ACTORS, records: 'screening-list.delete', emits: 'screening-list.deleted' },
    },
    DELETED: {},
  },
};

/** What an action of the tenant does to a list in a state, or undefined when the table does not have it. */
export function listTransition(state: ListState | New, action: ListAction) {
  const taken = step(SCREENING_LIST_LIFECYCLE, state, action, 'TENANT');
  return taken.ok ? taken.transition : undefined;
}
