import { Field, Float, GraphQLISODateTime, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { EntityKindEnum, IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import {
  CASE_MOVES,
  HANDOVER_MOVES,
  JOINT_OPENINGS,
  MAX_PARTICIPANTS,
  MAX_SUBJECTS,
  PARTICIPANT_MOVES,
  TASK_MOVES,
} from './joint-cases.inputs.js';
import { JointAccessEnum, JointOutcomeEnum } from './joint-enums.graphql.js';

const enumOf = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));

const JointOpeningEnum = enumOf(JOINT_OPENINGS);
registerEnumType(JointOpeningEnum, {
  name: 'JointOpening',
  description: 'What of the past is opened to a participant; what was shared by name only is opened by its id.',
});
const JointCaseMoveEnum = enumOf(CASE_MOVES);
registerEnumType(JointCaseMoveEnum, { name: 'JointCaseMove' });
const JointParticipantMoveEnum = enumOf(PARTICIPANT_MOVES);
registerEnumType(JointParticipantMoveEnum, { name: 'JointParticipantMove' });
const JointHandoverMoveEnum = enumOf(HANDOVER_MOVES);
registerEnumType(JointHandoverMoveEnum, { name: 'JointHandoverMove' });
const JointTaskMoveEnum = enumOf(TASK_MOVES);
registerEnumType(JointTaskMoveEnum, { name: 'JointTaskMove' });

const SHARED_WITH = 'Codes of participants that it is shown to beside those who see the whole case.';
const RESTRICTED = 'Shown to the lead, those concerned and `sharedWith`, and to nobody else.';

@InputType({ description: 'An entity by its id, or by an identifier, known or not.' })
export class JointSubjectInput {
  @Field(() => ID, { nullable: true })
  entityId?: string | null;

  @Field(() => IdentifierTypeEnum, { nullable: true })
  identifierType?: string | null;

  @Field(() => String, { nullable: true })
  value?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the platform of a shop, listing or account id.' })
  platform?: string | null;

  @Field(() => EntityKindEnum, { nullable: true })
  kind?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 500 characters.' })
  note?: string | null;
}

@InputType({ description: 'A named set of entities.' })
export class JointRingInput {
  @Field(() => String, { description: 'At most 200 characters.' })
  name!: string;

  @Field(() => [JointSubjectInput])
  subjects!: JointSubjectInput[];

  @Field(() => [String], { nullable: true, description: SHARED_WITH })
  sharedWith?: string[] | null;
}

@InputType()
export class JointInvitationInput {
  @Field(() => String)
  tenantCode!: string;

  @Field(() => JointAccessEnum, {
    nullable: true,
    description: 'WHOLE for agencies and NAMED for platforms unless given.',
  })
  access?: string | null;

  @Field(() => JointOpeningEnum, {
    nullable: true,
    description: 'EVERYTHING with access to the WHOLE and NOTHING with NAMED unless given.',
  })
  opens?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 2,000 characters.' })
  message?: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until when to answer; in seven days unless given.' })
  respondBy?: Date | null;
}

@InputType()
export class FileJointCaseInput {
  @Field(() => String, { description: 'At most 200 characters.' })
  title!: string;

  @Field(() => String, { description: 'What it is about, for everybody who is invited. At most 4,000 characters.' })
  summary!: string;

