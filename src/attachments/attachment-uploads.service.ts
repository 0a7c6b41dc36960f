import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { attachmentStep, attachmentTransition } from './attachment.lifecycle.js';
import { isContentAsDeclared, startBytesOf, uploadRefusal } from './attachment.policy.js';
import { AttachmentContent, newWrappedKey } from './attachment-content.js';
import { AttachmentWriter, type WriteStep } from './attachment-writer.js';
import { AttachmentStore, type StoredAttachment } from './attachments.repository.js';
import { sealedName } from './attachments.service.js';
import { DESTROYED_CONTENT } from './destruction.js';
import type { UploadDeclaration } from './upload-headers.js';

/** Where an upload stands. */
export interface UploadPosition {
  readonly id: string;
  readonly offset: number;
  readonly length: number;
  /** When it will be removed unless something happens; null when it is attached. */
  readonly expiresAtMs: number | null;
}

/** The client is not where the gateway is: it asks by HEAD and goes on from there. */
export class OffsetConflict extends HttpProblem {
  constructor(readonly offset: number) {
    super(409, 'OFFSET_CONFLICT', 'The gateway holds another number of bytes: ask it by HEAD.', 'Upload-Offset');
  }
}

const noSuchUpload = (): HttpProblem => new HttpProblem(404, 'NOT_FOUND', 'There is no such attachment.');

/** Takes files in, piece by piece: what it has answered for is durable, and any replica goes on from there. */
@Injectable()
export class AttachmentUploads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly sharings: SharingRepository,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Begins an upload.
   * @throws HttpProblem 413 for a length over the limit, 415 for a media type that the purpose does not take, 429 while
   *   too much of the tenant is under way
   */
  async create(context: TenantContext, declaration: UploadDeclaration): Promise<UploadPosition> {
    const nowMs = this.clock.now();
    const id = newId();
    const attachment = this.newAttachment(context, id, declaration, nowMs);
    return this.database.transaction(async (tx) => {
      const store = new AttachmentStore(tx);
      const pending = await store.pending(tx, context.tenantId);
      const refusal = uploadRefusal(declaration, pending, {
        maxBytes: this.settings.LIAISON_ATTACHMENT_MAX_BYTES,
        maxPending: this.settings.LIAISON_ATTACHMENT_PENDING_MAX,
        maxPendingBytes: this.settings.LIAISON_ATTACHMENT_PENDING_MAX_BYTES,
      });
      if (refusal) throw new HttpProblem(STATUS_OF[refusal.code], refusal.code, refusal.message, refusal.field);
      const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: context.tenantId, level: 'OWNER' }], nowMs);
      await store.insert(tx, { ...attachment, sharingId });
      const { purpose, mediaType, length } = declaration;
      await this.record(tx, context, id, attachmentTransition('NEW', 'create', 'UPLOADER').records, {
        purpose,
        mediaType,
        length,
      });
      return positionOf(attachment);
    });
  }

  /** Where an upload of the tenant's own stands. @throws HttpProblem 404, 410 */
  async position(context: TenantContext, id: string): Promise<UploadPosition> {
    const attachment = await new AttachmentStore(this.database).own(context.tenantId, id);
    if (!attachment) throw noSuchUpload();
    if (attachment.state === 'DESTROYED') throw gone();
    return positionOf(attachment);
  }

  /**
   * Adds bytes behind those that are there. All that came is kept also when the connection breaks.
   * @param length of the body, when it is known
   * @throws OffsetConflict, also when another PATCH was faster; HttpProblem 404, 410; 413 for more bytes than declared;
   *   422 for a content that is not what was declared, which is removed
   */
  async append(
    context: TenantContext,
    id: string,
    offset: number,
    body: AsyncIterable<Buffer>,
    length: number | undefined,
  ): Promise<UploadPosition> {
    const attachment = await this.openUpload(context, id, offset);
    const room = Number(attachment.length) - offset;
    if (length !== undefined && length > room) throw tooLong();
    const content = new AttachmentContent(this.ciphers, id, attachment.wrappedKey ?? '');
    const writer = new AttachmentWriter(this.database, attachment, content, (step) =>
      this.commit(context, attachment, step),
    );
    await writer.open();
    try {
      for await (const bytes of body) {
        if (writer.position + bytes.length > Number(attachment.length)) throw tooLong();
        await writer.add(bytes);
      }
    } catch (error) {
      if (error instanceof HttpProblem && error.code === 'UPLOAD_CUT') await writer.flush();
      throw error;
    }
    await writer.flush();
    return this.position(context, id);
  }

  /** Removes an upload that is attached to nothing. @throws HttpProblem 404, 409 when it is attached, 410 */
  async cancel(context: TenantContext, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const store = new AttachmentStore(tx);
      const attachment = await store.own(context.tenantId, id, tx.forUpdate);
      if (!attachment) throw noSuchUpload();
      if (attachment.state === 'DESTROYED') throw gone();
      const step = attachmentStep(attachment.state, 'cancel', 'UPLOADER');
      if (!step.ok) throw new HttpProblem(409, 'ALREADY_ATTACHED', 'The attachment belongs to a case by now.');
      const nowMs = this.clock.now();
      await store.change(tx, [id], {
        ...DESTROYED_CONTENT,
        updatedAtMs: nowMs,
        destroyAtMs: nowMs,
        destroyedAtMs: nowMs,
      });
      await this.record(tx, context, id, step.transition.records);
    });
  }

  private async openUpload(context: TenantContext, id: string, offset: number): Promise<StoredAttachment> {
    const attachment = await new AttachmentStore(this.database).own(context.tenantId, id);
    if (!attachment) throw noSuchUpload();
    if (attachment.state === 'DESTROYED') throw gone();
    if (Number(attachment.receivedBytes) !== offset) throw new OffsetConflict(Number(attachment.receivedBytes));
    return attachment;
  }

  /** Makes a step durable, unless another PATCH was faster; with the last one the attachment is complete. */
  private async commit(context: TenantContext, begun: StoredAttachment, step: WriteStep): Promise<void> {
    const problem = problemOf(begun, step);
    await this.database.transaction(async (tx) => {
      const store = new AttachmentStore(tx);
      const attachment = await store.own(context.tenantId, begun.id, tx.forUpdate);
      if (!attachment) throw noSuchUpload();
      if (attachment.state === 'DESTROYED') throw gone();
      if (Number(attachment.receivedBytes) !== step.from) throw new OffsetConflict(Number(attachment.receivedBytes));
      if (problem) await this.refuse(tx, context, attachment, problem);
      else await this.write(tx, context, attachment, step);
    });
    if (problem) throw problem;
  }

  private async write(tx: Tx, context: TenantContext, { id, state }: StoredAttachment, step: WriteStep): Promise<void> {
    const store = new AttachmentStore(tx);
    const nowMs = this.clock.now();
    await store.putChunks(tx, id, step.chunks, step.isFirstReplaced);
    const received = { receivedBytes: step.to, updatedAtMs: nowMs, destroyAtMs: this.expiryFrom(nowMs) };
    if (step.sha256 === undefined) return store.change(tx, [id], received);
    const transition = attachmentTransition(state, 'complete', 'UPLOADER');
    await store.change(tx, [id], { ...received, state: transition.to, sha256: step.sha256, completedAtMs: nowMs });
    await this.record(tx, context, id, transition.records, { sha256: step.sha256, length: step.to });
  }

  private async refuse(
    tx: Tx,
    context: TenantContext,
    attachment: StoredAttachment,
    problem: HttpProblem,
  ): Promise<void> {
    const nowMs = this.clock.now();
    const { records } = attachmentTransition(attachment.state, 'refuse', 'GATEWAY');
    const destroyed = { ...DESTROYED_CONTENT, updatedAtMs: nowMs, destroyAtMs: nowMs, destroyedAtMs: nowMs };
    await new AttachmentStore(tx).change(tx, [attachment.id], destroyed);
    await this.record(tx, context, attachment.id, records, { reason: problem.code });
  }

  private record(
    tx: Tx,
    context: TenantContext,
    subjectId: string,
    action: ReturnType<typeof attachmentTransition>['records'],
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.ledger.append(tx, context, [{ action, subjectType: 'Attachment', subjectId, detail }]);
  }

  private newAttachment(
    { tenantId }: TenantContext,
    id: string,
    { purpose, mediaType, fileName, length, sha256 }: UploadDeclaration,
    nowMs: number,
  ): StoredAttachment {
    return {
      id,
      tenantId,
      sharingId: '',
      subjectType: null,
      subjectId: null,
      purpose,
      mediaType,
      fileName: sealedName(this.ciphers, id, fileName),
      length,
      receivedBytes: 0,
      declaredSha256: sha256,
      sha256: null,
      wrappedKey: newWrappedKey(this.ciphers, id),
      state: 'UPLOADING',
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      completedAtMs: null,
      destroyAtMs: this.expiryFrom(nowMs),
      destroyedAtMs: null,
      version: 1,
    };
  }

  private expiryFrom(nowMs: number): number {
    return nowMs + this.settings.LIAISON_ATTACHMENT_EXPIRY_MS;
  }
}

