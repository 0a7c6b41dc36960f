import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { readInput } from '../common/graphql/read-input.js';
import { selectedBelow } from '../common/graphql/selection.js';
import { NotFound } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import { partsOf } from '../query/selected-parts.js';
import type { WantedOfHits } from '../search/hits.js';
import { ListHitsService } from './list-hits.service.js';
import { ListItemsService } from './list-items.service.js';
import { ScreeningListHitsArgs, ScreeningListItemsArgs } from './screening-list-inputs.graphql.js';
import {
  ScreeningListHitResult,
  ScreeningListHitsResult,
  ScreeningListHitType,
  ScreeningListItemsResult,
  ScreeningListItemType,
} from './screening-lists.graphql.js';
import { HITS_FILTER } from './screening-lists.inputs.js';

@Resolver()
export class ListContentsResolver {
  constructor(
    private readonly items: ListItemsService,
    private readonly hits: ListHitsService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => ScreeningListItemsResult, {
    complexity: pageComplexity,
    description:
      "Items of one of the caller's own screening lists, in the order of their coming. The reading is in the ledger.",
  })
  @RequiresScope('screenings:read')
  async screeningListItems(
    @CurrentContext() context: TenantContext,
    @Args() args: ScreeningListItemsArgs,
  ): Promise<typeof ScreeningListItemsResult> {
    const name = `screening-list-items ${args.listId}`;
    const page = this.pagination.read(context, name, args);
    const items = await this.items.page(context, args.listId, page);
    if (!items) return NotFound.of('listId', 'screening list');
    return this.pagination.connection(context, name, page, items, ({ id }) => id, ScreeningListItemType.from);
  }

  @Query(() => ScreeningListHitsResult, {
    complexity: pageComplexity,
    description:
      "Hits of one of the caller's own screening lists as it may see them now, the newest first. The reading is in the ledger.",
  })
  @RequiresScope('screenings:read')
  async screeningListHits(
    @CurrentContext() context: TenantContext,
    @Args() { listId, filter, ...args }: ScreeningListHitsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof ScreeningListHitsResult> {
    const read = readInput(HITS_FILTER, filter ?? {}, 'filter');
    if (!read.ok) return read.refusal;
    const name = `screening-list-hits ${listId}`;
    const page = this.pagination.read(context, name, args);
    const hits = await this.hits.page(context, listId, read.value, page, wantedOf(info));
    if (!hits) return NotFound.of('listId', 'screening list');
    return this.pagination.connection(context, name, page, hits, ({ hit }) => hit.id, ScreeningListHitType.from);
  }

  @Query(() => ScreeningListHitResult, {
    description: "A hit of one of the caller's own lists, by the subject of its alert, as the caller may see it now.",
  })
  @RequiresScope('screenings:read')
  async screeningListHit(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof ScreeningListHitResult> {
    const hit = await this.hits.one(context, id, wantedOf(info));
    return hit ? ScreeningListHitType.from(hit) : NotFound.of('id', 'hit');
  }
}

const wantedOf = (info: GraphQLResolveInfo): WantedOfHits => ({
  parts: partsOf(info),
  revision: selectedBelow(info).has('revision'),
  explanation: false,
});
