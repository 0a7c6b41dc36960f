import type { JointLifecycle } from './joint-actor.js';

export const JOINT_HANDOVER_STATES = ['OFFERED', 'ACCEPTED', 'DECLINED', 'RETRACTED'] as const;
export type JointHandoverState = (typeof JOINT_HANDOVER_STATES)[number];

export const JOINT_HANDOVER_ACTIONS = ['OFFER', 'ACCEPT', 'DECLINE', 'RETRACT'] as const;
export type JointHandoverAction = (typeof JOINT_HANDOVER_ACTIONS)[number];

/** The life of an offer to take over the lead. */
export const JOINT_HANDOVER_LIFECYCLE: JointLifecycle<JointHandoverState, JointHandoverAction> = {
  name: 'joint-handover',
  actors: ['LEAD', 'PARTY', 'PARTICIPANT', 'OUTSIDER'],
  actions: JOINT_HANDOVER_ACTIONS,
  moves: {
    NEW: {
      OFFER: { to: 'OFFERED', by: ['LEAD'], records: 'joint-handover.offer', emits: 'joint-handover.offered' },
    },
    OFFERED: {
      ACCEPT: { to: 'ACCEPTED', by: ['PARTY'], records: 'joint-handover.accept', emits: 'joint-handover.accepted' },
      DECLINE: { to: 'DECLINED', by: ['PARTY'], records: 'joint-handover.decline', emits: 'joint-handover.declined' },
      RETRACT: { to: 'RETRACTED', by: ['LEAD'], records: 'joint-handover.retract', emits: 'joint-handover.retracted' },
    },
    ACCEPTED: {},
    DECLINED: {},
    RETRACTED: {},
  },
};
