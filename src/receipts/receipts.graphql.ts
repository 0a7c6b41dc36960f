import {
  createUnionType,
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { RECEIPT_STATES, standingOf } from './receipts.policy.js';
import type { StoredReceipt } from './receipts.repository.js';
import type { ReceiverStanding } from './receipts.service.js';

const ReceiptStateEnum = Object.fromEntries(RECEIPT_STATES.map((state) => [state, state]));
registerEnumType(ReceiptStateEnum, {
  name: 'ReceiptState',
  description:
    'RECEIPTED: it signed that it has it; DELIVERED: its endpoint took it; WAITING: it does not have it yet; FAILED: the attempts are spent.',
});

@ObjectType('DeliveryReceipt', { description: "A receiver's signed word that it has an event." })
export class DeliveryReceiptType {
  @Field(() => ID)
  deliveryId!: string;

  @Field(() => ID)
  eventId!: string;

  @Field(() => GraphQLISODateTime, { description: "By the receiver's clock." })
  receivedAt!: Date;

  @Field(() => GraphQLISODateTime)
  acceptedAt!: Date;

  static from(receipt: StoredReceipt): DeliveryReceiptType {
    return Object.assign(new DeliveryReceiptType(), {
      deliveryId: receipt.deliveryId,
      eventId: receipt.eventId,
      receivedAt: new Date(receipt.receivedAtMs),
      acceptedAt: new Date(receipt.acceptedAtMs),
    });
  }
}

@ObjectType('PublicationReceipt', { description: 'Where a publication stands with one receiver.' })
export class PublicationReceiptType {
  @Field(() => ID)
  tenantId!: string;

  @Field(() => String)
  tenantCode!: string;

  @Field(() => String)
  tenantName!: string;

  @Field(() => ReceiptStateEnum)
  state!: string;

  @Field(() => GraphQLISODateTime, { description: 'Since when it is so.' })
  since!: Date;

  @Field(() => String, {
    nullable: true,
    description: "The receipt as a JWS in compact form, which anybody who has the receiver's key can verify.",
  })
  receipt!: string | null;

  static from(receiver: ReceiverStanding): PublicationReceiptType {
    const { state, sinceMs } = standingOf(receiver);
    return Object.assign(new PublicationReceiptType(), {
      tenantId: receiver.tenantId,
      tenantCode: receiver.tenantCode,
      tenantName: receiver.tenantName,
      state,
      since: new Date(sinceMs),
      receipt: receiver.signed,
    });
  }
}

export const PublicationReceiptConnection = connectionTypes(PublicationReceiptType, 'PublicationReceipt');

export const HandInReceiptResult = createUnionType({
  name: 'HandInReceiptResult',
  types: () => [DeliveryReceiptType, InvalidInput, NotFound] as const,
});

@InputType()
export class HandInReceiptInput {
  @Field(() => String, {
    description:
      'JWS in compact form, `typ` liaison-delivery-receipt+jws, by a key of the tenant, over `tenant`, `eventId`, `payloadSha256` and `receivedAt`.',
  })
  receipt!: string;
}
