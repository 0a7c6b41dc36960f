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

/** One tenant's assertion that an entity is suspected of a category. */
@Entity('flag')
@Index('IX_flag_entity', ['entityId'])
@Index('UQ_flag_report_line', ['reportId', 'reportLine'], { unique: true })
export class FlagRow {
  @IdColumn() id!: string;
  @RefColumn() entityId!: string;
  @RefColumn() tenantId!: string;
  @RefColumn() sharingId!: string;
  @RefColumn({ nullable: true }) reportId!: string | null;
  /** Line of the report's file that raised it. */
  @CountColumn({ nullable: true }) reportLine!: number | null;
  @TextColumn(32) category!: string;
  @TextColumn(16) severity!: string;
  @TextColumn(16) state!: string;
  /** JSON array of measure codes. */
  @LongTextColumn() measures!: string;
  /** What was found, in words: encrypted, since people write names into it; shown to its owner only. */
  @LongTextColumn({ nullable: true }) evidence!: string | null;
  @TextColumn(6) jurisdiction!: string;
  @MomentColumn() detectedAtMs!: number;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** A category of suspicion: data with labels, so that one is added without a release. */
@Entity('flag_category')
export class FlagCategoryRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) code!: string;
  @TextColumn(120) labelEn!: string;
  @TextColumn(60) labelZh!: string;
}
