import { Field, Float, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import {
  JointMeasureKindEnum,
  JointMeasureStateEnum,
  JointOutcomeEnum,
  JointParticipantStateEnum,
  JointTaskStateEnum,
} from './joint-enums.graphql.js';

@ObjectType({ description: 'How many participants are in a state.' })
class JointParticipantCount {
  @Field(() => JointParticipantStateEnum)
  state!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ description: 'How many tasks are in a state.' })
class JointTaskCount {
  @Field(() => JointTaskStateEnum)
  state!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ description: 'How many measures of a kind are in a state.' })
class JointMeasureCount {
  @Field(() => JointMeasureKindEnum)
  measure!: string;

  @Field(() => JointMeasureStateEnum)
  state!: string;

  @Field(() => Int)
  count!: number;
}

@ObjectType('JointFigures', {
  description: 'The figures of a closed case, over what its lead was shown when it closed it.',
})
export class JointFiguresType {
  @Field(() => JointOutcomeEnum)
  outcome!: string;

  @Field(() => GraphQLISODateTime)
  openedAt!: Date;

  @Field(() => GraphQLISODateTime)
  closedAt!: Date;

  @Field(() => [JointParticipantCount])
  participants!: readonly JointParticipantCount[];

  @Field(() => Int)
  subjects!: number;

  @Field(() => [JointTaskCount])
  tasks!: readonly JointTaskCount[];

  @Field(() => [JointMeasureCount])
  measures!: readonly JointMeasureCount[];

  @Field(() => Int)
  comments!: number;

  @Field(() => Int)
  attachments!: number;

  @Field(() => Int)
  links!: number;

  @Field(() => Int, { description: 'Flags that said so of a measure in force, as far as the lead may see them.' })
  flagsUpdated!: number;

  @Field(() => Float, { nullable: true, description: 'Amount involved, in fen, as the lead stated it.' })
  involvedFen!: number | null;

  @Field(() => Float, { nullable: true, description: 'Fines, in fen, as the lead stated them.' })
  finedFen!: number | null;

  @Field(() => Float, { nullable: true, description: 'Confiscated, in fen, as the lead stated it.' })
  confiscatedFen!: number | null;
}
