import { Injectable } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal } from '../common/graphql/user-error.graphql.js';
import type { Tx } from '../common/persistence/sql.js';
import { ATTACHING, MAX_FILES_PER_CASE, MAX_FILES_PER_THING } from './joint-additions.inputs.js';
import { JOINT_ATTACHMENT_LIFECYCLE } from './joint-additions.lifecycle.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { JointJournal, type LineDraft, type OpenCase, type Trace } from './joint-journal.js';
import { JointJournalRepository } from './joint-lines.repository.js';
import { type JointPlace, JointPlaces } from './joint-places.js';
import { JointTenants } from './joint-tenants.js';

export type JointAttachmentResult = ShownItem<'ATTACHMENT'> | JointRefusal;

/** Files of a case: each is a thing of its own with the id of its attachment, shown to whoever is shown its place. */
@Injectable()
export class JointFilesService {
  constructor(
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly attachments: AttachmentsService,
    private readonly places: JointPlaces,
    private readonly tenants: JointTenants,
  ) {}

  /** Adds an uploaded file to a case, a task or a measure. */
  async add(context: TenantContext, input: object): Promise<JointAttachmentResult> {
    const read = readInput(ATTACHING, input);
    if (!read.ok) return read.refusal;
    const { caseId, attachmentId, sharedWith } = read.value;
    const namedIds = await this.tenants.known(context, caseId, sharedWith ?? [], 'input.sharedWith');
    if (namedIds instanceof InvalidInput) return namedIds;
    return this.desk.inTransaction<ShownItem<'ATTACHMENT'>>(
      context,
      'joint-attachment.add',
      read.value,
      async (tx) => {
        const opened = await this.places.open(tx, context, 'ATTACHMENT', { ...read.value, namedIds });
        if (isRefusal(opened)) return opened;
        const { file, place } = opened;
        const taken = this.desk.decideNew(context, file, JOINT_ATTACHMENT_LIFECYCLE, 'ADD', 'ATTACHMENT');
        if (isRefusal(taken)) return taken;
        const lines = await this.take(tx, context, file, place, [attachmentId], () => 'input.attachmentId', taken);
        if (isRefusal(lines)) return lines;
        await this.journal.write(tx, context, file, lines);
        return this.desk.changed(tx, context, 'ATTACHMENT', attachmentId);
      },
      (tx, id) => this.desk.changed(tx, context, 'ATTACHMENT', id),
    );
  }

  /**
   * Takes uploads of the caller's own over into a place; nothing is written when one is refused.
   * @param trace left out for files that go with something else
   * @returns their lines, still to be written
   */
  async take(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    place: JointPlace,
    attachmentIds: readonly string[],
    fieldOf: (index: number) => string,
    trace?: Trace,
  ): Promise<LineDraft[] | JointRefusal> {
    if (attachmentIds.length === 0) return [];
    const full = await this.fullness(tx, file, place, attachmentIds.length, fieldOf(0));
    if (full) return full;
    const { kind, id, audience } = place;
    const attached = await this.attachments.attach(tx, context, attachmentIds, {
      subjectType: `joint_${kind.toLowerCase()}`,
      subjectId: id,
      sharingId: await this.journal.sharingIdFor(tx, file, { kind: 'ATTACHMENT', ...audience }),
      purposes: ['EVIDENCE', 'INSTRUMENT'],
      fieldOf,
    });
    if (isRefusal(attached)) return attached as JointRefusal;
    return attachmentIds.map(
      (itemId): LineDraft => ({
        ...{ kind: 'ATTACHMENT', itemId, version: 1, action: 'ADD', state: 'ADDED', audience },
        content: { placeKind: kind },
        ownerId: context.tenantId,
        targetId: id,
        ...(trace ? { trace } : {}),
      }),
    );
  }

  private async fullness(
    tx: Tx,
    { row }: OpenCase,
    { kind, id }: JointPlace,
    more: number,
    field: string,
  ): Promise<Conflict | undefined> {
    const journal = new JointJournalRepository(tx);
    const full = (limit: number, where: string) =>
      Conflict.of(field, `At most ${limit} files can be added to a ${where}.`, 'FULL');
    if ((await journal.count(row.id, 'ATTACHMENT')) + more > MAX_FILES_PER_CASE)
      return full(MAX_FILES_PER_CASE, 'case');
    if (kind === 'CASE' || (await journal.count(row.id, 'ATTACHMENT', id)) + more <= MAX_FILES_PER_THING)
      return undefined;
    return full(MAX_FILES_PER_THING, kind.toLowerCase());
  }
}