  @Field(() => String, { description: 'Statute and article, at most 500 characters.' })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: "The agency's own number, at most 100 characters." })
  reference?: string | null;

  @Field(() => String, { description: 'Code of a flag category.' })
  category!: string;

  @Field(() => SeverityEnum)
  severity!: string;

  @Field(() => String, { nullable: true, description: "Division code within the agency's; its own when left out." })
  jurisdiction?: string | null;

  @Field(() => [JointSubjectInput], { defaultValue: [], description: `At most ${MAX_SUBJECTS}, rings included.` })
  subjects!: JointSubjectInput[];

  @Field(() => [JointRingInput], { defaultValue: [] })
  rings!: JointRingInput[];

  @Field(() => [JointInvitationInput], { defaultValue: [], description: `At most ${MAX_PARTICIPANTS - 1}.` })
  invitations!: JointInvitationInput[];

  @Field(() => Boolean, { defaultValue: false, description: 'Kept as a draft that nobody else sees.' })
  isDraft!: boolean;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class AddJointSubjectsInput {
  @Field(() => ID)
  caseId!: string;

  @Field(() => [JointSubjectInput], { defaultValue: [] })
  subjects!: JointSubjectInput[];

  @Field(() => [String], { nullable: true, description: SHARED_WITH })
  sharedWith?: string[] | null;

  @Field(() => [JointRingInput], { defaultValue: [] })
  rings!: JointRingInput[];

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class InviteToJointCaseInput {
  @Field(() => ID)
  caseId!: string;

  @Field(() => [JointInvitationInput])
  invitations!: JointInvitationInput[];

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
export abstract class MoveInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { nullable: true, description: 'The reason, where one is needed. At most 2,000 characters.' })
  note?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Amounts in fen, whole numbers up to 10^15.' })
export class JointAmountsInput {
  @Field(() => Float, { nullable: true })
  involvedFen?: number | null;

  @Field(() => Float, { nullable: true })
  finedFen?: number | null;

  @Field(() => Float, { nullable: true })
  confiscatedFen?: number | null;
}

@InputType()
export class MoveJointCaseInput extends MoveInput {
  @Field(() => JointCaseMoveEnum)
  action!: string;

  @Field(() => JointOutcomeEnum, { nullable: true, description: 'Needed to close.' })
  outcome?: string | null;

  @Field(() => JointAmountsInput, { nullable: true, description: 'Kept with the figures of the closing.' })
  amounts?: JointAmountsInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of participants that the figures of the closing are shown to beside the lead.',
  })
  figuresFor?: string[] | null;
}

@InputType()
export class MoveJointParticipantInput extends MoveInput {
  @Field(() => JointParticipantMoveEnum)
  action!: string;
}

@InputType()
export class MoveJointHandoverInput extends MoveInput {
  @Field(() => JointHandoverMoveEnum)
  action!: string;
}

@InputType()
export class MoveJointTaskInput extends MoveInput {
  @Field(() => JointTaskMoveEnum)
  action!: string;

  @Field(() => [ID], { nullable: true, description: 'Uploads that prove what is submitted, at most 20.' })
  attachmentIds?: string[] | null;
}

@InputType()
export class OpenToJointParticipantInput {
  @Field(() => ID, { description: 'Of the participant.' })
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => JointAccessEnum, { nullable: true, description: 'Its access from now on.' })
  access?: string | null;

  @Field(() => JointOpeningEnum, { defaultValue: 'NOTHING' })
  opens!: string;

  @Field(() => [ID], { defaultValue: [], description: 'Things of the case to open, at most 200.' })
  itemIds!: string[];

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class OfferJointLeadInput {
  @Field(() => ID)
  caseId!: string;

  @Field(() => String, { description: 'Code of an agency that takes part.' })
  tenantCode!: string;

  @Field(() => String, { nullable: true, description: 'At most 2,000 characters.' })
  note?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
export abstract class SharedInput {
  @Field(() => ID)
  caseId!: string;

  @Field(() => [String], { nullable: true, description: SHARED_WITH })
  sharedWith?: string[] | null;

  @Field(() => Boolean, { defaultValue: false, description: RESTRICTED })
  isRestricted!: boolean;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class AssignJointTaskInput extends SharedInput {
  @Field(() => String, { description: 'Code of a participant.' })
  assignee!: string;

  @Field(() => String, { description: 'At most 200 characters.' })
  title!: string;

  @Field(() => String, { description: 'At most 4,000 characters.' })
  instructions!: string;

  @Field(() => GraphQLISODateTime, { nullable: true })
  dueAt?: Date | null;
}
