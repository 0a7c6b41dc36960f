import { Field, GraphQLISODateTime, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { MEASURE_MOVES } from './joint-cases.inputs.js';
import { JointMeasureKindEnum } from './joint-enums.graphql.js';
import { MoveInput, SharedInput } from './joint-inputs.graphql.js';

const JointMeasureMoveEnum = Object.fromEntries(MEASURE_MOVES.map((action) => [action, action]));
registerEnumType(JointMeasureMoveEnum, { name: 'JointMeasureMove' });

@InputType()
export class RequestJointMeasureInput extends SharedInput {
  @Field(() => String, { description: 'Code of a platform that takes part.' })
  platform!: string;

  @Field(() => JointMeasureKindEnum)
  measure!: string;

  @Field(() => ID, { description: 'A subject of the case.' })
  subjectId!: string;

  @Field(() => String, { description: 'Statute and article, at most 500 characters.' })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: 'At most 2,000 characters.' })
  instructions?: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When it ends by itself, within three years.' })
  expiresAt!: Date;
}

@InputType()
export class MoveJointMeasureInput extends MoveInput {
  @Field(() => JointMeasureMoveEnum)
  action!: string;

  @Field(() => [ID], { nullable: true, description: 'Uploads that prove what was executed, at most 20.' })
  attachmentIds?: string[] | null;
}
