import type { JointLifecycle } from './joint-actor.js';

export const JOINT_MEASURE_STATES = [
  'REQUESTED',
  'ACCEPTED',
  'REFUSED',
  'EXECUTED',
  'VERIFIED',
  'LIFTED',
  'EXPIRED',
  'WITHDRAWN',
] as const;
export type JointMeasureState = (typeof JOINT_MEASURE_STATES)[number];

export const JOINT_MEASURE_ACTIONS = [
  'REQUEST',
  'ACCEPT',
  'REFUSE',
  'EXECUTE',
  'VERIFY',
  'DISPUTE',
  'LIFT',
  'WITHDRAW',
  'EXPIRE',
] as const;
export type JointMeasureAction = (typeof JOINT_MEASURE_ACTIONS)[number];

const WITHDRAW = {
  to: 'WITHDRAWN',
  by: ['LEAD', 'OWNER'],
  records: 'joint-measure.withdraw',
  emits: 'joint-measure.withdrawn',
} as const;
const LIFT = {
  to: 'LIFTED',
  by: ['LEAD', 'OWNER'],
  records: 'joint-measure.lift',
  emits: 'joint-measure.lifted',
} as const;
const EXPIRE = {
  to: 'EXPIRED',
  by: ['CLOCK'],
  records: 'joint-measure.expire',
  emits: 'joint-measure.expired',
} as const;

/** The life of a measure asked of a platform. It is in force while EXECUTED or VERIFIED. */
export const JOINT_MEASURE_LIFECYCLE: JointLifecycle<JointMeasureState, JointMeasureAction> = {
  name: 'joint-measure',
  actors: ['LEAD', 'AGENCY', 'OWNER', 'PARTY', 'PARTICIPANT', 'OUTSIDER', 'CLOCK'],
  actions: JOINT_MEASURE_ACTIONS,
  moves: {
    NEW: {
      REQUEST: {
        to: 'REQUESTED',
        by: ['AGENCY'],
        records: 'joint-measure.request',
        emits: 'joint-measure.requested',
      },
    },
    REQUESTED: {
      ACCEPT: { to: 'ACCEPTED', by: ['PARTY'], records: 'joint-measure.accept', emits: 'joint-measure.accepted' },
      REFUSE: { to: 'REFUSED', by: ['PARTY'], records: 'joint-measure.refuse', emits: 'joint-measure.refused' },
      WITHDRAW,
      EXPIRE,
    },
    ACCEPTED: {
      EXECUTE: { to: 'EXECUTED', by: ['PARTY'], records: 'joint-measure.execute', emits: 'joint-measure.executed' },
      WITHDRAW,
      EXPIRE,
    },
    EXECUTED: {
      VERIFY: {
        to: 'VERIFIED',
        by: ['LEAD', 'OWNER'],
        records: 'joint-measure.verify',
        emits: 'joint-measure.verified',
      },
      DISPUTE: {
        to: 'ACCEPTED',
        by: ['LEAD', 'OWNER'],
        records: 'joint-measure.dispute',
        emits: 'joint-measure.disputed',
      },
      LIFT,
      EXPIRE,
    },
    VERIFIED: { LIFT, EXPIRE },
    REFUSED: {},
    LIFTED: {},
    EXPIRED: {},
    WITHDRAWN: {},
  },
};

/** Whether the measure is on its subject just now. */
export const isInForce = (state: JointMeasureState): boolean => state === 'EXECUTED' || state === 'VERIFIED';
