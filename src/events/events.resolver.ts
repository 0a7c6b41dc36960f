import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Query, Resolver, Subscription } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { MadeOnce } from '../common/made-once.js';
import { Pagination } from '../common/pagination.js';
import { SETTINGS } from '../common/tokens.js';
import { eventSource } from './cloud-event.js';
import type { FedEvent } from './event-feed.js';
import { EVENT_LIST, EventStreams, typesOf, UnknownTypesError } from './event-streams.service.js';
import { EventConnection, EventHead, EventType } from './events.graphql.js';
import { EventsService } from './events.service.js';

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
  /** A feed belongs to one tenant, so an event of it is the same for all of its streams. */
  private readonly nodes = new MadeOnce<FedEvent, EventType>();

  constructor(
    private readonly log: EventsService,
    private readonly streams: EventStreams,
    private readonly pagination: Pagination,
    private readonly clock: Clock,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.source = eventSource(settings.LIAISON_AUDIENCE);
  }

  @Query(() => EventConnection, {
    name: 'events',
    complexity: pageComplexity,
    description:
      'Events that the caller may see, oldest first: for a consumer that was away. `endCursor` is given for an empty page too.',
  })
  @RequiresScope('events:read')
  async eventLog(
    @CurrentContext() context: TenantContext,
    @Args() args: EventPageArgs,
  ): Promise<Connection<EventType>> {
    const page = this.pagination.read(context, EVENT_LIST, args);
    const types = refusingUnknown(() => typesOf(args.types));
    const { events, throughSeq } = await this.log.page(context, Number(page.after ?? 0), types, page.limit + 1);
    const { edges, pageInfo } = this.pagination.connection(
      context,
      EVENT_LIST,
      page,
      events,
      (event) => String(event.seq),
      (event) => this.nodeOf(context, { event, previousId: null }),
    );
    // Who asks again from here does not pass the same hidden events once more; a sealed cursor does not tell of them.
    const endCursor = pageInfo.hasNextPage ? pageInfo.endCursor : this.streams.cursor(context, throughSeq);
    return { edges, pageInfo: { ...pageInfo, endCursor } };
  }

  @Query(() => EventHead, {
    name: 'eventHead',
    description:
      'A cursor of now: for a consumer that wants to miss nothing from here on, whatever happens to its stream.',
  })
  @RequiresScope('events:read')
  async eventHead(@CurrentContext() context: TenantContext): Promise<EventHead> {
    const cursor = this.streams.cursor(context, await this.log.head());
    return { cursor, time: new Date(this.clock.now()) };
  }

  @Subscription(() => EventType, {
    name: 'events',
    resolve(this: EventsResolver, fed: FedEvent, _args: unknown, { tenantContext }: { tenantContext: TenantContext }) {
      return this.nodeOf(tenantContext, fed);
    },
    description: 'Each event that the caller may see, as it happens; with `after`, first those that were missed.',
  })
  @RequiresScope('events:read')
  subscribeToEvents(@CurrentContext() context: TenantContext, @Args() args: EventStreamArgs) {
    return refusingUnknown(() => this.streams.open(context, args));
  }

  private nodeOf(context: TenantContext, fed: FedEvent): EventType {
    return this.nodes.of(fed, () =>
      EventType.from(fed, this.source, this.streams.cursor(context, Number(fed.event.seq))),
    );
  }
}

function refusingUnknown<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof UnknownTypesError)) throw error;
    throw new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT', field: error.field } });
  }
}
