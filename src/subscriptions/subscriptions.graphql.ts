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
import { EntityKindEnum } from '../entities/entities.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import { SIGNATURE_SCHEMES } from './endpoint-secrets.js';
import { SUBSCRIPTION_STATES } from './subscription.lifecycle.js';
import { PAYLOAD_FORMS, type Subscription } from './subscriptions.repository.js';
import type { Subscribed } from './subscriptions.service.js';

const PayloadFormEnum = Object.fromEntries(PAYLOAD_FORMS.map((form) => [form, form]));
registerEnumType(PayloadFormEnum, {
  name: 'PayloadForm',
  description: 'THIN tells what happened to whom; FULL has the details of the event as well, as `events` shows them.',
});

const SubscriptionStateEnum = Object.fromEntries(SUBSCRIPTION_STATES.map((state) => [state, state]));
registerEnumType(SubscriptionStateEnum, {
  name: 'SubscriptionState',
  description:
    'PAUSED collects and sends nothing; DISABLED, after the endpoint answered 410 Gone, does not collect either.',
});

const SignatureSchemeEnum = Object.fromEntries(SIGNATURE_SCHEMES.map((scheme) => [scheme, scheme]));
registerEnumType(SignatureSchemeEnum, {
  name: 'SignatureScheme',
  description:
    'Of Standard Webhooks. V1: HMAC-SHA-256 with a shared secret; V1A: Ed25519, which proves the sender to others.',
});

@ObjectType('SubscriptionFilter', { description: 'Which events are wanted; an empty list leaves that side open.' })
export class SubscriptionFilterType {
  @Field(() => [String])
  categories!: readonly string[];

  @Field(() => [SeverityEnum])
  severities!: readonly string[];

  @Field(() => [String], { description: 'GB/T 2260 codes; each stands for the division and all inside it.' })
  jurisdictions!: readonly string[];

  @Field(() => [EntityKindEnum])
  entityKinds!: readonly string[];

  @Field(() => [String], { description: 'Codes of the platforms that an event comes from or concerns.' })
  platforms!: readonly string[];

  @Field(() => [ID], { description: 'Saved screening lists.' })
  listIds!: readonly string[];
}

// Not `Subscription`: GraphQL keeps that name for the root of its streams.
@ObjectType('EventSubscription', { description: 'Which events go to which endpoint of the tenant.' })
export class EventSubscriptionType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, {
    description:
      'WEBHOOK: signed by Standard Webhooks. SET_PUSH and SET_POLL: security event tokens by RFC 8935 and RFC 8936, which are configured at `/v1/ssf`.',
  })
  channel!: string;

  @Field(() => String, { nullable: true, description: 'Null when the receiver collects its events itself.' })
  url!: string | null;

  @Field(() => [String], { description: 'Empty for all types.' })
  eventTypes!: readonly string[];

  @Field(() => SubscriptionFilterType)
  filter!: SubscriptionFilterType;

  @Field(() => PayloadFormEnum)
  payload!: string;

  @Field(() => SubscriptionStateEnum)
  state!: string;

  @Field(() => Int, { description: 'Number of the newest delivery.' })
  lastSeq!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Until then messages carry a signature by the keys before the last rotation as well.',
  })
  previousSecretUntil!: Date | null;

  @Field(() => [String], {
    description:
      'Verify the `v1a` signatures (`whpk_…`), the newest first, the one before it until `previousSecretUntil`; empty without that scheme.',
  })
  publicKeys!: string[];

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime)
  updatedAt!: Date;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;

  static from(subscription: Subscription): EventSubscriptionType {
    const { eventTypes, ...filter } = subscription.filter;
    const { previousSecretUntilMs, publicKey, previousPublicKey } = subscription;
    return Object.assign(new EventSubscriptionType(), {
      id: subscription.id,
      name: subscription.name,
      channel: subscription.channel,
      url: subscription.url || null,
      eventTypes,
      filter: Object.assign(new SubscriptionFilterType(), filter),
      payload: subscription.payload,
      state: subscription.state,
      lastSeq: subscription.lastSeq,
      publicKeys: [publicKey, previousPublicKey].filter((key) => key !== null),
      previousSecretUntil: previousSecretUntilMs === null ? null : new Date(previousSecretUntilMs),
      createdAt: new Date(Number(subscription.createdAtMs)),
      updatedAt: new Date(Number(subscription.updatedAtMs)),
      version: subscription.version,
    });
  }
}

export const EventSubscriptionConnection = connectionTypes(EventSubscriptionType, 'EventSubscription');

@ObjectType({ description: 'A subscription whose secret was made just now.' })
export class SubscriptionWithSecret {
  @Field(() => EventSubscriptionType)
  subscription!: EventSubscriptionType;

  @Field(() => String, {
    nullable: true,
    description:
      'Verifies the `v1` signatures (`whsec_…`). Shown this once: null when the same idempotency key asks again, and without that scheme; rotate it when it is lost.',
  })
  secret!: string | null;

  static from({ subscription, secret }: Subscribed): SubscriptionWithSecret {
    return Object.assign(new SubscriptionWithSecret(), {
      subscription: EventSubscriptionType.from(subscription),
      secret,
    });
  }
}

export const SubscriptionResult = createUnionType({
  name: 'SubscriptionResult',
  types: () => [EventSubscriptionType, InvalidInput, NotFound, Conflict] as const,
});

export const SubscriptionSecretResult = createUnionType({
  name: 'SubscriptionSecretResult',
  types: () => [SubscriptionWithSecret, InvalidInput, NotFound, Conflict] as const,
});

@InputType()
export class SubscriptionFilterInput {
  @Field(() => [String], { nullable: true, description: 'Codes of flag categories; all when left out.' })
  categories?: string[] | null;

  @Field(() => [SeverityEnum], { nullable: true, description: 'All when left out.' })
  severities?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'GB/T 2260 codes; each stands for the division and all inside it. Everywhere when left out.',
  })
  jurisdictions?: string[] | null;

  @Field(() => [EntityKindEnum], { nullable: true, description: 'All when left out.' })
  entityKinds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of the platforms that an event comes from or concerns; all when left out.',
  })
  platforms?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Saved screening lists; alerts of these only.' })
  listIds?: string[] | null;
}

@InputType()
export class CreateSubscriptionInput {
  @Field(() => String, { description: 'At most 200 characters.' })
  name!: string;

  @Field(() => String, { description: 'https, with public addresses only.' })
  url!: string;

  @Field(() => [String], { nullable: true, description: 'All when left out.' })
  eventTypes?: string[] | null;

  @Field(() => SubscriptionFilterInput, { nullable: true })
  filter?: SubscriptionFilterInput | null;

  @Field(() => [SignatureSchemeEnum], { nullable: true, description: 'V1 when left out.' })
  signatures?: string[] | null;

  @Field(() => PayloadFormEnum, { nullable: true, description: 'THIN when left out.' })
  payload?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A subscription as it was read.' })
export class SubscriptionAtVersionInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class RotateSubscriptionSecretInput extends SubscriptionAtVersionInput {
  @Field(() => Int, {
    nullable: true,
    description: 'For how long the present secret signs as well: 0 to 604800 seconds, a day when left out.',
  })
  overlapSeconds?: number | null;
}
