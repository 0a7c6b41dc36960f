import { createUnionType, Field, GraphQLISODateTime, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import type { TenantMandates } from './disclosure-mandates.service.js';

@ObjectType('DisclosureApprover')
class DisclosureApproverType {
  @Field(() => String, { description: '`sub` of the tokens.' })
  actor!: string;

  @Field(() => GraphQLISODateTime)
  addedAt!: Date;
}

@ObjectType('DisclosureDelegation', { description: 'Somebody is away, and another decides for him meanwhile.' })
class DisclosureDelegationType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  absent!: string;

  @Field(() => String)
  delegate!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => GraphQLISODateTime)
  from!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Not included.' })
  until!: Date;

  @Field(() => Int)
  version!: number;
}

@ObjectType('DisclosureMandates', { description: "Who may approve in the caller's own tenant." })
export class DisclosureMandatesType {
  @Field(() => [DisclosureApproverType], {
    description: 'Nobody: then everyone may whose token has the scope.',
  })
  approvers!: DisclosureApproverType[];

  @Field(() => [DisclosureDelegationType], { description: 'Those that are in force or to come.' })
  delegations!: DisclosureDelegationType[];

  static from({ approvers, delegations }: TenantMandates): DisclosureMandatesType {
    return Object.assign(new DisclosureMandatesType(), {
      approvers: approvers.map(({ actor, addedAtMs }) => ({ actor, addedAt: new Date(addedAtMs) })),
      delegations: delegations.map(({ fromMs, untilMs, ...rest }) => ({
        ...rest,
        from: new Date(fromMs),
        until: new Date(untilMs),
      })),
    });
  }
}

export const DisclosureMandatesResult = createUnionType({
  name: 'DisclosureMandatesResult',
  types: () => [DisclosureMandatesType, InvalidInput, NotFound, Conflict] as const,
});

@InputType()
export class DisclosureApproverInput {
  @Field(() => String, { description: '`sub` of the tokens.' })
  actor!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class AddDisclosureDelegationInput {
  @Field(() => String, { description: 'Who is away: `sub` of the tokens.' })
  absent!: string;

  @Field(() => String, { description: 'Who decides meanwhile.' })
  delegate!: string;

  @Field(() => GraphQLISODateTime)
  from!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Not included; a year after `from` at most.' })
  until!: Date;

  @Field(() => String)
  reason!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class EndDisclosureDelegationInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
