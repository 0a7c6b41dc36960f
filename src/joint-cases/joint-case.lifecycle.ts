import type { JointLifecycle } from './joint-actor.js';

export const JOINT_CASE_STATES = ['DRAFT', 'OPEN', 'CLOSING', 'CLOSED', 'WITHDRAWN'] as const;
export type JointCaseState = (typeof JOINT_CASE_STATES)[number];

export const JOINT_CASE_ACTIONS = ['DRAFT', 'FILE', 'BEGIN_CLOSING', 'REOPEN', 'CLOSE', 'WITHDRAW'] as const;
export type JointCaseAction = (typeof JOINT_CASE_ACTIONS)[number];

/** The life of a joint case. */
export const JOINT_CASE_LIFECYCLE: JointLifecycle<JointCaseState, JointCaseAction> = {
  name: 'joint-case',
  actors: ['LEAD', 'AGENCY', 'PARTICIPANT', 'OUTSIDER'],
  actions: JOINT_CASE_ACTIONS,
  moves: {
    NEW: {
      // A draft is its agency's own affair: nobody is told of it.
      DRAFT: { to: 'DRAFT', by: ['AGENCY'], records: 'joint-case.draft' },
      FILE: { to: 'OPEN', by: ['AGENCY'], records: 'joint-case.file', emits: 'joint-case.filed' },
    },
    DRAFT: {
      FILE: { to: 'OPEN', by: ['LEAD'], records: 'joint-case.file', emits: 'joint-case.filed' },
      WITHDRAW: { to: 'WITHDRAWN', by: ['LEAD'], records: 'joint-case.withdraw', emits: 'joint-case.withdrawn' },
    },
    OPEN: {
      BEGIN_CLOSING: {
        to: 'CLOSING',
        by: ['LEAD'],
        records: 'joint-case.begin-closing',
        emits: 'joint-case.closing-begun',
      },
      WITHDRAW: { to: 'WITHDRAWN', by: ['LEAD'], records: 'joint-case.withdraw', emits: 'joint-case.withdrawn' },
    },
    CLOSING: {
      REOPEN: { to: 'OPEN', by: ['LEAD'], records: 'joint-case.reopen', emits: 'joint-case.reopened' },
      CLOSE: { to: 'CLOSED', by: ['LEAD'], records: 'joint-case.close', emits: 'joint-case.closed' },
      WITHDRAW: { to: 'WITHDRAWN', by: ['LEAD'], records: 'joint-case.withdraw', emits: 'joint-case.withdrawn' },
    },
    CLOSED: {},
    WITHDRAWN: {},
  },
};
