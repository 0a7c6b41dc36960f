import type { JointLifecycle } from './joint-actor.js';

export const JOINT_PARTICIPANT_STATES = ['INVITED', 'ACTIVE', 'DECLINED', 'LAPSED', 'LEFT', 'REMOVED'] as const;
export type JointParticipantState = (typeof JOINT_PARTICIPANT_STATES)[number];

export const JOINT_PARTICIPANT_ACTIONS = [
  'INVITE',
  'ACCEPT',
  'DECLINE',
  'LAPSE',
  'OPEN_TO',
  'LEAVE',
  'REMOVE',
] as const;
export type JointParticipantAction = (typeof JOINT_PARTICIPANT_ACTIONS)[number];

const INVITE = {
  to: 'INVITED',
  by: ['LEAD'],
  records: 'joint-participant.invite',
  emits: 'joint-participant.invited',
} as const;
const REMOVE = {
  to: 'REMOVED',
  by: ['LEAD'],
  records: 'joint-participant.remove',
  emits: 'joint-participant.removed',
} as const;
const OPENING = { by: ['LEAD'], records: 'joint-participant.open-to', emits: 'joint-participant.opened-to' } as const;

/** The life of one tenant's part in a joint case; whoever is out may be invited again. */
export const JOINT_PARTICIPANT_LIFECYCLE: JointLifecycle<JointParticipantState, JointParticipantAction> = {
  name: 'joint-participant',
  actors: ['LEAD', 'PARTY', 'PARTICIPANT', 'OUTSIDER', 'CLOCK'],
  actions: JOINT_PARTICIPANT_ACTIONS,
  moves: {
    NEW: { INVITE },
    INVITED: {
      ACCEPT: {
        to: 'ACTIVE',
        by: ['PARTY'],
        records: 'joint-participant.accept',
        emits: 'joint-participant.accepted',
      },
      DECLINE: {
        to: 'DECLINED',
        by: ['PARTY'],
        records: 'joint-participant.decline',
        emits: 'joint-participant.declined',
      },
      LAPSE: { to: 'LAPSED', by: ['CLOCK'], records: 'joint-participant.lapse', emits: 'joint-participant.lapsed' },
      OPEN_TO: { to: 'INVITED', ...OPENING },
      REMOVE,
    },
    ACTIVE: {
      OPEN_TO: { to: 'ACTIVE', ...OPENING },
      LEAVE: { to: 'LEFT', by: ['PARTY'], records: 'joint-participant.leave', emits: 'joint-participant.left' },
      REMOVE,
    },
    DECLINED: { INVITE },
    LAPSED: { INVITE },
    LEFT: { INVITE },
    REMOVED: { INVITE },
  },
};
