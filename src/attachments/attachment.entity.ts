import { Entity, Index, PrimaryColumn } from 'typeorm';
import {
  BytesColumn,
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A file on its way in, or taken over into a case, or what is left of it: never its content. */
@Entity('attachment')
@Index('IX_attachment_tenant', ['tenantId', 'state'])
@Index('IX_attachment_subject', ['subjectId'])
@Index('IX_attachment_destroy', ['destroyAtMs'])
export class AttachmentRow {
  @IdColumn() id!: string;
  /** Who uploaded it. */
  @RefColumn() tenantId!: string;
  /** The uploader's own until it is attached, then that of the thing which it is attached to. */
  @RefColumn() sharingId!: string;
  @TextColumn(32, { nullable: true }) subjectType!: string | null;
  @RefColumn({ nullable: true }) subjectId!: string | null;
  @TextColumn(32) purpose!: string;
  @TextColumn(127) mediaType!: string;
  /** Encrypted, since people write names into it; null once destroyed. */
  @LongTextColumn({ nullable: true }) fileName!: string | null;
  /** Bytes that were declared. */
  @CountColumn() length!: number;
  /** Bytes that are durable, from the first on without a gap. */
  @CountColumn() receivedBytes!: number;
  /** SHA-256 in lower-case hex, when the uploader gave it beforehand. */
  @TextColumn(64, { nullable: true }) declaredSha256!: string | null;
  /** SHA-256 of the whole in lower-case hex, once it is here. */
  @TextColumn(64, { nullable: true }) sha256!: string | null;
  /** The key of this content alone, encrypted under the data keys; null once destroyed, which makes the content so too. */
  @TextColumn(160, { nullable: true }) wrappedKey!: string | null;
  @TextColumn(16) state!: string;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @MomentColumn({ nullable: true }) completedAtMs!: number | null;
  /** When the sweeper is to come: to destroy it, and then until its last chunk is removed. Null: kept. */
  @MomentColumn({ nullable: true }) destroyAtMs!: number | null;
  @MomentColumn({ nullable: true }) destroyedAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** A piece of the content; all but the last are of the same size. */
@Entity('attachment_chunk')
export class AttachmentChunkRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) attachmentId!: string;
  @PrimaryColumn({ type: 'int' }) chunkNumber!: number;
  /** Encrypted under the attachment's own key. */
  @BytesColumn() content!: Buffer;
}
