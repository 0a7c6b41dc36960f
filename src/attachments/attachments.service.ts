import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext, Viewer } from '../common/context/tenant-context.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Database } from '../common/persistence/database.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import { type AttachmentState, attachmentTransition } from './attachment.lifecycle.js';
import type { AttachmentPurpose } from './attachment.policy.js';
import { AttachmentContent } from './attachment-content.js';
import {
  AttachmentStore,
  AttachmentsRepository,
  type StoredAttachment,
  type VisibleAttachment,
} from './attachments.repository.js';
import { DESTROYED_CONTENT } from './destruction.js';
import { readStored } from './stored-content.js';

/** An attachment as it is shown to somebody who may see it. */
export interface Attachment {
  readonly id: string;
  /** Code of the tenant that uploaded it. */
  readonly tenantCode: string;
  readonly subjectId: string | null;
  readonly purpose: AttachmentPurpose;
  readonly mediaType: string;
  /** Null once it is destroyed. */
  readonly fileName: string | null;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in lower-case hex; null while it is being uploaded. */
  readonly sha256: string | null;
  readonly state: AttachmentState;
  readonly createdAtMs: number;
  /** When it will be destroyed; null when that is not known yet. */
  readonly retainUntilMs: number | null;
  readonly destroyedAtMs: number | null;
}

/** What attachments are taken over into. */
export interface AttachmentTarget {
  readonly subjectType: string;
  readonly subjectId: string;
  /** Who may see the thing may see its attachments. */
  readonly sharingId: string;
  /** What the thing takes; any purpose when left out. */
  readonly purposes?: readonly AttachmentPurpose[];
  /** When they are to be destroyed; not before somebody says so when left out. */
  readonly retainUntilMs?: number;
  /** Path of the input field that names them, for refusals. */
  readonly field?: string;
  /** Path of the field that names the one at an index, when that is not `field[index]`. */
  readonly fieldOf?: (index: number) => string;
}

/** Most attachments in one call of {@link AttachmentsService.attach}. */
const MAX_ATTACHED_AT_ONCE = 1_001;

const nameContext = (id: string): string => `attachment:${id}`;

/** A file's name as it is stored. */
export const sealedName = ({ fields }: Pick<Ciphers, 'fields'>, id: string, name: string): string =>
  fields.encrypt(name, nameContext(id));

