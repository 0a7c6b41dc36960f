import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { OpenStreams } from '../common/context/open-streams.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import {
  ScreeningByIdInput,
  ScreeningChangeResult,
  ScreeningConnection,
  ScreeningResult,
  ScreeningType,
} from './screenings.graphql.js';
import { type ScreeningChange, ScreeningsService } from './screenings.service.js';

const LIST = 'screenings';

@Resolver(() => ScreeningType)
export class ScreeningsResolver {
  constructor(
    private readonly service: ScreeningsService,
    private readonly pagination: Pagination,
    private readonly streams: OpenStreams,
  ) {}

  @Query(() => ScreeningResult, { description: "One of the caller's own batch screenings." })
  @RequiresScope('screenings:read')
  async screening(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof ScreeningResult> {
    const screening = await this.service.screening(context, id);
    return screening ? ScreeningType.from(screening) : notFound();
  }

  @Query(() => ScreeningConnection, {
    complexity: pageComplexity,
    description: "The caller's own batch screenings, newest first.",
  })
  @RequiresScope('screenings:read')
  async screenings(
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<ScreeningType>> {
    const page = this.pagination.read(context, LIST, args);
    const screenings = await this.service.list(context, page);
    return this.pagination.connection(context, LIST, page, screenings, ({ id }) => id, ScreeningType.from);
  }

  @Mutation(() => ScreeningChangeResult, {
    description: 'Stops a batch screening; what was screened so far stays, and `resumeScreening` goes on from there.',
  })
  @RequiresScope('screenings:write')
  async cancelScreening(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreeningByIdInput,
  ): Promise<typeof ScreeningChangeResult> {
    return presented(await this.service.cancel(context, input));
  }

  @Mutation(() => ScreeningChangeResult, { description: 'Goes on with a cancelled batch screening where it stood.' })
  @RequiresScope('screenings:write')
  async resumeScreening(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ScreeningByIdInput,
  ): Promise<typeof ScreeningChangeResult> {
    return presented(await this.service.resume(context, input));
  }

  @Subscription(() => ScreeningResult, {
    resolve: (result: typeof ScreeningResult) => result,
    description: "One of the caller's own batch screenings now and whenever it has come further, while it is RUNNING.",
  })
  @RequiresScope('screenings:read')
  screeningProgress(@CurrentContext() context: TenantContext, @Args('id', { type: () => ID }) id: string) {
    return this.streams.open(context, (signal) => this.progress(context, id, signal));
  }

  private async *progress(
    context: TenantContext,
    id: string,
    signal: AbortSignal,
  ): AsyncGenerator<typeof ScreeningResult> {
    let isKnown = false;
    for await (const screening of this.service.follow(context, id, signal)) {
      isKnown = true;
      yield ScreeningType.from(screening);
    }
    if (!isKnown && !signal.aborted) yield notFound();
  }
}

const notFound = (): NotFound => NotFound.of('id', 'screening');

const presented = (result: ScreeningChange): typeof ScreeningChangeResult =>
  isRefusal(result) ? result : ScreeningType.from(result);
