import type { JointLifecycle } from './joint-actor.js';

export const JOINT_TASK_STATES = ['ASSIGNED', 'STARTED', 'SUBMITTED', 'DONE', 'DECLINED', 'CANCELLED'] as const;
export type JointTaskState = (typeof JOINT_TASK_STATES)[number];

export const JOINT_TASK_ACTIONS = [
  'ASSIGN',
  'START',
  'SUBMIT',
  'DECLINE',
  'APPROVE',
  'RETURN',
  'CANCEL',
  'FALL_DUE',
] as const;
export type JointTaskAction = (typeof JOINT_TASK_ACTIONS)[number];

const CANCEL = {
  to: 'CANCELLED',
  by: ['LEAD', 'OWNER'],
  records: 'joint-task.cancel',
  emits: 'joint-task.cancelled',
} as const;
const SUBMIT = { to: 'SUBMITTED', by: ['PARTY'], records: 'joint-task.submit', emits: 'joint-task.submitted' } as const;
const DECLINE = { to: 'DECLINED', by: ['PARTY'], records: 'joint-task.decline', emits: 'joint-task.declined' } as const;
const OVERDUE = { by: ['CLOCK'], records: 'joint-task.fall-due', emits: 'joint-task.overdue' } as const;

/** The life of a task: the assignee works, whoever assigned it (or the lead) judges. */
export const JOINT_TASK_LIFECYCLE: JointLifecycle<JointTaskState, JointTaskAction> = {
  name: 'joint-task',
  actors: ['LEAD', 'AGENCY', 'OWNER', 'PARTY', 'PARTICIPANT', 'OUTSIDER', 'CLOCK'],
  actions: JOINT_TASK_ACTIONS,
  moves: {
    NEW: { ASSIGN: { to: 'ASSIGNED', by: ['AGENCY'], records: 'joint-task.assign', emits: 'joint-task.assigned' } },
    ASSIGNED: {
      START: { to: 'STARTED', by: ['PARTY'], records: 'joint-task.start', emits: 'joint-task.started' },
      SUBMIT,
      DECLINE,
      CANCEL,
      // Being late changes nothing but that everyone concerned is told.
      FALL_DUE: { to: 'ASSIGNED', ...OVERDUE },
    },
    STARTED: { SUBMIT, DECLINE, CANCEL, FALL_DUE: { to: 'STARTED', ...OVERDUE } },
    SUBMITTED: {
      APPROVE: { to: 'DONE', by: ['LEAD', 'OWNER'], records: 'joint-task.approve', emits: 'joint-task.approved' },
      RETURN: { to: 'STARTED', by: ['LEAD', 'OWNER'], records: 'joint-task.return', emits: 'joint-task.returned' },
      CANCEL,
    },
    DONE: {},
    DECLINED: {},
    CANCELLED: {},
  },
};
