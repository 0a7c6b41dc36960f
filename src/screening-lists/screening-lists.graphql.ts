import {
  createUnionType,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { EntityKindEnum, EntityType, IdentifierTypeEnum } from '../entities/entities.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { MatchDecisionEnum } from '../search/search.graphql.js';
import { decisionOf } from '../search/search-vocabulary.js';
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
