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
import { DISCLOSURE_USES } from '../disclosures/disclosure.policy.js';
import { HandlingEnum } from '../disclosures/disclosures.graphql.js';
import { USE_STATES } from './disclosure-use.lifecycle.js';
import type { ClearUse } from './disclosure-uses.service.js';

const UseKindEnum = Object.fromEntries(DISCLOSURE_USES.map((use) => [use, use]));
registerEnumType(UseKindEnum, {
  name: 'DisclosureUseKind',
  description: 'What an agency does with a disclosure: follow a lead, prove something, or pass it on.',
});
const UseStateEnum = Object.fromEntries(USE_STATES.map((state) => [state, state]));
registerEnumType(UseStateEnum, {
  name: 'DisclosureUseState',
  description: 'Declared, for the handling allows it; or waiting for the consent of the platform, and its answer.',
});

@ObjectType('DisclosureUse', { description: 'What an agency does, or asks to do, with what was disclosed to it.' })
export class DisclosureUseType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  requestId!: string;

  @Field(() => UseKindEnum)
  kind!: string;

  @Field(() => UseStateEnum)
  state!: string;

  @Field(() => HandlingEnum)
  handling!: string;

  @Field(() => String)
  purpose!: string;

  @Field(() => String, { nullable: true, description: 'To whom it is passed on.' })
  recipient!: string | null;

  @Field(() => String, { nullable: true, description: 'The platform’s reason, once it has answered.' })
  answer!: string | null;

  @Field(() => GraphQLISODateTime)
  declaredAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  answeredAt!: Date | null;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;

  static from(this: void, use: ClearUse): DisclosureUseType {
    const { id, requestId, kind, state, handling, purpose, recipient, answer, version } = use;
    return Object.assign(new DisclosureUseType(), {
      ...{ id, requestId, kind, state, handling, purpose, recipient, answer, version },
      declaredAt: new Date(use.declaredAtMs),
      answeredAt: use.answeredAtMs === null ? null : new Date(use.answeredAtMs),
    });
  }
}

export const DisclosureUseResult = createUnionType({
  name: 'DisclosureUseResult',
  types: () => [DisclosureUseType, InvalidInput, NotFound, Conflict] as const,
});

@InputType()
export class DeclareDisclosureUseInput {
  @Field(() => ID)
  requestId!: string;

  @Field(() => UseKindEnum)
  kind!: string;

  @Field(() => String, { description: 'At most 4,000 characters.' })
  purpose!: string;

  @Field(() => String, { nullable: true, description: 'For ONWARD_SHARING, and only then: who gets it.' })
  recipient?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class AnswerDisclosureConsentInput {
  @Field(() => ID, { description: '`id` of the use.' })
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => Boolean)
  isConsented!: boolean;

  @Field(() => String, { description: 'At most 4,000 characters.' })
  reason!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
