import { createUnionType, Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { EntityKindEnum, IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import { TenantKindEnum } from '../tenants/tenants.graphql.js';
import {
  JointAccessEnum,
  JointCaseStateEnum,
  JointHandoverStateEnum,
  JointItemKindEnum,
  JointOutcomeEnum,
  JointParticipantStateEnum,
  JointTaskStateEnum,
} from './joint-enums.graphql.js';
import { JointFiguresType } from './joint-figures.graphql.js';

@ObjectType('JointTenant', { description: 'A tenant in a joint case.' })
export class JointTenantType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TenantKindEnum)
  kind!: string;
}

@ObjectType('JointParticipant', { description: "A tenant's part in a joint case, as the caller was last shown it." })
export class JointParticipantType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => JointTenantType)
  tenant!: JointTenantType;

  @Field(() => JointParticipantStateEnum)
  state!: string;

  @Field(() => JointAccessEnum)
  access!: string;

  @Field(() => String, { nullable: true, description: 'What the invitation says.' })
  invitation!: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  respondBy!: Date | null;

  @Field(() => String, { nullable: true, description: 'The reason of the last change.' })
  note!: string | null;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => Int)
  version!: number;
}

@ObjectType('JointCase', {
  description: 'A joint-enforcement case, as the caller was last shown it: whoever left is shown it as it was then.',
})
export class JointCaseType {
  @Field(() => ID)
  id!: string;

  @Field(() => JointCaseStateEnum)
  state!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String)
  summary!: string;

  @Field(() => String)
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: "The filing agency's own number." })
  reference!: string | null;

  @Field(() => String, { description: 'Code of a flag category.' })
  category!: string;

  @Field(() => SeverityEnum)
  severity!: string;

  @Field(() => String, { description: 'GB/T 2260 division code.' })
  jurisdiction!: string;

  @Field(() => JointTenantType)
  lead!: JointTenantType;

  @Field(() => JointTenantType)
  filedBy!: JointTenantType;

  @Field(() => JointOutcomeEnum, { nullable: true })
  outcome!: string | null;

  @Field(() => String, { nullable: true, description: 'What was said with the last change.' })
  note!: string | null;

  @Field(() => GraphQLISODateTime)
  openedAt!: Date;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => JointParticipantType, { nullable: true, description: "The caller's own part in it." })
  part!: JointParticipantType | null;

  @Field(() => JointFiguresType, {
    nullable: true,
    description: 'Of a closed case, for its lead and for whom the lead closed it.',
  })
  figures!: JointFiguresType | null;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;
}

@ObjectType('JointHandover', { description: 'An offer to take over the lead of a joint case.' })
export class JointHandoverType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => JointTenantType)
  from!: JointTenantType;

  @Field(() => JointTenantType)
  to!: JointTenantType;

  @Field(() => JointHandoverStateEnum)
  state!: string;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => Int)
  version!: number;
}

@ObjectType('JointSubject', { description: 'An entity that a joint case is about.' })
export class JointSubjectType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID, { description: 'Subjects that came in together have the same.' })
  setId!: string;

  @Field(() => ID, { nullable: true, description: 'The entity, where one was known when the subject was added.' })
  entityId!: string | null;

  @Field(() => EntityKindEnum, { nullable: true })
  kind!: string | null;

  @Field(() => IdentifierTypeEnum, { nullable: true })
  identifierType!: string | null;

  @Field(() => String, { nullable: true, description: 'The canonical value; masked when the type is personal.' })
  value!: string | null;

  @Field(() => String, { nullable: true })
  note!: string | null;
}

@ObjectType('JointSubjectSet', { description: 'Subjects that came in together; a ring has a name.' })
export class JointSubjectSetType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => Int)
  count!: number;

  @Field(() => GraphQLISODateTime)
  addedAt!: Date;
}

@ObjectType('JointTask', { description: 'A task in a joint case.' })
export class JointTaskType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => String)
  title!: string;

  @Field(() => String)
  instructions!: string;

  @Field(() => JointTenantType)
  assignee!: JointTenantType;

  @Field(() => JointTenantType)
  assignedBy!: JointTenantType;

  @Field(() => JointTaskStateEnum)
  state!: string;

  @Field(() => GraphQLISODateTime, { nullable: true })
  dueAt!: Date | null;

  @Field(() => [AttachmentType], { description: 'Evidence.' })
  attachments!: AttachmentType[];

  @Field(() => String, { nullable: true, description: 'What was said with the last change.' })
  note!: string | null;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => Int)
  version!: number;
}

@ObjectType('JointTimelineLine', { description: 'Something that happened in a joint case.' })
export class JointTimelineLineType {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLISODateTime)
  at!: Date;

  @Field(() => JointItemKindEnum)
  kind!: string;

  @Field(() => ID, { description: 'The thing that it is about.' })
  itemId!: string;

  @Field(() => String)
  action!: string;

  @Field(() => String, { description: 'The state of the thing since then.' })
  state!: string;

  @Field(() => JointTenantType, { nullable: true, description: 'Whose act it was; none of a deadline.' })
  by!: JointTenantType | null;

  @Field(() => JointTenantType, { nullable: true, description: 'Whom the thing is asked of.' })
  party!: JointTenantType | null;
}

export const JointCaseConnection = connectionTypes(JointCaseType, 'JointCase');
export const JointParticipantConnection = connectionTypes(JointParticipantType, 'JointParticipant');
export const JointHandoverConnection = connectionTypes(JointHandoverType, 'JointHandover');
export const JointSubjectConnection = connectionTypes(JointSubjectType, 'JointSubject');
export const JointSubjectSetConnection = connectionTypes(JointSubjectSetType, 'JointSubjectSet');
export const JointTaskConnection = connectionTypes(JointTaskType, 'JointTask');
export const JointTimelineConnection = connectionTypes(JointTimelineLineType, 'JointTimelineLine');

const REFUSALS = [InvalidInput, NotFound, Conflict] as const;

export const JointCaseResult = createUnionType({
  name: 'JointCaseResult',
  types: () => [JointCaseType, ...REFUSALS] as const,
});
export const JointParticipantResult = createUnionType({
  name: 'JointParticipantResult',
  types: () => [JointParticipantType, ...REFUSALS] as const,
});
export const JointHandoverResult = createUnionType({
  name: 'JointHandoverResult',
  types: () => [JointHandoverType, ...REFUSALS] as const,
});
export const JointTaskResult = createUnionType({
  name: 'JointTaskResult',
  types: () => [JointTaskType, ...REFUSALS] as const,
});
