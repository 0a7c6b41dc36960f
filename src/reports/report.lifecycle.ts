import { type Lifecycle, type New, step } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const REPORT_STATES = ['RECEIVING', 'RECEIVED', 'COMPLETED'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export const REPORT_ACTIONS = ['start', 'receive', 'complete'] as const;
export type ReportAction = (typeof REPORT_ACTIONS)[number];

/** Who moves a report on: the platform by its upload, the gateway by its import. */
export const REPORT_ACTORS = ['PLATFORM', 'GATEWAY'] as const;
export type ReportActor = (typeof REPORT_ACTORS)[number];

/** The life of an inspection report. Its rows go in while it is being received; it is acknowledged once RECEIVED. */
export const REPORT_LIFECYCLE: Lifecycle<ReportState, ReportAction, ReportActor, LedgerAction, EventType> = {
  name: 'report',
  actors: REPORT_ACTORS,
  actions: REPORT_ACTIONS,
  moves: {
    NEW: { start: { to: 'RECEIVING', by: ['PLATFORM'], records: 'report.start' } },
    RECEIVING: {
      receive: { to: 'RECEIVED', by: ['PLATFORM'], records: 'report.receive', emits: 'report.received' },
    },
    RECEIVED: {
      complete: { to: 'COMPLETED', by: ['GATEWAY'], records: 'report.complete', emits: 'report.completed' },
    },
    COMPLETED: {},
  },
};

/** The transition of an action that its caller has made sure of. @throws Error when the table does not have it */
export function reportTransition(state: ReportState | New, action: ReportAction, actor: ReportActor) {
  const result = step(REPORT_LIFECYCLE, state, action, actor);
  if (!result.ok) throw new Error(`a report in state ${state} cannot ${action}: ${result.reason}`);
  return result.transition;
}