const STATUS_OF = { TOO_LARGE: 413, WRONG_MEDIA_TYPE: 415, TOO_MANY_UPLOADS: 429 } as const;

const positionOf = ({ id, receivedBytes, length, state, destroyAtMs }: StoredAttachment): UploadPosition => ({
  id,
  offset: Number(receivedBytes),
  length: Number(length),
  expiresAtMs: state === 'ATTACHED' || destroyAtMs === null ? null : Number(destroyAtMs),
});

/** What is wrong with the content, as far as this step shows it. */
function problemOf({ purpose, declaredSha256 }: StoredAttachment, step: WriteStep): HttpProblem | undefined {
  const isStartKnown = step.start && (step.to >= startBytesOf(purpose) || step.sha256 !== undefined);
  if (step.start && isStartKnown && !isContentAsDeclared(purpose, step.start)) {
    return new HttpProblem(422, 'CONTENT_NOT_AS_DECLARED', 'The content is not of the declared media type.');
  }
  if (step.sha256 !== undefined && declaredSha256 !== null && step.sha256 !== declaredSha256) {
    return new HttpProblem(422, 'DIGEST_MISMATCH', 'The content has another SHA-256 than declared; it was removed.');
  }
  return undefined;
}

const gone = (): HttpProblem => new HttpProblem(410, 'ATTACHMENT_DESTROYED', 'The attachment is no longer kept.');

const tooLong = (): HttpProblem =>
  new HttpProblem(413, 'CONTENT_TOO_LARGE', 'There are more bytes than Upload-Length declared.', 'Content-Length');
