import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { AttachmentContent } from './attachment-content.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { type Attachment, AttachmentsService } from './attachments.service.js';
import { type ByteRange, readRange } from './byte-range.js';
import { readStored } from './stored-content.js';

/** The range asked for lies outside the content. */
export class RangeNotSatisfiable extends HttpProblem {
  constructor(readonly size: number) {
    super(416, 'RANGE_NOT_SATISFIABLE', 'The range lies outside the attachment.', 'Range');
  }
}

/** What is asked of a download beside the id. */
export interface DownloadWish {
  readonly range?: string | undefined;
  /** Entity tag that the range is wanted of; when it is another one, the whole is given (RFC 9110 §13.1.5). */
  readonly ifRange?: string | undefined;
}

export interface Download {
  readonly attachment: Attachment & { readonly sha256: string };
  /** Undefined when the whole is given. */
  readonly range: ByteRange | undefined;
  readonly bytes: Readable;
}

/** The strong entity tag of a content (RFC 9110 §8.8.3). */
export const entityTagOf = (sha256: string): string => `"sha256-${sha256}"`;

/** Gives attachments out to those who may see them. */
@Injectable()
export class AttachmentDownloads {
  constructor(
    private readonly database: Database,
    private readonly attachments: AttachmentsService,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * An attachment's content or a range of it, once the ledger has it that it was asked for.
   * @throws HttpProblem 404, 409 while it is being uploaded, 410 when it is destroyed, 416
   */
  async open(context: TenantContext, id: string, { range: header, ifRange }: DownloadWish): Promise<Download> {
    const row = await new AttachmentsRepository(this.database, context).byId(id);
    if (!row) throw new HttpProblem(404, 'NOT_FOUND', 'There is no such attachment.');
    const attachment = this.attachments.shown(row);
    const { sha256, size } = attachment;
    if (row.wrappedKey === null) {
      throw new HttpProblem(410, 'ATTACHMENT_DESTROYED', 'The attachment is no longer kept.');
    }
    if (sha256 === null) throw new HttpProblem(409, 'UPLOAD_INCOMPLETE', 'The attachment is being uploaded.');
    const isWanted = ifRange === undefined || ifRange.trim() === entityTagOf(sha256);
    const range = isWanted ? readRange(header, size) : undefined;
    if (range === 'UNSATISFIABLE') throw new RangeNotSatisfiable(size);
    const content = new AttachmentContent(this.ciphers, id, row.wrappedKey);
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const detail = { sha256, start, end, attachedTo: row.subjectId };
    await this.ledger.record(context, {
      action: 'attachment.download',
      subjectType: 'Attachment',
      subjectId: id,
      detail,
    });
    const bytes = Readable.from(readStored(this.database, id, content, size, { start, end }), { objectMode: false });
    return { attachment: { ...attachment, sha256 }, range, bytes };
  }
}
