import { Args, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { selectedBelow } from '../common/graphql/selection.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { partsOf } from '../query/selected-parts.js';
import type { WantedOfHits } from './hits.js';
import { ReviewsService } from './reviews.service.js';
import { ScreeningService } from './screening.service.js';
import {
  MarkReviewedInput,
  ReviewResult,
  ReviewType,
  ScreenInput,
  ScreenResult,
  SearchArgs,
  SearchResult,
} from './search.graphql.js';
import { SearchService } from './search.service.js';

/** Four items of a screening cost as much as one field: they share their statements. */
const ITEMS_PER_COST = 4;

@Resolver()
export class SearchResolver {
  constructor(
    private readonly searches: SearchService,
    private readonly screenings: ScreeningService,
    private readonly reviews: ReviewsService,
  ) {}

  @Query(() => SearchResult, {
    complexity: pageComplexity,
    description: 'Entities by name, as far as the caller may see them, the best first. Each search is in the ledger.',
  })
  @RequiresScope('entities:search')
  searchEntities(
    @CurrentContext() context: TenantContext,
    @Args() args: SearchArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof SearchResult> {
    return this.searches.search(context, args, wantedOf(info));
  }

  @Query(() => ScreenResult, {
    description: 'Looks for up to 1,000 names and identifiers in one call. A wrong item does not spoil the rest.',
    complexity: ({ args, childComplexity }: { args: { input?: ScreenInput }; childComplexity: number }) =>
      1 + childComplexity + Math.ceil((args.input?.items?.length ?? 0) / ITEMS_PER_COST),
  })
  @RequiresScope('entities:search')
  screen(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreenInput,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof ScreenResult> {
    return this.screenings.screen(context, input, wantedOf(info));
  }

  @Mutation(() => ReviewResult, {
    description: 'Remembers what the caller decided about a hit; no other tenant learns of it.',
  })
  @RequiresScope('reviews:write')
  async markReviewed(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MarkReviewedInput,
  ): Promise<typeof ReviewResult> {
    const result = await this.reviews.mark(context, input);
    return isRefusal(result) ? result : Object.assign(new ReviewType(), result);
  }
}

function wantedOf(info: GraphQLResolveInfo): WantedOfHits {
  const selected = selectedBelow(info);
  return { parts: partsOf(info), revision: selected.has('revision'), explanation: selected.has('parts') };
}
