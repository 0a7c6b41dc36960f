import { createUnionType, Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { JointTenantType } from './joint-cases.graphql.js';
import { JOINT_LINK_KINDS } from './joint-content.js';

export const JointLinkKindEnum = Object.fromEntries(JOINT_LINK_KINDS.map((kind) => [kind, kind]));
registerEnumType(JointLinkKindEnum, { name: 'JointLinkKind', description: 'What a joint case can be linked to.' });

@ObjectType('JointMention', { description: 'Whom a comment addresses, as far as the caller knows of its part.' })
export class JointMentionType {
  @Field(() => JointTenantType)
  tenant!: JointTenantType;

  @Field(() => String, { nullable: true, description: 'One of its people, by the name in their tokens.' })
  actor!: string | null;
}

@ObjectType('JointComment', { description: 'What a participant said in a joint case.' })
export class JointCommentType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => ID, { nullable: true, description: 'The task or measure that it is about; null: the case.' })
  targetId!: string | null;

  @Field(() => String)
  text!: string;

  @Field(() => [JointMentionType])
  mentions!: JointMentionType[];

  @Field(() => [AttachmentType])
  attachments!: AttachmentType[];

  @Field(() => JointTenantType)
  by!: JointTenantType;

  @Field(() => GraphQLISODateTime)
  at!: Date;
}

@ObjectType('JointAttachment', { description: 'A file of a joint case, shown to whoever is shown what it belongs to.' })
export class JointAttachmentType {
  @Field(() => ID, { description: 'Of the attachment.' })
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => ID, { nullable: true, description: 'The task, measure or comment that it belongs to; null: the case.' })
  targetId!: string | null;

  @Field(() => AttachmentType, { nullable: true })
  attachment!: AttachmentType | null;

  @Field(() => JointTenantType)
  by!: JointTenantType;

  @Field(() => GraphQLISODateTime)
  at!: Date;
}

@ObjectType('JointLinkTarget', { description: 'What a link points to, as the caller may see it there.' })
export class JointLinkTargetType {
  @Field(() => JointLinkKindEnum)
  kind!: string;

  @Field(() => ID)
  id!: string;

  @Field(() => String)
  state!: string;
}

@ObjectType('JointLink', { description: 'A link from a joint case to a disclosure request or a blacklist entry.' })
export class JointLinkType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => JointLinkTargetType, { nullable: true, description: 'Null unless the caller may see it by itself.' })
  target!: JointLinkTargetType | null;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => JointTenantType)
  by!: JointTenantType;

  @Field(() => GraphQLISODateTime)
  at!: Date;
}

export const JointCommentConnection = connectionTypes(JointCommentType, 'JointComment');
export const JointAttachmentConnection = connectionTypes(JointAttachmentType, 'JointAttachment');
export const JointLinkConnection = connectionTypes(JointLinkType, 'JointLink');

const REFUSALS = [InvalidInput, NotFound, Conflict] as const;

export const JointCommentResult = createUnionType({
  name: 'JointCommentResult',
  types: () => [JointCommentType, ...REFUSALS] as const,
});
export const JointAttachmentResult = createUnionType({
  name: 'JointAttachmentResult',
  types: () => [JointAttachmentType, ...REFUSALS] as const,
});
export const JointLinkResult = createUnionType({
  name: 'JointLinkResult',
  types: () => [JointLinkType, ...REFUSALS] as const,
});
