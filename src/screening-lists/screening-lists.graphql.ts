import {
  ArgsType,
  createUnionType,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { connectionTypes, PageArgs } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { EntityKindEnum, EntityType, IdentifierTypeEnum } from '../entities/entities.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { MatchDecisionEnum, ScreenItemInput } from '../search/search.graphql.js';
import { decisionOf, type MatchDecision } from '../search/search-vocabulary.js';
import { HIT_STATES, type HitState } from './hit-changes.js';
import type { ShownHit } from './list-hits.service.js';
import type { OpenItem } from './list-items.service.js';
import { LIST_STATES, type ListState } from './screening-list.lifecycle.js';
import type { OpenList } from './screening-lists.service.js';

const enumOf = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));

const ScreeningListStateEnum = enumOf(LIST_STATES);
registerEnumType(ScreeningListStateEnum, {
  name: 'ScreeningListState',
  description: 'While PAUSED nothing is screened.',
});

const ScreeningListHitStateEnum = enumOf(HIT_STATES);
registerEnumType(ScreeningListHitStateEnum, {
  name: 'ScreeningListHitState',
  description: 'GONE when the item no longer means the entity, or not as nearly as the list asks for.',
});

@ObjectType('ScreeningList', {
  description:
    'Names and identifiers that a tenant watches. They are screened when they are put on it, and again when an entity changes that may concern them.',
})
export class ScreeningListType {
  @Field(() => ID, { description: 'What `listIds` of a subscription filter takes.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => ScreeningListStateEnum)
  state!: ListState;

  @Field(() => MatchDecisionEnum, { description: 'The weakest hits that are kept.' })
  least!: string;

  @Field(() => String, { nullable: true })
  purpose!: string | null;

  @Field(() => String, { nullable: true })
  caseRef!: string | null;

  @Field(() => Int)
  itemCount!: number;

  @Field(() => Int, { description: 'Items that wait to be screened.' })
  dueItems!: number;

  @Field(() => ID, { nullable: true, description: 'The upload whose rows are going in.' })
  uploadId!: string | null;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime)
  updatedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the last due item had been screened.' })
  screenedAt!: Date | null;

  @Field(() => Int, { description: 'Moved on by changes of the tenant, not by screening.' })
  version!: number;

  static from({ round: _, createdAtMs, updatedAtMs, screenedAtMs, ...list }: OpenList): ScreeningListType {
    return Object.assign(new ScreeningListType(), list, {
      createdAt: new Date(createdAtMs),
      updatedAt: new Date(updatedAtMs),
      screenedAt: screenedAtMs === null ? null : new Date(screenedAtMs),
    });
  }
}

@ObjectType()
export class ScreeningListItemIdentifier {
  @Field(() => IdentifierTypeEnum)
  type!: IdentifierType;

  @Field(() => String)
  value!: string;

  @Field(() => String, { nullable: true })
  platform?: string | null;
}

@ObjectType('ScreeningListItem', { description: 'Somebody or something on a list, as it was given.' })
export class ScreeningListItemType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: "The tenant's own reference." })
  ref!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => EntityKindEnum, { nullable: true })
  kind?: EntityKind | null;

  @Field(() => String, { nullable: true })
  birthDate?: string | null;

  @Field(() => String, { nullable: true })
  jurisdiction?: string | null;

  @Field(() => [ScreeningListItemIdentifier])
  identifiers!: readonly ScreeningListItemIdentifier[];

  @Field(() => Boolean, { description: 'Whether it waits to be screened.' })
  isDue!: boolean;

  @Field(() => String, { nullable: true, description: 'Why its name cannot be looked for; its identifiers are.' })
  problem!: string | null;

  @Field(() => GraphQLISODateTime)
  updatedAt!: Date;

  static from({ updatedAtMs, identifiers, ...item }: OpenItem): ScreeningListItemType {
    return Object.assign(new ScreeningListItemType(), item, {
      identifiers: identifiers.map(({ type, value, platform }) => ({ type, value: value ?? '', platform })),
      updatedAt: new Date(updatedAtMs),
    });
  }
}

@ObjectType('ScreeningListHit', { description: 'An entity that an item led to, as the caller may see it now.' })
export class ScreeningListHitType {
  @Field(() => ID, { description: 'Subject of the alert.' })
  id!: string;

  @Field(() => ID)
  listId!: string;

  @Field(() => ID)
  itemId!: string;

  @Field(() => String, { description: "The tenant's own reference of the item." })
  ref!: string;

  @Field(() => EntityType)
  entity!: EntityType;

  @Field(() => Float, { description: 'In [0, 1].' })
  score!: number;

  @Field(() => MatchDecisionEnum)
  decision!: string;

  @Field(() => ScreeningListHitStateEnum)
  state!: HitState;

  @Field(() => String, { description: 'Stands for the item in `markReviewed`.' })
  queryKey!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Stands for everything that the caller may see of the entity now; for `markReviewed`.',
  })
  revision!: string | null;

  @Field(() => Boolean, { description: 'Whether the caller has reviewed it as it is.' })
  isReviewed!: boolean;

  @Field(() => GraphQLISODateTime)
  foundAt!: Date;

  @Field(() => GraphQLISODateTime)
  changedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  goneAt!: Date | null;

  static from({ hit, ref, shown }: ShownHit): ScreeningListHitType {
    const { id, listId, itemId, queryKey, state, isReviewed, foundAtMs, changedAtMs, goneAtMs } = hit;
    const { entity, score, revision } = shown;
    return Object.assign(new ScreeningListHitType(), {
      ...{ id, listId, itemId, ref, entity, score, decision: decisionOf(score), state, queryKey, revision, isReviewed },
      foundAt: new Date(foundAtMs),
      changedAt: new Date(changedAtMs),
      goneAt: goneAtMs === null ? null : new Date(goneAtMs),
    });
  }
}

export const ScreeningListConnection = connectionTypes(ScreeningListType, 'ScreeningList');
export const ScreeningListItemConnection = connectionTypes(ScreeningListItemType, 'ScreeningListItem');
export const ScreeningListHitConnection = connectionTypes(ScreeningListHitType, 'ScreeningListHit');

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

export const ScreeningListResult = createUnionType({
  name: 'ScreeningListResult',
  types: () => [ScreeningListType, NotFound] as const,
});

export const ScreeningListChangeResult = createUnionType({
  name: 'ScreeningListChangeResult',
  types: () => [ScreeningListType, InvalidInput, PurposeRequired, NotFound, Conflict] as const,
});

export const ScreeningListItemsResult = createUnionType({
  name: 'ScreeningListItemsResult',
  types: () => [ScreeningListItemConnection, NotFound] as const,
  resolveType: (value: object) => (value instanceof NotFound ? NotFound : ScreeningListItemConnection),
});

export const ScreeningListHitsResult = createUnionType({
  name: 'ScreeningListHitsResult',
  types: () => [ScreeningListHitConnection, InvalidInput, NotFound] as const,
  resolveType: (value: object) => {
    if (value instanceof NotFound) return NotFound;
    return value instanceof InvalidInput ? InvalidInput : ScreeningListHitConnection;
  },
});

export const ScreeningListHitResult = createUnionType({
  name: 'ScreeningListHitResult',
  types: () => [ScreeningListHitType, NotFound] as const,
});
