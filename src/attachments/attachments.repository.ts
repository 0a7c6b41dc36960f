import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlRow, type SqlValue, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { AttachmentState } from './attachment.lifecycle.js';
import type { AttachmentPurpose, Pending } from './attachment.policy.js';

/** An attachment as it is stored. */
export interface StoredAttachment {
  readonly id: string;
  readonly tenantId: string;
  readonly sharingId: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly purpose: AttachmentPurpose;
  readonly mediaType: string;
  readonly fileName: string | null;
  readonly length: number;
  readonly receivedBytes: number;
  readonly declaredSha256: string | null;
  readonly sha256: string | null;
  readonly wrappedKey: string | null;
  readonly state: AttachmentState;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly completedAtMs: number | null;
  readonly destroyAtMs: number | null;
  readonly destroyedAtMs: number | null;
  readonly version: number;
}

/** An attachment with its uploader's code. */
export interface VisibleAttachment extends StoredAttachment {
  readonly tenantCode: string;
}

/** Columns that a step may change, beside the version. */
export type AttachmentChange = Partial<Omit<StoredAttachment, 'id' | 'tenantId' | 'purpose' | 'length' | 'version'>>;

/** One piece of the content as it is stored. */
export interface StoredChunk {
  readonly chunkNumber: number;
  readonly content: Buffer;
}

/** What a viewer may see of attachments. */
export class AttachmentsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  async byId(id: string): Promise<VisibleAttachment | undefined> {
    const [row] = await this.visible('a.id = ?', [id]);
    return row;
  }

  /** Index: primary key. */
  async byIds(ids: readonly string[]): Promise<VisibleAttachment[]> {
    return ids.length === 0 ? [] : this.visible(`a.id IN (${placeholders(ids.length)})`, ids);
  }

  /** All that is attached to these things, in the order of the uploads. Index: IX_attachment_subject. */
  async ofSubjects(subjectIds: readonly string[]): Promise<VisibleAttachment[]> {
    if (subjectIds.length === 0) return [];
    return this.visible(`a.subjectId IN (${placeholders(subjectIds.length)})`, subjectIds);
  }

  private visible(condition: string, parameters: readonly SqlValue[]): Promise<VisibleAttachment[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<VisibleAttachment>(
      `SELECT a.*, (SELECT t.code FROM tenant t WHERE t.id = a.tenantId) AS tenantCode
       FROM attachment a JOIN sharing s ON s.id = a.sharingId WHERE ${condition} AND ${visible.sql} ORDER BY a.id`,
      [...parameters, ...visible.parameters],
    );
  }
}

const updateOf = (change: AttachmentChange): string =>
  `UPDATE attachment SET ${Object.keys(change)
    .map((column) => `${column} = ?`)
    .join(', ')}, version = version + 1`;

/** Attachments in the hands of the gateway itself: every other SQL of the feature. */
export class AttachmentStore {
  constructor(private readonly sql: Sql) {}

  /** The tenant's own upload. Index: primary key. */
  async own(tenantId: string, id: string, forUpdate: Tx['forUpdate'] = ''): Promise<StoredAttachment | undefined> {
    const [row] = await this.sql.select<StoredAttachment>(
      `SELECT * FROM attachment WHERE id = ? AND tenantId = ? ${forUpdate}`,
      [id, tenantId],
    );
    return row;
  }

  /** Index: primary key. */
  async locked(tx: Tx, ids: readonly string[]): Promise<StoredAttachment[]> {
    return tx.select<StoredAttachment>(
      `SELECT * FROM attachment WHERE id IN (${placeholders(ids.length)}) ORDER BY id ${tx.forUpdate}`,
      ids,
    );
  }

  /** What is attached to a thing and not destroyed. Index: IX_attachment_subject. */
  async attachedTo(tx: Tx, subjectId: string): Promise<StoredAttachment[]> {
    return tx.select<StoredAttachment>(
      `SELECT * FROM attachment WHERE subjectId = ? AND state = 'ATTACHED' ORDER BY id ${tx.forUpdate}`,
      [subjectId],
    );
  }

