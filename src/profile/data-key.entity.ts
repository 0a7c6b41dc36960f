import { Entity, PrimaryColumn } from 'typeorm';
import { MomentColumn, TextColumn } from '../common/persistence/columns.js';

/** A data key, wrapped by the master key. */
@Entity('data_key')
export class DataKeyRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) purpose!: string;
  @PrimaryColumn({ type: 'int' }) version!: number;
  @TextColumn(255) wrapped!: string;
  @MomentColumn() createdAtMs!: number;
}
