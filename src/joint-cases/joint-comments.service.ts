import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { COMMENTING, MAX_COMMENTS, type MentionInput } from './joint-additions.inputs.js';
import { JOINT_COMMENT_LIFECYCLE } from './joint-additions.lifecycle.js';
import type { Mention } from './joint-content.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { JointFilesService } from './joint-files.service.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { JointJournalRepository } from './joint-lines.repository.js';
import { type JointPlace, JointPlaces } from './joint-places.js';
import { audienceOf } from './joint-roster.js';
import { JointTenants } from './joint-tenants.js';

export type JointCommentResult = ShownItem<'COMMENT'> | JointRefusal;

/** What participants say to each other, about the case, a task or a measure. */
@Injectable()
export class JointCommentsService {
  constructor(
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly places: JointPlaces,
    private readonly files: JointFilesService,
    private readonly tenants: JointTenants,
  ) {}

  /** Writes a comment with its files, and tells those whom it mentions. */
  async add(context: TenantContext, input: object): Promise<JointCommentResult> {
    const read = readInput(COMMENTING, input);
    if (!read.ok) return read.refusal;
    const { caseId, text, sharedWith, attachmentIds } = read.value;
    const namedIds = await this.tenants.known(context, caseId, sharedWith ?? [], 'input.sharedWith');
    if (namedIds instanceof InvalidInput) return namedIds;
    const mentions = await this.mentions(context, caseId, read.value.mentions);
    if (mentions instanceof InvalidInput) return mentions;
    return this.desk.inTransaction<ShownItem<'COMMENT'>>(
      context,
      'joint-comment.add',
      read.value,
      async (tx) => {
        const opened = await this.places.open(tx, context, 'COMMENT', { ...read.value, namedIds });
        if (isRefusal(opened)) return opened;
        const { file, place } = opened;
        const taken = this.desk.decideNew(context, file, JOINT_COMMENT_LIFECYCLE, 'ADD', 'COMMENT');
        if (isRefusal(taken)) return taken;
        const unseen = firstUnseen(file, place, mentions);
        if (unseen) return unseen;
        if ((await new JointJournalRepository(tx).count(caseId, 'COMMENT')) >= MAX_COMMENTS) {
          return Conflict.of('input.caseId', `A case has at most ${MAX_COMMENTS} comments.`, 'FULL');
        }
        const id = newId();
        const own: JointPlace = { kind: 'COMMENT', id, audience: place.audience };
        const fieldOf = (index: number) => `input.attachmentIds[${index}]`;
        const files = await this.files.take(tx, context, file, own, attachmentIds ?? [], fieldOf);
        if (isRefusal(files)) return files;
        const comment: LineDraft = {
          ...{ kind: 'COMMENT', itemId: id, version: 1, action: 'ADD', state: taken.to, trace: taken },
          content: { text, mentions },
          audience: place.audience,
          ownerId: context.tenantId,
          targetId: place.id,
          detail: { about: place.id, mentions: mentions.length },
        };
        await this.journal.write(tx, context, file, [comment, ...files]);
        const told = new Set(mentions.map(({ tenantId }) => tenantId));
        await this.journal.tellMentioned(tx, context.tenantId, file, id, [...told]);
        return this.desk.changed(tx, context, 'COMMENT', id);
      },
      (tx, id) => this.desk.changed(tx, context, 'COMMENT', id),
    );
  }

  /**
   * Comments of one case with the mentions that the viewer may learn of: its own, and those of tenants that it knows of
   * there. At most two statements.
   */
  async withKnownMentions(
    context: TenantContext,
    comments: readonly ShownItem<'COMMENT'>[],
  ): Promise<ShownItem<'COMMENT'>[]> {
    const mentioned = new Set(comments.flatMap(({ shown }) => shown.mentions.map(({ tenantId }) => tenantId)));
    mentioned.delete(context.tenantId);
    const caseId = comments[0]?.caseId ?? '';
    const known = await this.tenants.knownIds(context, caseId, [...mentioned]);
    const isKnown = ({ tenantId }: Mention) => tenantId === context.tenantId || known.has(tenantId);
    return comments.map((comment) => {
      const mentions = comment.shown.mentions.filter(isKnown);
      return { ...comment, shown: { ...comment.shown, mentions } };
    });
  }

  private async mentions(
    context: TenantContext,
    caseId: string,
    given: readonly MentionInput[],
  ): Promise<Mention[] | InvalidInput> {
    const codes = given.map(({ tenantCode }) => tenantCode);
    const ids = await this.tenants.known(context, caseId, codes, 'input.mentions');
    if (ids instanceof InvalidInput) return InvalidInput.at(`${ids.field}.tenantCode`, ids.message);
    return ids.map((tenantId, index) => ({ tenantId, actor: given[index]?.actor ?? null }));
  }
}

/** Only those who are shown the comment can be mentioned in it. */
function firstUnseen({ roster }: OpenCase, { audience }: JointPlace, mentions: readonly Mention[]) {
  const readers = audienceOf(roster, { kind: 'COMMENT', ...audience });
  const unseen = mentions.findIndex(({ tenantId }) => !readers.includes(tenantId));
  if (unseen < 0) return undefined;
  const message = 'The comment is not shown to this participant.';
  return InvalidInput.at(`input.mentions[${unseen}].tenantCode`, message, 'NOT_SHOWN');
}
