import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import { BlacklistEntryConnection, BlacklistEntryType, BlacklistStateEnum } from './blacklist.graphql.js';
import type { BlacklistState } from './blacklist.lifecycle.js';
import { BlacklistService } from './blacklist.service.js';

@ArgsType()
class BlacklistPageArgs extends PageArgs {
  @Field(() => BlacklistStateEnum, { nullable: true })
  state?: BlacklistState | null;

  @Field(() => String, { nullable: true, description: 'Code of a flag category.' })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 2260 code: this division and those inside it.' })
  jurisdiction?: string | null;
}

@Resolver()
export class BlacklistResolver {
  constructor(
    private readonly blacklist: BlacklistService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => BlacklistEntryType, { nullable: true, description: 'An entry that the caller may see, else null.' })
  @RequiresScope('blacklist:read')
  async blacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<BlacklistEntryType | null> {
    const entry = await this.blacklist.entry(context, id);
    return entry ? BlacklistEntryType.from(entry) : null;
  }

  @Query(() => BlacklistEntryConnection, {
    complexity: pageComplexity,
    description: 'Entries that the caller may see, newest first.',
  })
  @RequiresScope('blacklist:read')
  async blacklistEntries(
    @CurrentContext() context: TenantContext,
    @Args() args: BlacklistPageArgs,
  ): Promise<Connection<BlacklistEntryType>> {
    const filter = filterOf(args);
    const list = `blacklist ${JSON.stringify(filter)}`;
    const page = this.pagination.read(context, list, args);
    const entries = await this.blacklist.page(context, filter, page.after, page.limit + 1);
    return this.pagination.connection(context, list, page, entries, ({ id }) => id, BlacklistEntryType.from);
  }
}

function filterOf({ state, category, jurisdiction }: BlacklistPageArgs) {
  if (jurisdiction && !isDivisionCode(jurisdiction)) {
    throw new GraphQLError('`jurisdiction` must be a six-digit GB/T 2260 division code.', {
      extensions: { code: 'BAD_USER_INPUT', field: 'jurisdiction' },
    });
  }
  return { state: state ?? null, category: category ?? null, jurisdiction: jurisdiction || null };
}