/** Attachments for the features that have some: taken over, described, shared otherwise, destroyed. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * Takes complete uploads of the caller's own over into a thing; nothing is written when one of them is refused, and
   * the caller returns the refusal. To be called in the transaction that changes the thing.
   * @returns them in the order of `ids`, or NotFound, Conflict (not complete, attached already) or InvalidInput
   */
  async attach(
    tx: Tx,
    context: TenantContext,
    ids: readonly string[],
    target: AttachmentTarget,
  ): Promise<readonly StoredAttachment[] | NotFound | Conflict | InvalidInput> {
    const field = target.field ?? 'input.attachmentIds';
    if (ids.length === 0) return [];
    if (ids.length > MAX_ATTACHED_AT_ONCE || new Set(ids).size !== ids.length) {
      return InvalidInput.at(field, `Name each attachment once, and at most ${MAX_ATTACHED_AT_ONCE} of them.`);
    }
    const store = new AttachmentStore(tx);
    const found = new Map((await store.locked(tx, ids)).map((attachment) => [attachment.id, attachment]));
    const attached: StoredAttachment[] = [];
    for (const [index, id] of ids.entries()) {
      const attachment = found.get(id);
      const refusal = attachRefusal(attachment, context, target, target.fieldOf?.(index) ?? `${field}[${index}]`);
      if (refusal || !attachment) return refusal ?? NotFound.of(field, 'attachment');
      attached.push(attachment);
    }
    await this.takeOver(tx, context, attached, target);
    return attached;
  }

  /** One attachment that the viewer may see, attached or the viewer's own upload. */
  async one(viewer: Viewer, id: string): Promise<Attachment | undefined> {
    const row = await new AttachmentsRepository(this.database, viewer).byId(id);
    return row && this.shown(row);
  }

  /**
   * The whole of a small upload of the caller's own that is complete and attached to nothing; undefined when it is not
   * there or longer than `maxBytes`.
   */
  async ownContent(sql: Sql, context: TenantContext, id: string, maxBytes: number): Promise<Buffer | undefined> {
    const attachment = await new AttachmentStore(sql).own(context.tenantId, id);
    const length = Number(attachment?.length);
    if (attachment?.state !== 'COMPLETE' || attachment.wrappedKey === null || length > maxBytes) return undefined;
    const content = new AttachmentContent(this.ciphers, id, attachment.wrappedKey);
    const parts: Buffer[] = [];
    for await (const bytes of readStored(sql, id, content, length, { start: 0, end: length - 1 })) {
      parts.push(bytes);
    }
    return Buffer.concat(parts);
  }

  /** What the viewer may see of the attachments of these things, by thing: one statement however many things. */
  async describe(viewer: Viewer, subjectIds: readonly string[]): Promise<Map<string, Attachment[]>> {
    const rows = await new AttachmentsRepository(this.database, viewer).ofSubjects(subjectIds);
    const bySubject = new Map<string, Attachment[]>(subjectIds.map((id) => [id, []]));
    for (const row of rows) bySubject.get(row.subjectId ?? '')?.push(this.shown(row));
    return bySubject;
  }

  /** These attachments by id, as far as the viewer may see them: one statement. */
  async byIds(viewer: Viewer, ids: readonly string[]): Promise<Map<string, Attachment>> {
    const rows = await new AttachmentsRepository(this.database, viewer).byIds(ids);
    return new Map(rows.map((row) => [row.id, this.shown(row)]));
  }

  /** Shows the attachments of a thing to whom the thing itself is shown from now on. */
  async reshare(tx: Tx, subjectId: string, sharingId: string): Promise<void> {
    await new AttachmentStore(tx).changeAttached(tx, subjectId, { sharingId });
  }

  /** Shows attachments to others from now on, each by the sharing beside its id. */
  async reshareEach(tx: Tx, sharingIds: ReadonlyMap<string, string>): Promise<void> {
    const bySharing = new Map<string, string[]>();
    for (const [id, sharingId] of sharingIds) bySharing.set(sharingId, [...(bySharing.get(sharingId) ?? []), id]);
    const store = new AttachmentStore(tx);
    for (const [sharingId, ids] of bySharing) await store.change(tx, ids, { sharingId });
  }

  /** Sets the moment at which the attachments of a thing are to be destroyed; null keeps them. */
  async retain(tx: Tx, subjectId: string, untilMs: number | null): Promise<void> {
    await new AttachmentStore(tx).changeAttached(tx, subjectId, { destroyAtMs: untilMs });
  }

  /**
   * Destroys the attachments of a thing at once: with the transaction their keys are forgotten, and the sweeper removes
   * what can no longer be read. The ledger keeps their digests.
   * @returns how many there were
   */
  async destroy(tx: Tx, author: LedgerAuthor, subjectId: string): Promise<number> {
    const attachments = await new AttachmentStore(tx).attachedTo(tx, subjectId);
    await destroyAttachments(tx, this.ledger, author, attachments, this.clock.now());
    return attachments.length;
  }

  private async takeOver(
    tx: Tx,
    context: TenantContext,
    attachments: readonly StoredAttachment[],
    { subjectType, subjectId, sharingId, retainUntilMs }: AttachmentTarget,
  ): Promise<void> {
    const store = new AttachmentStore(tx);
    const { to, records } = attachmentTransition('COMPLETE', 'attach', 'UPLOADER');
    const change = { state: to, subjectType, subjectId, sharingId, destroyAtMs: retainUntilMs ?? null };
    await store.change(tx, idsOf(attachments), { ...change, updatedAtMs: this.clock.now() });
    await this.ledger.append(
      tx,
      context,
      attachments.map(({ id, sha256 }) => ({
        action: records,
        subjectType: 'Attachment',
        subjectId: id,
        detail: { sha256, attachedTo: subjectId, attachedToType: subjectType },
      })),
    );
  }

  /** An attachment as it is shown to somebody who was found to be allowed to see it. */
  shown(row: VisibleAttachment): Attachment {
    const { id, tenantCode, subjectId, purpose, mediaType, fileName, sha256, state } = row;
    const moment = (value: number | null) => (value === null ? null : Number(value));
    return {
      id,
      tenantCode,
      subjectId,
      purpose,
      mediaType,
      fileName: fileName === null ? null : this.ciphers.fields.decrypt(fileName, nameContext(id)),
      size: Number(row.length),
      sha256,
      state,
      createdAtMs: Number(row.createdAtMs),
      retainUntilMs: state === 'DESTROYED' ? null : moment(row.destroyAtMs),
      destroyedAtMs: moment(row.destroyedAtMs),
    };
  }
}

const idsOf = (attachments: readonly StoredAttachment[]): string[] => attachments.map(({ id }) => id);

/** Forgets the keys and names of attachments whose rows the transaction has locked. */
export async function destroyAttachments(
  tx: Tx,
  ledger: LedgerService,
  author: LedgerAuthor,
  attachments: readonly StoredAttachment[],
  nowMs: number,
): Promise<void> {
  if (attachments.length === 0) return;
  const destroyed = { ...DESTROYED_CONTENT, updatedAtMs: nowMs, destroyAtMs: nowMs, destroyedAtMs: nowMs };
  await new AttachmentStore(tx).change(tx, idsOf(attachments), destroyed);
  await ledger.append(
    tx,
    author,
    attachments.map(({ id, state, sha256, subjectId }) => ({
      action: attachmentTransition(state, state === 'ATTACHED' ? 'destroy' : 'abandon', 'GATEWAY').records,
      subjectType: 'Attachment',
      subjectId: id,
      detail: { sha256, ...(subjectId ? { attachedTo: subjectId } : {}) },
    })),
  );
}

function attachRefusal(
  attachment: StoredAttachment | undefined,
  { tenantId }: TenantContext,
  { purposes }: AttachmentTarget,
  field: string,
): NotFound | Conflict | InvalidInput | undefined {
  if (attachment?.tenantId !== tenantId || attachment.state === 'DESTROYED') return NotFound.of(field, 'attachment');
  if (attachment.state === 'UPLOADING') {
    return Conflict.of(field, 'The attachment is not uploaded completely.', 'UPLOAD_INCOMPLETE');
  }
  if (attachment.state === 'ATTACHED') {
    return Conflict.of(field, 'The attachment belongs to something already.', 'ALREADY_ATTACHED');
  }
  if (purposes && !purposes.includes(attachment.purpose)) {
    return InvalidInput.at(field, `This takes attachments for ${purposes.join(', ')}.`, 'WRONG_PURPOSE');
  }
  return undefined;
}
