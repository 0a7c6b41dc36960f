import {
  createUnionType,
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { REFILL_STATES, type Refill } from './refills.repository.js';

const RefillStateEnum = Object.fromEntries(REFILL_STATES.map((state) => [state, state]));
registerEnumType(RefillStateEnum, {
  name: 'RefillState',
  description: 'CANCELLED: its subscription was disabled or deleted meanwhile.',
});

const RefillKindEnum = { REDRIVE: 'REDRIVE', REPLAY: 'REPLAY' };
registerEnumType(RefillKindEnum, { name: 'RefillKind' });

@ObjectType('Refill', { description: 'An order to send much of a subscription again, worked off bit by bit.' })
export class RefillType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => RefillKindEnum)
  kind!: string;

  @Field(() => RefillStateEnum)
  state!: string;

  @Field(() => Int, { description: 'Deliveries that were made due so far.' })
  moved!: number;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  finishedAt!: Date | null;

  static from({ id, subscriptionId, kind, state, moved, createdAtMs, finishedAtMs }: Refill): RefillType {
    return Object.assign(new RefillType(), {
      ...{ id, subscriptionId, kind, state, moved },
      createdAt: new Date(createdAtMs),
      finishedAt: finishedAtMs === null ? null : new Date(finishedAtMs),
    });
  }
}

export const RefillResult = createUnionType({
  name: 'RefillResult',
  types: () => [RefillType, InvalidInput, NotFound, Conflict] as const,
});

@InputType({ description: 'Which dead letters; all of the subscription when nothing more is said.' })
export class RedriveDeliveriesInput {
  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => [String], { nullable: true })
  eventTypes?: string[] | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Of events that happened at this moment or later.' })
  since?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Of events that happened at this moment or before.' })
  until?: Date | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class ReplaySubscriptionInput {
  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => GraphQLISODateTime, { description: 'Everything that happened at this moment or later comes again.' })
  since!: Date;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