  /** What the tenant has under way. Its own row is locked, so that two uploads cannot both be the last. */
  async pending(tx: Tx, tenantId: string): Promise<Pending> {
    await tx.select(`SELECT id FROM tenant WHERE id = ? ${tx.forUpdate}`, [tenantId]);
    const [row] = await tx.select<{ uploads: number; bytes: number | null }>(
      `SELECT COUNT(*) AS uploads, SUM(length) AS bytes FROM attachment
       WHERE tenantId = ? AND state IN ('UPLOADING', 'COMPLETE')`,
      [tenantId],
    );
    return { uploads: Number(row?.uploads ?? 0), bytes: Number(row?.bytes ?? 0) };
  }

  async insert(tx: Tx, attachment: StoredAttachment): Promise<void> {
    await tx.insert('attachment', [{ ...attachment }]);
  }

  /** Changes attachments that the transaction has locked. Index: primary key. */
  async change(tx: Tx, ids: readonly string[], change: AttachmentChange): Promise<void> {
    await tx.change(`${updateOf(change)} WHERE id IN (${placeholders(ids.length)})`, [
      ...Object.values(change),
      ...ids,
    ]);
  }

  /** Changes all that is attached to a thing. Index: IX_attachment_subject. */
  async changeAttached(tx: Tx, subjectId: string, change: AttachmentChange): Promise<void> {
    await tx.change(`${updateOf(change)} WHERE subjectId = ? AND state = 'ATTACHED'`, [
      ...Object.values(change),
      subjectId,
    ]);
  }

  /** Ids of what is to be destroyed or is being removed. Index: IX_attachment_destroy. */
  async due(nowMs: number, limit: number): Promise<string[]> {
    const rows = await this.sql.select<{ id: string }>(
      'SELECT id FROM attachment WHERE destroyAtMs <= ? ORDER BY destroyAtMs LIMIT ?',
      [nowMs, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Chunks from `first` on, in order. Index: primary key. */
  async chunks(attachmentId: string, first: number, limit: number): Promise<StoredChunk[]> {
    const rows = await this.sql.select<{ chunkNumber: number; content: Uint8Array }>(
      `SELECT chunkNumber, content FROM attachment_chunk
       WHERE attachmentId = ? AND chunkNumber >= ? AND chunkNumber < ? ORDER BY chunkNumber`,
      [attachmentId, first, first + limit],
    );
    // SQLite's driver gives an ArrayBuffer where the other gives a Buffer.
    return rows.map(({ chunkNumber, content }) => ({
      chunkNumber: Number(chunkNumber),
      content: Buffer.from(content),
    }));
  }

  /** Writes chunks that follow each other; one that was there unfinished is replaced. */
  async putChunks(
    tx: Tx,
    attachmentId: string,
    chunks: readonly StoredChunk[],
    isFirstReplaced: boolean,
  ): Promise<void> {
    if (isFirstReplaced) {
      await tx.change('DELETE FROM attachment_chunk WHERE attachmentId = ? AND chunkNumber = ?', [
        attachmentId,
        chunks[0]?.chunkNumber ?? 0,
      ]);
    }
    await tx.insert(
      'attachment_chunk',
      chunks.map((chunk): SqlRow => ({ attachmentId, chunkNumber: chunk.chunkNumber, content: chunk.content })),
    );
  }

  /** Removes up to `limit` chunks, the lowest first; false when there are none left. */
  async removeChunks(tx: Tx, attachmentId: string, limit: number): Promise<boolean> {
    const [last] = await tx.select<{ chunkNumber: number | null }>(
      `SELECT MIN(chunkNumber) AS chunkNumber FROM attachment_chunk WHERE attachmentId = ?`,
      [attachmentId],
    );
    if (last?.chunkNumber === null || last === undefined) return false;
    await tx.change('DELETE FROM attachment_chunk WHERE attachmentId = ? AND chunkNumber < ?', [
      attachmentId,
      Number(last.chunkNumber) + limit,
    ]);
    return true;
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.change('DELETE FROM attachment WHERE id = ?', [id]);
  }
}
