import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import type { Connection } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import {
  JointHandoverConnection,
  type JointHandoverType,
  JointParticipantConnection,
  type JointParticipantType,
  JointSubjectConnection,
  JointSubjectSetConnection,
  type JointSubjectSetType,
  type JointSubjectType,
  JointTaskConnection,
  JointTaskType,
  JointTimelineConnection,
  type JointTimelineLineType,
} from './joint-cases.graphql.js';
import { JointParticipantStateEnum, JointTaskStateEnum } from './joint-enums.graphql.js';
import { InCaseArgs, JointPages } from './joint-pages.js';
import { JointPresenter } from './joint-presenter.js';
import { JointReader } from './joint-reader.js';

@ArgsType()
class ParticipantPageArgs extends InCaseArgs {
  @Field(() => JointParticipantStateEnum, { nullable: true })
  state?: string | null;
}

@ArgsType()
class TaskPageArgs extends InCaseArgs {
  @Field(() => JointTaskStateEnum, { nullable: true })
  state?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "The caller's own tasks only." })
  isMine: boolean = false;
}

const IN_CASE = 'Empty when the caller may see none.';

/** What is in a joint case, as the caller was last shown it. */
@Resolver()
export class JointItemsResolver {
  constructor(
    private readonly reader: JointReader,
    private readonly presenter: JointPresenter,
    private readonly pagination: Pagination,
    private readonly pages: JointPages,
  ) {}

  @Query(() => JointParticipantConnection, {
    complexity: pageComplexity,
    description: `Who takes or took part in a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointParticipants(
    @CurrentContext() context: TenantContext,
    @Args() args: ParticipantPageArgs,
  ): Promise<Connection<JointParticipantType>> {
    const filter = { state: args.state ?? null };
    return this.pages.page(context, args, 'PARTICIPANT', filter, (items) => this.presenter.participants(items));
  }

  @Query(() => JointHandoverConnection, {
    complexity: pageComplexity,
    description: `Offers of the lead of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointHandovers(
    @CurrentContext() context: TenantContext,
    @Args() args: InCaseArgs,
  ): Promise<Connection<JointHandoverType>> {
    return this.pages.page(context, args, 'HANDOVER', {}, (items) => this.presenter.handovers(items));
  }

  @Query(() => JointSubjectConnection, {
    complexity: pageComplexity,
    description: `The subjects of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointSubjects(
    @CurrentContext() context: TenantContext,
    @Args() args: InCaseArgs,
  ): Promise<Connection<JointSubjectType>> {
    return this.pages.page(context, args, 'SUBJECT', {}, async (items) => items.map(this.presenter.subject));
  }

  @Query(() => JointSubjectSetConnection, {
    complexity: pageComplexity,
    description: `Rings and other sets of subjects of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointSubjectSets(
    @CurrentContext() context: TenantContext,
    @Args() args: InCaseArgs,
  ): Promise<Connection<JointSubjectSetType>> {
    return this.pages.page(context, args, 'SUBJECT_SET', {}, async (items) => items.map(this.presenter.subjectSet));
  }

  @Query(() => JointTaskType, { nullable: true, description: 'A task that the caller may see, else null.' })
  @RequiresScope('joint-cases:read')
  async jointTask(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<JointTaskType | null> {
    const item = await this.reader.item(context, 'TASK', id);
    const [task] = await this.presenter.tasks(context, item ? [item] : []);
    return task ?? null;
  }

  @Query(() => JointTaskConnection, {
    complexity: pageComplexity,
    description: `The tasks of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointTasks(@CurrentContext() context: TenantContext, @Args() args: TaskPageArgs): Promise<Connection<JointTaskType>> {
    const filter = { state: args.state ?? null, partyId: args.isMine ? context.tenantId : null };
    return this.pages.page(context, args, 'TASK', filter, (items) => this.presenter.tasks(context, items));
  }

  @Query(() => JointTimelineConnection, {
    complexity: pageComplexity,
    description: `Everything that happened in a case, in order, as far as the caller was shown it. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  async jointTimeline(
    @CurrentContext() context: TenantContext,
    @Args() args: InCaseArgs,
  ): Promise<Connection<JointTimelineLineType>> {
    const list = `joint-timeline ${args.caseId}`;
    const page = this.pagination.read(context, list, args);
    const lines = await this.reader.timeline(context, args.caseId, Number(page.after ?? 0), page.limit + 1);
    return this.pages.connect(
      context,
      list,
      page,
      lines,
      ({ seq }) => String(seq),
      (shown) => this.presenter.timeline(shown),
    );
  }
}
