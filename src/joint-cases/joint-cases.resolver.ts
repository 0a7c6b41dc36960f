import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import { JointCaseConnection, JointCaseResult, JointCaseType } from './joint-cases.graphql.js';
import { type JointCaseResult as CaseOrRefusal, JointCasesService } from './joint-cases.service.js';
import { JointParticipantStateEnum } from './joint-enums.graphql.js';
import { JointFilingService } from './joint-filing.service.js';
import {
  AddJointSubjectsInput,
  FileJointCaseInput,
  InviteToJointCaseInput,
  MoveJointCaseInput,
} from './joint-inputs.graphql.js';
import type { JointParticipantState } from './joint-participant.lifecycle.js';
import { JointParticipantsService } from './joint-participants.service.js';
import { JointPresenter } from './joint-presenter.js';
import { JointReader } from './joint-reader.js';

@ArgsType()
class JointCasePageArgs extends PageArgs {
  @Field(() => JointParticipantStateEnum, {
    nullable: true,
    description: "The state of the caller's own part: INVITED gives the invitations that wait for an answer.",
  })
  part?: JointParticipantState | null;
}

/** Joint cases as a whole. */
@Resolver()
export class JointCasesResolver {
  constructor(
    private readonly filing: JointFilingService,
    private readonly service: JointCasesService,
    private readonly participants: JointParticipantsService,
    private readonly reader: JointReader,
    private readonly presenter: JointPresenter,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => JointCaseType, {
    nullable: true,
    description: 'A case that the caller takes or took part in, else null.',
  })
  @RequiresScope('joint-cases:read')
  async jointCase(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<JointCaseType | null> {
    const found = await this.reader.case(context, id);
    const [shown] = await this.presenter.cases(found ? [found] : []);
    return shown ?? null;
  }

  @Query(() => JointCaseConnection, {
    complexity: pageComplexity,
    description: 'The cases that the caller is invited to, takes or took part in, the newest invitation first.',
  })
  @RequiresScope('joint-cases:read')
  async jointCases(
    @CurrentContext() context: TenantContext,
    @Args() args: JointCasePageArgs,
  ): Promise<Connection<JointCaseType>> {
    const list = `joint-cases ${args.part ?? ''}`;
    const page = this.pagination.read(context, list, args);
    const rows = await this.reader.inbox(context, args.part ?? null, page.after, page.limit + 1);
    const shown = await this.presenter.cases(rows);
    const nodes = rows.map(({ partId }, index) => ({ partId, node: shown[index] as JointCaseType }));
    return this.pagination.connection(
      context,
      list,
      page,
      nodes,
      ({ partId }) => partId,
      ({ node }) => node,
    );
  }

  @Mutation(() => JointCaseResult, { description: 'Files a joint case; whoever is invited is told at once.' })
  @RequiresScope('joint-cases:file')
  async fileJointCase(
    @CurrentContext() context: TenantContext,
    @Args('input') input: FileJointCaseInput,
  ): Promise<typeof JointCaseResult> {
    return this.shown(context, await this.filing.file(context, input));
  }

  @Mutation(() => JointCaseResult, { description: 'Adds subjects and rings to a case that the caller leads.' })
  @RequiresScope('joint-cases:file')
  async addJointSubjects(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AddJointSubjectsInput,
  ): Promise<typeof JointCaseResult> {
    return this.shown(context, await this.service.addSubjects(context, input));
  }

  @Mutation(() => JointCaseResult, { description: 'Files a draft, closes a case or withdraws it, by its lead.' })
  @RequiresScope('joint-cases:file')
  async moveJointCase(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MoveJointCaseInput,
  ): Promise<typeof JointCaseResult> {
    return this.shown(context, await this.service.move(context, input));
  }

  @Mutation(() => JointCaseResult, { description: 'Invites agencies and platforms, also such as were out already.' })
  @RequiresScope('joint-cases:file')
  async inviteToJointCase(
    @CurrentContext() context: TenantContext,
    @Args('input') input: InviteToJointCaseInput,
  ): Promise<typeof JointCaseResult> {
    return this.shown(context, await this.participants.invite(context, input));
  }

  private async shown(context: TenantContext, result: CaseOrRefusal): Promise<typeof JointCaseResult> {
    if (isRefusal(result)) return result;
    const found = await this.reader.case(context, result.itemId);
    const [shown] = await this.presenter.cases(found ? [{ ...found, head: result }] : []);
    if (!shown) throw new Error('a joint case is hidden from whoever changed it');
    return shown;
  }
}
