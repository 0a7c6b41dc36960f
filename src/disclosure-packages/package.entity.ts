import { Entity, Index, PrimaryColumn } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A sealed package that answers a request. Its content is in attachments; the digests here outlive them. */
@Entity('disclosure_package')
@Index('UQ_disclosure_package_request', ['requestId'], { unique: true })
export class DisclosurePackageRow {
  @IdColumn() id!: string;
  @RefColumn() requestId!: string;
  @RefColumn() agencyId!: string;
  @RefColumn() platformId!: string;
  /** The request's: its two sides. */
  @RefColumn() sharingId!: string;
  /** The id that the platform sealed it under. */
  @TextColumn(128) packageId!: string;
  @RefColumn() manifestId!: string;
  /** Lower-case hex. */
  @TextColumn(64) manifestSha256!: string;
  @TextColumn(24) handling!: string;
  /** The day from which it is no longer kept, ISO 8601. */
  @TextColumn(10) retainUntil!: string;
  @TextColumn(16) state!: string;
  /** Of the receipt, once there is one; lower-case hex. */
  @TextColumn(64, { nullable: true }) receiptSha256!: string | null;
  /** As the receipt says. */
  @MomentColumn({ nullable: true }) openedAtMs!: number | null;
  @MomentColumn() deliveredAtMs!: number;
  @MomentColumn({ nullable: true }) confirmedAtMs!: number | null;
  @MomentColumn({ nullable: true }) destroyedAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** One sealed file of a package. */
@Entity('disclosure_package_file')
export class DisclosurePackageFileRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) packageId!: string;
  /** From 1, in the manifest's order. */
  @PrimaryColumn({ type: 'int' }) fileNumber!: number;
  @RefColumn() attachmentId!: string;
  /** Code of the data item that it answers. */
  @TextColumn(64) item!: string;
  /** Bytes, sealed. */
  @CountColumn() size!: number;
  /** Of the sealed file, lower-case hex. */
  @TextColumn(64) sha256!: string;
}

/** A piece of what the agency signed (JWS: ids, digests and a time): for a thousand files it is longer than a column. */
@Entity('disclosure_receipt_part')
export class DisclosureReceiptPartRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) packageId!: string;
  @PrimaryColumn({ type: 'int' }) part!: number;
  @LongTextColumn() content!: string;
}
