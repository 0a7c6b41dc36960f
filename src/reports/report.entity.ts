import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
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

const lineNumber = { to: (value: number) => value, from: (value: string | number) => Number(value) };

/** A platform's self-inspection report: how far its upload and its import have come, and what was counted. */
@Entity('inspection_report')
@Index('UQ_inspection_report_key', ['tenantId', 'idempotencyKey'], { unique: true })
@Index('IX_inspection_report_tenant', ['tenantId', 'id'])
@Index('IX_inspection_report_state', ['state', 'updatedAtMs'])
export class InspectionReportRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(128) idempotencyKey!: string;
  @TextColumn(8) format!: string;
  @TextColumn(16) state!: string;
  /** The upload that may add chunks: another one that takes over puts its own id here. */
  @RefColumn() uploadId!: string;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @MomentColumn({ nullable: true }) receivedAtMs!: number | null;
  @MomentColumn({ nullable: true }) completedAtMs!: number | null;
  /** Known once the report is received. */
  @CountColumn({ nullable: true }) chunkCount!: number | null;
  @CountColumn({ nullable: true }) receivedRows!: number | null;
  @CountColumn() importedChunks!: number;
  @CountColumn() acceptedRows!: number;
  @CountColumn() rejectedRows!: number;
  /** Row errors in `report_row_error`: a report of nothing but errors does not fill the database. */
  @CountColumn() keptErrors!: number;
  /** `ReportCounters` as JSON. */
  @LongTextColumn() counters!: string;
  @RowVersionColumn() version!: number;
}

/** A piece of an uploaded file, durable until it is imported; its digest stays, to recognise the same file again. */
@Entity('report_chunk')
@Index('IX_report_chunk_pending', ['reportId', 'importedAtMs', 'chunkNumber'])
export class ReportChunkRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) reportId!: string;
  @PrimaryColumn({ type: 'int' }) chunkNumber!: number;
  /** Keyed digest of the content. */
  @TextColumn(43) digest!: string;
  @CountColumn() firstLine!: number;
  @Column({ type: 'int' }) rowCount!: number;
  /** Rows, compressed, then encrypted; null once imported. */
  @BytesColumn({ nullable: true }) content!: Buffer | null;
  @MomentColumn({ nullable: true }) importedAtMs!: number | null;
}

/** What is wrong with one field of one row. Never holds the value. */
@Entity('report_row_error')
export class ReportRowErrorRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) reportId!: string;
  @PrimaryColumn({ type: 'bigint', transformer: lineNumber }) line!: number;
  /** Empty where the row as a whole cannot be read. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) field!: string;
  @TextColumn(32) reason!: string;
  @TextColumn(255) message!: string;
}

/** One thing that a platform did together with an agency, as its report tells. */
@Entity('report_cooperation')
export class ReportCooperationRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) reportId!: string;
  @PrimaryColumn({ type: 'bigint', transformer: lineNumber }) line!: number;
  @RefColumn() tenantId!: string;
  @RefColumn() sharingId!: string;
  @TextColumn(32, { nullable: true }) category!: string | null;
  /** JSON array of measure codes. */
  @LongTextColumn() measures!: string;
  /** Encrypted, since people write names into it. */
  @LongTextColumn({ nullable: true }) summary!: string | null;
  @TextColumn(6) jurisdiction!: string;
  @MomentColumn() occurredAtMs!: number;
  @MomentColumn() createdAtMs!: number;
}
