import { Entity, Index, PrimaryColumn } from 'typeorm';
import { MomentColumn, RefColumn, TextColumn } from '../persistence/columns.js';

/** A change that was made under a caller's idempotency key, so that asking again gives the same thing. */
@Entity('idempotency_record')
@Index('IX_idempotency_record_created', ['createdAtMs'])
export class IdempotencyRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) tenantId!: string;
  @PrimaryColumn({ type: 'varchar', length: 64 }) operation!: string;
  @PrimaryColumn({ type: 'varchar', length: 128 }) idempotencyKey!: string;
  @TextColumn(43) inputDigest!: string;
  /** The thing that the change made or changed. */
  @RefColumn() resultId!: string;
  @MomentColumn() createdAtMs!: number;
}
