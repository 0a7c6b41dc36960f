import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { NotFound } from '../common/graphql/user-error.graphql.js';
import { AttachmentResult, AttachmentType } from './attachments.graphql.js';
import { AttachmentsService } from './attachments.service.js';

@Resolver()
export class AttachmentsResolver {
  constructor(private readonly attachments: AttachmentsService) {}

  @Query(() => AttachmentResult, {
    description: "What is known of an attachment, or of an upload of the caller's own.",
  })
  @RequiresScope('attachments:read')
  async attachment(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<typeof AttachmentResult> {
    const attachment = await this.attachments.one(context, id);
    return attachment ? AttachmentType.from(attachment) : NotFound.of('id', 'attachment');
  }
}
