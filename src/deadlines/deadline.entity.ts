import { Column, Entity, Index } from 'typeorm';
import { IdColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/** A moment at which something happens by itself. The row is there until it has happened or was called off. */
@Entity('deadline')
@Index('UQ_deadline_subject', ['subjectId', 'kind'], { unique: true })
@Index('IX_deadline_due', ['nextTryAtMs', 'id'])
export class DeadlineRow {
  @IdColumn() id!: string;
  /** Names the handler: `blacklist.statement`. */
  @TextColumn(48) kind!: string;
  @RefColumn() subjectId!: string;
  @MomentColumn() dueAtMs!: number;
  /** `dueAtMs`, and later after each try that failed. */
  @MomentColumn() nextTryAtMs!: number;
  @Column({ type: 'int' }) attempts!: number;
}
