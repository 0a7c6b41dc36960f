import { Column, Entity, Index } from 'typeorm';
import { IdColumn, LongTextColumn, MomentColumn, TextColumn } from '../common/persistence/columns.js';

/** A key by which the gateway itself signs. */
@Entity('gateway_key')
@Index('UQ_gateway_key_generation', ['algorithm', 'generation'], { unique: true })
export class GatewayKeyRow {
  /** The `kid`. */
  @IdColumn() id!: string;
  @TextColumn(16) algorithm!: string;
  /** Counts the keys of an algorithm from 1; the newest that has begun signs. */
  @Column({ type: 'int' }) generation!: number;
  @LongTextColumn() publicJwk!: string;
  /** Sealed. */
  @LongTextColumn() privateJwk!: string;
  /** It is published from its making on, so that receivers know it before its first signature. */
  @MomentColumn() signsFromMs!: number;
  /** When it leaves the published set; nothing while it is the newest. */
  @MomentColumn({ nullable: true }) publishedUntilMs!: number | null;
  @MomentColumn() createdAtMs!: number;
}
