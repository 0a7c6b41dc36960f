import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { OpenStreams } from '../common/context/open-streams.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import { ListItemsService } from './list-items.service.js';
import {
  ChangeScreeningListInput,
  PutScreeningListItemsInput,
  RemoveScreeningListItemsInput,
  SaveScreeningListInput,
  ScreeningListAtVersionInput,
} from './screening-list-inputs.graphql.js';
import {
  ScreeningListChangeResult,
  ScreeningListConnection,
  ScreeningListResult,
  ScreeningListType,
} from './screening-lists.graphql.js';
import { type ListChange, ScreeningListsService } from './screening-lists.service.js';

const LIST = 'screening-lists';

@Resolver(() => ScreeningListType)
export class ScreeningListsResolver {
  constructor(
    private readonly lists: ScreeningListsService,
    private readonly items: ListItemsService,
    private readonly pagination: Pagination,
    private readonly streams: OpenStreams,
  ) {}

  @Query(() => ScreeningListResult, { description: "One of the caller's own screening lists." })
  @RequiresScope('screenings:read')
  async screeningList(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof ScreeningListResult> {
    const list = await this.lists.one(context, id);
    return list ? ScreeningListType.from(list) : notFound('id');
  }

  @Query(() => ScreeningListConnection, {
    complexity: pageComplexity,
    description: "The caller's own screening lists, newest first.",
  })
  @RequiresScope('screenings:read')
  async screeningLists(
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<ScreeningListType>> {
    const page = this.pagination.read(context, LIST, args);
    const lists = await this.lists.list(context, page);
    return this.pagination.connection(context, LIST, page, lists, ({ id }) => id, ScreeningListType.from);
  }

  @Mutation(() => ScreeningListChangeResult, {
    description:
      'Saves a screening list. Its items are screened at once, and again when an entity changes that may concern them.',
  })
  @RequiresScope('screenings:write')
  async saveScreeningList(
    @CurrentContext() context: TenantContext,
    @Args('input') input: SaveScreeningListInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return presented(await this.lists.save(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, {
    description:
      'Changes what a list is called, how near its hits must be, or what it is for; a purpose cannot be taken away.',
  })
  @RequiresScope('screenings:write')
  async changeScreeningList(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ChangeScreeningListInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return presented(await this.lists.change(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, {
    description: 'Adds items, or changes those whose reference the list has. All of them go in, or none.',
  })
  @RequiresScope('screenings:write')
  async putScreeningListItems(
    @CurrentContext() context: TenantContext,
    @Args('input') input: PutScreeningListItemsInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return this.afterItems(context, await this.items.put(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, { description: 'Takes items off a list with their hits.' })
  @RequiresScope('screenings:write')
  async removeScreeningListItems(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RemoveScreeningListItemsInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return this.afterItems(context, await this.items.remove(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, { description: 'Stops watching a list; its hits stay as they are.' })
  @RequiresScope('screenings:write')
  async pauseScreeningList(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreeningListAtVersionInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return presented(await this.lists.pause(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, {
    description: 'Watches a paused list again. All of it is screened anew; what was alerted before is not again.',
  })
  @RequiresScope('screenings:write')
  async resumeScreeningList(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreeningListAtVersionInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return presented(await this.lists.resume(context, input));
  }

  @Mutation(() => ScreeningListChangeResult, { description: 'Deletes a list with its items and hits.' })
  @RequiresScope('screenings:write')
  async deleteScreeningList(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreeningListAtVersionInput,
  ): Promise<typeof ScreeningListChangeResult> {
    return presented(await this.lists.delete(context, input));
  }

  @Subscription(() => ScreeningListResult, {
    resolve: (result: typeof ScreeningListResult) => result,
    description: "One of the caller's own screening lists now, and whenever it has come further or was changed.",
  })
  @RequiresScope('screenings:read')
  screeningListProgress(@CurrentContext() context: TenantContext, @Args('id', { type: () => ID }) id: string) {
    return this.streams.open(context, (signal) => this.progress(context, id, signal));
  }

  private async *progress(
    context: TenantContext,
    id: string,
    signal: AbortSignal,
  ): AsyncGenerator<typeof ScreeningListResult> {
    for await (const list of this.lists.follow(context, id, signal)) yield ScreeningListType.from(list);
    // There never was one, or it was deleted.
    if (!signal.aborted) yield notFound('id');
  }

  private async afterItems(
    context: TenantContext,
    result: Awaited<ReturnType<ListItemsService['put']>>,
  ): Promise<typeof ScreeningListChangeResult> {
    if (isRefusal(result)) return result;
    const list = await this.lists.one(context, result.id);
    return list ? ScreeningListType.from(list) : notFound('input.id');
  }
}

const notFound = (field: string): NotFound => NotFound.of(field, 'screening list');

const presented = (result: ListChange): typeof ScreeningListChangeResult =>
  isRefusal(result) ? result : ScreeningListType.from(result);
