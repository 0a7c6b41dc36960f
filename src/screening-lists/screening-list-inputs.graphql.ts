import { ArgsType, Field, GraphQLISODateTime, ID, InputType, Int } from '@nestjs/graphql';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { PageArgs } from '../common/graphql/connection.graphql.js';
import { IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { MatchDecisionEnum, ScreenItemInput } from '../search/search.graphql.js';
import type { MatchDecision } from '../search/search-vocabulary.js';

const PURPOSE =
  'Why, in words. With `caseRef`: needed where persons are to be met, or items have personal identifiers.';
const VERSION = 'The version of the list that was read.';

@InputType()
export class ScreeningListIdentifierInput {
  @Field(() => IdentifierTypeEnum)
  type!: IdentifierType;

  @Field(() => String)
  value!: string;

  @Field(() => String, {
    nullable: true,
    description: "Of ids that do not name theirs; a platform's own when left out.",
  })
  platform?: string | null;
}

@InputType({ description: 'Somebody or something to watch: by name, by identifiers, or both.' })
export class ScreeningListItemInput extends ScreenItemInput {
  @Field(() => String, {
    description: 'Your own reference, at most 64 characters: by it the item is changed and removed.',
  })
  ref!: string;

  @Field(() => [ScreeningListIdentifierInput], { nullable: true, description: 'At most 20.' })
  identifiers?: ScreeningListIdentifierInput[] | null;
}

@InputType()
export class SaveScreeningListInput {
  @Field(() => String, { description: 'At most 200 characters; rests encrypted.' })
  name!: string;

  @Field(() => MatchDecisionEnum, { defaultValue: 'REVIEW', description: 'The weakest hits to keep.' })
  least?: MatchDecision;

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true })
  caseRef?: string | null;

  @Field(() => [ScreeningListItemInput], { nullable: true, description: 'At most 1,000; files bring more.' })
  items?: ScreeningListItemInput[] | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ description: 'What is left out stays as it is.' })
export class ChangeScreeningListInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: VERSION })
  version!: number;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => MatchDecisionEnum, { nullable: true })
  least?: MatchDecision | null;

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true })
  caseRef?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class ScreeningListAtVersionInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: VERSION })
  version!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class PutScreeningListItemsInput extends ScreeningListAtVersionInput {
  @Field(() => [ScreeningListItemInput], { description: '1 to 1,000. All of them go in, or none.' })
  items!: ScreeningListItemInput[];
}

@InputType()
export class RemoveScreeningListItemsInput extends ScreeningListAtVersionInput {
  @Field(() => [String], { description: 'References, 1 to 1,000; those that the list does not have are passed over.' })
  refs!: string[];
}

@InputType({ description: 'Of a hit all of these must hold.' })
export class ScreeningListHitsFilterInput {
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Found, changed or gone since then.' })
  since?: Date | null;

  @Field(() => [MatchDecisionEnum], { nullable: true })
  decisions?: MatchDecision[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the caller has reviewed the hit as it is.' })
  reviewed?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Also those that are GONE.' })
  withGone?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Of items with these references; at most 100.' })
  refs?: string[] | null;
}

@ArgsType()
export class ScreeningListItemsArgs extends PageArgs {
  @Field(() => ID)
  listId!: string;
}

@ArgsType()
export class ScreeningListHitsArgs extends ScreeningListItemsArgs {
  @Field(() => ScreeningListHitsFilterInput, { nullable: true })
  filter?: ScreeningListHitsFilterInput | null;
}
