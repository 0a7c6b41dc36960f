import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import type { Connection } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import {
  JointAttachmentConnection,
  JointAttachmentResult,
  type JointAttachmentType,
  JointCommentConnection,
  JointCommentResult,
  JointCommentType,
  JointLinkConnection,
  JointLinkResult,
  type JointLinkType,
} from './joint-additions.graphql.js';
import { JointAdditionsPresenter } from './joint-additions.presenter.js';
import { AddJointAttachmentInput, AddJointCommentInput, AddJointLinkInput } from './joint-additions-inputs.graphql.js';
import { JointCommentsService } from './joint-comments.service.js';
import { JointFilesService } from './joint-files.service.js';
import { JointLinksService } from './joint-links.service.js';
import { InCaseArgs, JointPages } from './joint-pages.js';
import { JointReader } from './joint-reader.js';
import { shownResult } from './joint-results.js';

@ArgsType()
class AddedPageArgs extends InCaseArgs {
  @Field(() => ID, { nullable: true, description: 'Only what was added to this.' })
  targetId?: string | null;
}

const IN_CASE = 'Empty when the caller may see none.';

/** What participants add to a joint case: comments, files and links. */
@Resolver()
export class JointAdditionsResolver {
  constructor(
    private readonly commentsService: JointCommentsService,
    private readonly filesService: JointFilesService,
    private readonly linksService: JointLinksService,
    private readonly reader: JointReader,
    private readonly presenter: JointAdditionsPresenter,
    private readonly pages: JointPages,
  ) {}

  @Query(() => JointCommentType, { nullable: true, description: 'A comment that the caller may see, else null.' })
  @RequiresScope('joint-cases:read')
  async jointComment(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<JointCommentType | null> {
    const item = await this.reader.item(context, 'COMMENT', id);
    const [comment] = await this.presenter.comments(context, item ? [item] : []);
    return comment ?? null;
  }

  @Query(() => JointCommentConnection, {
    complexity: pageComplexity,
    description: `The comments of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointComments(
    @CurrentContext() context: TenantContext,
    @Args() args: AddedPageArgs,
  ): Promise<Connection<JointCommentType>> {
    const filter = { targetId: args.targetId ?? null };
    return this.pages.page(context, args, 'COMMENT', filter, (items) => this.presenter.comments(context, items));
  }

  @Query(() => JointAttachmentConnection, {
    complexity: pageComplexity,
    description: `The files of a case and of what is in it, the newest upload first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointAttachments(
    @CurrentContext() context: TenantContext,
    @Args() args: AddedPageArgs,
  ): Promise<Connection<JointAttachmentType>> {
    const filter = { targetId: args.targetId ?? null };
    return this.pages.page(context, args, 'ATTACHMENT', filter, (items) => this.presenter.files(context, items));
  }

  @Query(() => JointLinkConnection, {
    complexity: pageComplexity,
    description: `The links of a case, the newest first. ${IN_CASE}`,
  })
  @RequiresScope('joint-cases:read')
  jointLinks(@CurrentContext() context: TenantContext, @Args() args: InCaseArgs): Promise<Connection<JointLinkType>> {
    return this.pages.page(context, args, 'LINK', {}, (items) => this.presenter.links(context, items));
  }

  @Mutation(() => JointCommentResult, {
    description: 'Writes a comment on a case, a task or a measure, and tells those whom it mentions.',
  })
  @RequiresScope('joint-cases:take-part')
  async addJointComment(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AddJointCommentInput,
  ): Promise<typeof JointCommentResult> {
    const result = await this.commentsService.add(context, input);
    return shownResult(result, (items) => this.presenter.comments(context, items));
  }

  @Mutation(() => JointAttachmentResult, { description: 'Adds an uploaded file to a case, a task or a measure.' })
  @RequiresScope('joint-cases:take-part')
  async addJointAttachment(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AddJointAttachmentInput,
  ): Promise<typeof JointAttachmentResult> {
    const result = await this.filesService.add(context, input);
    return shownResult(result, (items) => this.presenter.files(context, items));
  }

  @Mutation(() => JointLinkResult, {
    description: "Links a case to a disclosure request or blacklist entry of the caller's own.",
  })
  @RequiresScope('joint-cases:take-part')
  async addJointLink(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AddJointLinkInput,
  ): Promise<typeof JointLinkResult> {
    const result = await this.linksService.add(context, input);
    return shownResult(result, (items) => this.presenter.links(context, items));
  }
}
