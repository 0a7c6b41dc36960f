import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A consumer's complaint about an entity, as the platform that received it reports it. */
@Entity('complaint')
@Index('UQ_complaint_reference', ['tenantId', 'reference'], { unique: true })
@Index('IX_complaint_entity', ['entityId'])
export class ComplaintRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  /** The platform's own number for it. */
  @TextColumn(64) reference!: string;
  @RefColumn() entityId!: string;
  @RefColumn() sharingId!: string;
  /** The report and line that told of it last. */
  @RefColumn({ nullable: true }) reportId!: string | null;
  @CountColumn({ nullable: true }) reportLine!: number | null;
  @TextColumn(32) category!: string;
  @TextColumn(16) severity!: string;
  @TextColumn(16) state!: string;
  @TextColumn(16, { nullable: true }) outcome!: string | null;
  /** JSON array of measure codes. */
  @LongTextColumn() measures!: string;
  /** Encrypted, since people write names into it; shown to its owner only. */
  @LongTextColumn({ nullable: true }) summary!: string | null;
  @LongTextColumn({ nullable: true }) evidence!: string | null;
  @TextColumn(6) jurisdiction!: string;
  @MomentColumn() receivedAtMs!: number;
  @MomentColumn() dueAtMs!: number;
  @MomentColumn({ nullable: true }) resolvedAtMs!: number | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}
