import { Args, ArgsType, Field, GraphQLISODateTime, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import type { DisclosureState } from './disclosure.lifecycle.js';
import type { ListFilter, ListSide } from './disclosure-lists.repository.js';
import { DisclosurePresenter } from './disclosure-presenter.js';
import { DisclosureReadingService } from './disclosure-reading.service.js';
import { DisclosureRequestType } from './disclosure-request.graphql.js';
import type { Urgency } from './disclosure-vocabulary.js';
import {
  DisclosureDecisionType,
  DisclosureDuplicateType,
  DisclosurePartyType,
  DisclosureStateEnum,
  DisclosureStepType,
  DisclosureSubjectConnection,
  type DisclosureSubjectType,
  DisclosureSummaryConnection,
  DisclosureSummaryType,
  UrgencyEnum,
} from './disclosures.graphql.js';

@ArgsType()
class DisclosureListArgs extends PageArgs {
  @Field(() => [DisclosureStateEnum], { nullable: true })
  states?: DisclosureState[] | null;

  @Field(() => [UrgencyEnum], { nullable: true })
  urgencies?: Urgency[] | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Only what is due before this moment, the soonest first; else the newest is first.',
  })
  dueBefore?: Date | null;
}

/** Reads of disclosure requests. */
@Resolver(() => DisclosureRequestType)
export class DisclosuresResolver {
  constructor(
    private readonly reading: DisclosureReadingService,
    private readonly presenter: DisclosurePresenter,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => DisclosureRequestType, { nullable: true, description: 'A request that the caller may see, else null.' })
  @RequiresScope('disclosures:read')
  async disclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<DisclosureRequestType | null> {
    const request = await this.reading.request(context, id);
    return request ? this.presenter.present(context, request) : null;
  }

  @Query(() => DisclosureSummaryConnection, {
    complexity: pageComplexity,
    description: 'What agencies ask of the calling platform, the newest first.',
  })
  @RequiresScope('disclosures:read')
  disclosureInbox(
    @CurrentContext() context: TenantContext,
    @Args() args: DisclosureListArgs,
  ): Promise<Connection<DisclosureSummaryType>> {
    return this.list(context, 'INBOX', args);
  }

  @Query(() => DisclosureSummaryConnection, {
    complexity: pageComplexity,
    description: 'What the calling agency has drafted and asked, the newest first.',
  })
  @RequiresScope('disclosures:read')
  disclosureOutbox(
    @CurrentContext() context: TenantContext,
    @Args() args: DisclosureListArgs,
  ): Promise<Connection<DisclosureSummaryType>> {
    return this.list(context, 'OUTBOX', args);
  }

  @ResolveField(() => DisclosureSubjectConnection, {
    complexity: pageComplexity,
    description: 'In their order; that they were read is in the ledger.',
  })
  async subjects(
    @Parent() { stored }: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<DisclosureSubjectType>> {
    const list = `disclosureSubjects:${stored.id}`;
    const page = this.pagination.read(context, list, args);
    const rows = await this.reading.subjects(context, stored, Number(page.after ?? 0), page.limit + 1);
    const positionOf = ({ ordinal }: { ordinal: number }) => String(ordinal);
    return this.pagination.connection(context, list, page, rows, positionOf, (row): DisclosureSubjectType => row);
  }

  @ResolveField(() => DisclosureDecisionType, {
    nullable: true,
    description: 'The decision that counts; a platform sees its draft too.',
  })
  async decision(
    @Parent() { stored }: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
  ): Promise<DisclosureDecisionType | null> {
    const decision = await this.reading.decision(context, stored);
    return decision ? { ...decision, lines: [...decision.lines], draftedAt: new Date(decision.draftedAtMs) } : null;
  }

  @ResolveField(() => [DisclosureStepType], { description: 'What was done, as far as it is the caller’s affair.' })
  async history(
    @Parent() parent: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
  ): Promise<DisclosureStepType[]> {
    const tenants = await this.reading.tenants([parent.stored]);
    const steps = await this.reading.history(context, parent.stored);
    return steps.map(({ version, action, state, actor, words, tenantId, takenAtMs }) => {
      const by = DisclosurePartyType.from(tenants.get(tenantId ?? ''));
      return { version, action, state, actor, words, by, at: new Date(takenAtMs) };
    });
  }

  @ResolveField(() => [DisclosureDuplicateType], {
    description:
      'Other open requests to the same platform on a subject of this one, as far as the caller may see them; at most 20.',
  })
  async duplicates(
    @Parent() { stored }: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
  ): Promise<DisclosureDuplicateType[]> {
    const duplicates = await this.reading.duplicates(context, stored);
    return duplicates.map(({ id, state, createdAtMs }) => ({ id, state, createdAt: new Date(Number(createdAtMs)) }));
  }

  private async list(
    context: TenantContext,
    side: ListSide,
    args: DisclosureListArgs,
  ): Promise<Connection<DisclosureSummaryType>> {
    const filter: ListFilter = {
      states: [...new Set(args.states ?? [])].sort(),
      urgencies: [...new Set(args.urgencies ?? [])].sort(),
      dueBeforeMs: args.dueBefore?.getTime() ?? null,
    };
    const list = `disclosures:${side}:${JSON.stringify(filter)}`;
    const page = this.pagination.read(context, list, args);
    const after = page.after === undefined ? undefined : positionIn(page.after);
    const rows = await this.reading.page(context, side, filter, after, page.limit + 1);
    const tenants = await this.reading.tenants(rows);
    const positionOf = ({ id, dueAtMs }: { id: string; dueAtMs: number | null }) => `${id} ${dueAtMs ?? 0}`;
    return this.pagination.connection(context, list, page, rows, positionOf, (row) =>
      DisclosureSummaryType.of(row, tenants),
    );
  }
}

function positionIn(cursor: string) {
  const [id = '', dueAtMs] = cursor.split(' ');
  return { id, dueAtMs: Number(dueAtMs) };
}
