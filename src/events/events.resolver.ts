import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Query, Resolver, Subscription } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Settings } from '../../config/settings.js';
import { OpenStreams } from '../common/context/open-streams.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import { SETTINGS } from '../common/tokens.js';
import { eventSource } from './cloud-event.js';
import { type EventType as EventName, isEventType } from './event-types.js';
import { EventConnection, EventType } from './events.graphql.js';
import { EventsService } from './events.service.js';

const LIST = 'events';

@ArgsType()
class EventPageArgs extends PageArgs {
  @Field(() => [String], { nullable: true, description: 'Only these types.' })
  types?: string[] | null;
}

@ArgsType()
class EventStreamArgs {
  @Field(() => [String], { nullable: true, description: 'Only these types.' })
  types?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Go on after this cursor; without it, from now.' })
  after?: string | null;
}

@Resolver()
export class EventsResolver {
  private readonly source: string;

  constructor(
    private readonly log: EventsService,
    private readonly pagination: Pagination,
    private readonly streams: OpenStreams,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.source = eventSource(settings.LIAISON_AUDIENCE);
  }

  @Query(() => EventConnection, {
    name: 'events',
    complexity: pageComplexity,
    description: 'Events that the caller may see, oldest first: for a consumer that was away.',
  })
  @RequiresScope('events:read')
  async eventLog(
    @CurrentContext() context: TenantContext,
    @Args() args: EventPageArgs,
  ): Promise<Connection<EventType>> {
    const page = this.pagination.read(context, LIST, args);
    const events = await this.log.after(context, Number(page.after ?? 0), namesOf(args.types), page.limit + 1);
    return this.pagination.connection(
      context,
      LIST,
      page,
      events,
      (event) => String(event.seq),
      (event) => EventType.from(event, this.source, this.pagination.seal(context, LIST, String(event.seq))),
    );
  }

  @Subscription(() => EventType, {
    name: 'events',
    resolve: (event: EventType) => event,
    description: 'Each event that the caller may see, as it happens; with `after`, first those that were missed.',
  })
  @RequiresScope('events:read')
  subscribeToEvents(@CurrentContext() context: TenantContext, @Args() args: EventStreamArgs) {
    const types = namesOf(args.types);
    const isResumed = args.after !== undefined && args.after !== null;
    const after = isResumed ? Number(this.pagination.open(context, LIST, args.after ?? '')) : undefined;
    return this.streams.open(context, (signal) => this.stream(context, types, after, signal));
  }

  private async *stream(
    context: TenantContext,
    types: EventName[] | undefined,
    after: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<EventType> {
    for await (const event of this.log.follow(context, types, after, signal)) {
      yield EventType.from(event, this.source, this.pagination.seal(context, LIST, String(event.seq)));
    }
  }
}

function namesOf(types: readonly string[] | null | undefined): EventName[] | undefined {
  if (!types) return undefined;
  const unknown = types.find((type) => !isEventType(type));
  if (unknown !== undefined || types.length === 0) {
    throw new GraphQLError('`types` must name at least one event type, and only known ones.', {
      extensions: { code: 'BAD_USER_INPUT', field: 'types' },
    });
  }
  return types.filter(isEventType);
}
