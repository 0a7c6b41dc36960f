import { Injectable } from '@nestjs/common';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { JointAttachmentType, JointCommentType, JointLinkType } from './joint-additions.graphql.js';
import { JointCommentsService } from './joint-comments.service.js';
import type { ShownItem } from './joint-desk.js';
import { JointLinksService } from './joint-links.service.js';
import { JointTags } from './joint-tags.js';

/** Turns comments, files and links that a tenant was shown into what is answered. */
@Injectable()
export class JointAdditionsPresenter {
  constructor(
    private readonly tags: JointTags,
    private readonly attachments: AttachmentsService,
    private readonly commentsService: JointCommentsService,
    private readonly linksService: JointLinksService,
  ) {}

  /** Comments of one case. At most four statements. */
  async comments(context: TenantContext, items: readonly ShownItem<'COMMENT'>[]): Promise<JointCommentType[]> {
    const known = await this.commentsService.withKnownMentions(context, items);
    const files = await this.attachments.describe(
      context,
      known.map(({ id }) => id),
    );
    const tenantIds = known.flatMap(({ ownerId, shown }) => [
      ownerId ?? '',
      ...shown.mentions.map(({ tenantId }) => tenantId),
    ]);
    const tag = await this.tags.of(tenantIds);
    return known.map((item) =>
      Object.assign(new JointCommentType(), {
        ...commonOf(item),
        text: item.shown.text,
        mentions: item.shown.mentions.map(({ tenantId, actor }) => ({ tenant: tag(tenantId), actor })),
        attachments: (files.get(item.id) ?? []).map(AttachmentType.from),
        by: tag(item.ownerId ?? ''),
      }),
    );
  }

  /** Files of one case. At most two statements. */
  async files(context: TenantContext, items: readonly ShownItem<'ATTACHMENT'>[]): Promise<JointAttachmentType[]> {
    const described = await this.attachments.byIds(
      context,
      items.map(({ id }) => id),
    );
    const tag = await this.tags.of(items.map(({ ownerId }) => ownerId ?? ''));
    return items.map((item) => {
      const attachment = described.get(item.id);
      return Object.assign(new JointAttachmentType(), {
        ...commonOf(item),
        attachment: attachment ? AttachmentType.from(attachment) : null,
        by: tag(item.ownerId ?? ''),
      });
    });
  }

  /** Links, each with what the caller may see of what it points to. At most three statements. */
  async links(context: TenantContext, items: readonly ShownItem<'LINK'>[]): Promise<JointLinkType[]> {
    const linked = await this.linksService.linked(context, items);
    const tag = await this.tags.of(items.map(({ ownerId }) => ownerId ?? ''));
    return items.map(({ id, caseId, atMs, ownerId, shown }) => {
      const thing = linked.get(shown.linkedId);
      return Object.assign(new JointLinkType(), {
        ...{ id, caseId, note: shown.note, at: new Date(atMs), by: tag(ownerId ?? '') },
        target: thing ? { kind: shown.linkKind, ...thing } : null,
      });
    });
  }
}

const commonOf = ({ id, caseId, targetId, atMs }: ShownItem) => ({
  id,
  caseId,
  targetId: targetId === caseId ? null : targetId,
  at: new Date(atMs),
});
