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
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { COLLECTED_MS } from './collecting.js';
import type { LoggedDelivery } from './deliveries.service.js';
import { DELIVERY_STATES } from './delivery.lifecycle.js';
import type { AttemptRecord } from './work.repository.js';

export const DeliveryStateEnum = Object.fromEntries(DELIVERY_STATES.map((state) => [state, state]));
registerEnumType(DeliveryStateEnum, {
  name: 'DeliveryState',
  description:
    'HELD waits for its subscription to resume; DEAD has spent its attempts and can be sent again; CANCELLED goes out no more.',
});

@ObjectType('DeliveryAttempt', { description: 'One try to bring a delivery to its endpoint.' })
export class DeliveryAttemptType {
  @Field(() => Int, { description: 'From 1.' })
  n!: number;

  @Field(() => GraphQLISODateTime)
  startedAt!: Date;

  @Field(() => Int)
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: 'HTTP status, when the endpoint answered.' })
  status!: number | null;

  @Field(() => String, { nullable: true, description: 'Code of what went wrong, when it did not.' })
  error!: string | null;

  static from(attempt: AttemptRecord): DeliveryAttemptType {
    return Object.assign(new DeliveryAttemptType(), {
      n: attempt.n,
      startedAt: new Date(Number(attempt.startedAtMs)),
      durationMs: attempt.durationMs,
      status: attempt.status,
      error: attempt.error,
    });
  }
}

@ObjectType('Delivery', { description: 'One event on its way to one subscription.' })
export class DeliveryType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => ID, { description: '`webhook-id` of the message, the same in every attempt.' })
  eventId!: string;

  @Field(() => String, { nullable: true, description: 'Null when the event is hidden from the tenant by now.' })
  eventType!: string | null;

  @Field(() => Int, { description: "Counts the subscription's deliveries from 1 without a gap." })
  seq!: number;

  @Field(() => DeliveryStateEnum)
  state!: string;

  @Field(() => [DeliveryAttemptType], { description: 'Oldest first.' })
  attempts!: DeliveryAttemptType[];

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Not before this moment; null when it is settled or its receiver collects it.',
  })
  nextAttemptAt!: Date | null;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  settledAt!: Date | null;

  static from(delivery: LoggedDelivery): DeliveryType {
    const { settledAtMs } = delivery;
    return Object.assign(new DeliveryType(), {
      id: delivery.id,
      subscriptionId: delivery.subscriptionId,
      eventId: delivery.eventId,
      eventType: delivery.eventType,
      seq: Number(delivery.seq),
      state: delivery.state,
      attempts: delivery.tried.map(DeliveryAttemptType.from),
      nextAttemptAt: isDue(delivery) ? new Date(Number(delivery.nextAttemptAtMs)) : null,
      createdAt: new Date(Number(delivery.createdAtMs)),
      settledAt: settledAtMs === null ? null : new Date(Number(settledAtMs)),
    });
  }
}

/** What its receiver collects itself is due at no moment. */
const isDue = ({ state, nextAttemptAtMs }: LoggedDelivery): boolean =>
  state === 'PENDING' && Number(nextAttemptAtMs) < COLLECTED_MS;

export const DeliveryConnection = connectionTypes(DeliveryType, 'Delivery');

export const DeliveryResult = createUnionType({
  name: 'DeliveryResult',
  types: () => [DeliveryType, InvalidInput, NotFound, Conflict] as const,
});

@InputType()
export class RedeliverInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
