import type { Lifecycle } from '../common/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';

export const USE_STATES = ['DECLARED', 'CONSENT_ASKED', 'CONSENTED', 'DECLINED'] as const;
export type UseState = (typeof USE_STATES)[number];

export const USE_ACTIONS = ['declare', 'ask', 'consent', 'decline'] as const;
export type UseAction = (typeof USE_ACTIONS)[number];

/** The agency that has the disclosure, and whoever decides at the platform that it came from. */
export const USE_ACTORS = ['AGENCY', 'PLATFORM'] as const;
export type UseActor = (typeof USE_ACTORS)[number];

/**
 * The life of a use that an agency makes of a disclosure. What the handling allows is declared and done; passing on what
 * is not to be shared onward waits for the platform.
 */
export const USE_LIFECYCLE: Lifecycle<UseState, UseAction, UseActor, LedgerAction, EventType> = {
  name: 'disclosure-uses',
  actors: USE_ACTORS,
  actions: USE_ACTIONS,
  moves: {
    NEW: {
      declare: {
        to: 'DECLARED',
        by: ['AGENCY'],
        records: 'disclosure-use.declare',
        emits: 'disclosure-use.declared',
      },
      ask: {
        to: 'CONSENT_ASKED',
        by: ['AGENCY'],
        records: 'disclosure-use.ask-consent',
        emits: 'disclosure-use.consent-asked',
      },
    },
    DECLARED: {},
    CONSENT_ASKED: {
      consent: {
        to: 'CONSENTED',
        by: ['PLATFORM'],
        records: 'disclosure-use.consent',
        emits: 'disclosure-use.consented',
      },
      decline: {
        to: 'DECLINED',
        by: ['PLATFORM'],
        records: 'disclosure-use.decline',
        emits: 'disclosure-use.declined',
      },
    },
    CONSENTED: {},
    DECLINED: {},
  },
};
