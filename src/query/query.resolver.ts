import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { selectedBelow } from '../common/graphql/selection.js';
import type { Parts } from './lookup.statements.js';
import { EntityResult, LookupBatchInput, LookupBatchResult, LookupInput, LookupResult } from './query.graphql.js';
import { QueryService } from './query.service.js';

/** Four items of a batch cost as much as one field: they share their statements. */
const ITEMS_PER_COST = 4;

@Resolver()
export class QueryResolver {
  constructor(private readonly queries: QueryService) {}

  @Query(() => LookupResult, {
    description:
      'The entities that an identifier leads to, as far as the caller may see them. Each lookup is in the ledger.',
  })
  @RequiresScope('entities:lookup')
  lookup(
    @CurrentContext() context: TenantContext,
    @Args('input') input: LookupInput,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof LookupResult> {
    return this.queries.lookup(context, input, partsOf(info));
  }

  @Query(() => LookupBatchResult, {
    description: 'Up to 1,000 lookups in one call. An item that cannot be read does not spoil the rest.',
    complexity: ({ args, childComplexity }: { args: { input?: LookupBatchInput }; childComplexity: number }) =>
      1 + childComplexity + Math.ceil((args.input?.items?.length ?? 0) / ITEMS_PER_COST),
  })
  @RequiresScope('entities:lookup')
  lookupBatch(
    @CurrentContext() context: TenantContext,
    @Args('input') input: LookupBatchInput,
    @Info() info: GraphQLResolveInfo,
  ): Promise<typeof LookupBatchResult> {
    return this.queries.lookupBatch(context, input, partsOf(info));
  }

  @Query(() => EntityResult, { description: 'An entity. A person is found only with `purpose` and `caseRef`.' })
  @RequiresScope('entities:lookup')
  entity(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
    @Args('purpose', { type: () => String, nullable: true }) purpose?: string | null,
    @Args('caseRef', { type: () => String, nullable: true }) caseRef?: string | null,
  ): Promise<typeof EntityResult> {
    return this.queries.entity(context, id, { purpose: purpose ?? null, caseRef: caseRef ?? null });
  }
}

function partsOf(info: GraphQLResolveInfo): Parts {
  const selected = selectedBelow(info);
  const evidence = selected.has('evidence');
  return {
    names: selected.has('names'),
    identifiers: selected.has('identifiers'),
    flags: evidence || selected.has('flags') || selected.has('flagCount') || selected.has('highestSeverity'),
    evidence,
  };
}
