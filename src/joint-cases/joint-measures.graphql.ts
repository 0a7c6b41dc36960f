import { createUnionType, Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { JointTenantType } from './joint-cases.graphql.js';
import { JointMeasureKindEnum, JointMeasureStateEnum } from './joint-enums.graphql.js';

@ObjectType('JointMeasure', { description: 'A measure that is asked of a platform in a joint case.' })
export class JointMeasureType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  caseId!: string;

  @Field(() => JointMeasureKindEnum)
  measure!: string;

  @Field(() => JointTenantType)
  platform!: JointTenantType;

  @Field(() => JointTenantType)
  requestedBy!: JointTenantType;

  @Field(() => ID, { description: 'The subject of the case that it is taken on.' })
  subjectId!: string;

  @Field(() => ID, { nullable: true })
  entityId!: string | null;

  @Field(() => IdentifierTypeEnum, { nullable: true })
  identifierType!: string | null;

  @Field(() => String, { nullable: true, description: 'The identifier of the subject; masked when personal.' })
  value!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The identifier in full, for the platform only; that it was given is put down in the ledger.',
  })
  target!: string | null;

  @Field(() => String)
  legalBasis!: string;

  @Field(() => String, { nullable: true })
  instructions!: string | null;

  @Field(() => GraphQLISODateTime)
  expiresAt!: Date;

  @Field(() => JointMeasureStateEnum)
  state!: string;

  @Field(() => [AttachmentType], { description: 'Evidence.' })
  attachments!: AttachmentType[];

  @Field(() => String, { nullable: true, description: 'What was said with the last change.' })
  note!: string | null;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => Int)
  version!: number;
}

export const JointMeasureConnection = connectionTypes(JointMeasureType, 'JointMeasure');

export const JointMeasureResult = createUnionType({
  name: 'JointMeasureResult',
  types: () => [JointMeasureType, InvalidInput, NotFound, Conflict] as const,
});
