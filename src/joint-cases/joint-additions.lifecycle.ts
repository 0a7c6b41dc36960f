import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import type { JointActor, JointLifecycle } from './joint-actor.js';

/** The state of what is added to a case and never changes. */
export type JointAdditionState = 'ADDED';
export type JointAdditionAction = 'ADD';
type JointAdditionLifecycle = JointLifecycle<JointAdditionState, JointAdditionAction>;

const additionBy = (
  name: string,
  by: readonly JointActor[],
  records: LedgerAction,
  emits: EventType,
): JointAdditionLifecycle => ({
  name,
  actors: ['LEAD', 'AGENCY', 'OWNER', 'PARTY', 'PARTICIPANT', 'OUTSIDER'],
  actions: ['ADD'],
  moves: { NEW: { ADD: { to: 'ADDED', by, records, emits } }, ADDED: {} },
});

/** A comment stands as it was written. */
export const JOINT_COMMENT_LIFECYCLE = additionBy(
  'joint-comment',
  ['PARTICIPANT'],
  'joint-comment.add',
  'joint-comment.added',
);

/** A file that is added by itself; one that comes with a comment or a step goes with that. */
export const JOINT_ATTACHMENT_LIFECYCLE = additionBy(
  'joint-attachment',
  ['PARTICIPANT'],
  'joint-attachment.add',
  'joint-attachment.added',
);

/** A link points to something of the agency's own, and shows of it what its viewer may see there. */
export const JOINT_LINK_LIFECYCLE = additionBy('joint-link', ['AGENCY'], 'joint-link.add', 'joint-link.added');
