import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { DELIVERY_STATES } from '../deliveries/delivery.lifecycle.js';
import type { EventReceipt } from '../deliveries/event-receipts.repository.js';

const ReceiptStateEnum = Object.fromEntries([...DELIVERY_STATES, 'NOT_SENT'].map((state) => [state, state]));
registerEnumType(ReceiptStateEnum, {
  name: 'BlacklistReceiptState',
  description: 'DELIVERED: the subscriber has acknowledged it. NOT_SENT: its subscription did not want it or is gone.',
});

@ObjectType('BlacklistReceipt', { description: 'One subscription that was told of the publication.' })
export class BlacklistReceiptType {
  @Field(() => String)
  tenantCode!: string;

  @Field(() => String)
  tenantName!: string;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it acknowledged the publication.' })
  toldAt!: Date | null;

  @Field(() => ReceiptStateEnum, { description: 'Of the later event.' })
  state!: string;

  @Field(() => Int)
  attempts!: number;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it acknowledged the later event.' })
  takenInAt!: Date | null;

  static from(receipt: EventReceipt): BlacklistReceiptType {
    const { tenantCode, tenantName, toldAtMs, state, attempts, takenInAtMs } = receipt;
    return Object.assign(new BlacklistReceiptType(), {
      ...{ tenantCode, tenantName, attempts, state: state ?? 'NOT_SENT' },
      toldAt: toldAtMs === null ? null : new Date(Number(toldAtMs)),
      takenInAt: takenInAtMs === null ? null : new Date(Number(takenInAtMs)),
    });
  }
}

export const BlacklistReceiptConnection = connectionTypes(BlacklistReceiptType, 'BlacklistReceipt');

@ObjectType({ description: 'Who was told of a publication, and who has taken in what came after it.' })
export class BlacklistReceipts {
  @Field(() => ID, { description: 'The newest event of the entry after its publication.' })
  eventId!: string;

  @Field(() => String)
  eventType!: string;

  @Field(() => GraphQLISODateTime)
  occurredAt!: Date;

  @Field(() => Int, { description: 'Subscriptions that were told of the publication.' })
  told!: number;

  @Field(() => Int, { description: 'Those of them that have acknowledged the event.' })
  takenIn!: number;

  @Field(() => BlacklistReceiptConnection)
  receipts!: InstanceType<typeof BlacklistReceiptConnection>;
}
