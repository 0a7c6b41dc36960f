import { registerEnumType } from '@nestjs/graphql';
import { JOINT_CASE_STATES } from './joint-case.lifecycle.js';
import { JOINT_OUTCOMES } from './joint-cases.inputs.js';
import { JOINT_MEASURE_KINDS } from './joint-content.js';
import { JOINT_HANDOVER_STATES } from './joint-handover.lifecycle.js';
import { JOINT_MEASURE_STATES } from './joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_STATES } from './joint-participant.lifecycle.js';
import { JOINT_ACCESSES, JOINT_ITEM_KINDS } from './joint-roster.js';
import { JOINT_TASK_STATES } from './joint-task.lifecycle.js';

/** An enum of the schema from a list of codes. */
function enumOf(codes: readonly string[], name: string, description = ''): Record<string, string> {
  const values = Object.fromEntries(codes.map((code) => [code, code]));
  registerEnumType(values, { name, description });
  return values;
}

export const JointCaseStateEnum = enumOf(JOINT_CASE_STATES, 'JointCaseState');
export const JointParticipantStateEnum = enumOf(JOINT_PARTICIPANT_STATES, 'JointParticipantState');
export const JointHandoverStateEnum = enumOf(JOINT_HANDOVER_STATES, 'JointHandoverState');
export const JointTaskStateEnum = enumOf(JOINT_TASK_STATES, 'JointTaskState');
export const JointMeasureStateEnum = enumOf(JOINT_MEASURE_STATES, 'JointMeasureState');
export const JointAccessEnum = enumOf(
  JOINT_ACCESSES,
  'JointAccess',
  'WHOLE is shown everything that happens from now on, NAMED what names it or is opened to it.',
);
export const JointOutcomeEnum = enumOf(JOINT_OUTCOMES, 'JointOutcome');
export const JointItemKindEnum = enumOf(JOINT_ITEM_KINDS, 'JointItemKind');
export const JointMeasureKindEnum = enumOf(
  JOINT_MEASURE_KINDS,
  'JointMeasureKind',
  'What an agency asks of a platform.',
);
