import { Column, Entity, Index } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** An order to send much of a subscription again, worked off bit by bit. */
@Entity('refill')
@Index('IX_refill_state', ['state', 'id'])
@Index('IX_refill_subscription', ['subscriptionId', 'state'])
export class RefillRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @RefColumn() subscriptionId!: string;
  /** REDRIVE dead letters, or REPLAY events. */
  @TextColumn(8) kind!: string;
  /** JSON array; empty for all types. */
  @LongTextColumn() eventTypes!: string;
  @MomentColumn() sinceMs!: number;
  @MomentColumn() untilMs!: number;
  /** Number of the last delivery looked at, or of the last event. */
  @CountColumn() position!: number;
  /** Deliveries that were made due. */
  @Column({ type: 'int' }) moved!: number;
  @TextColumn(16) state!: string;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn({ nullable: true }) finishedAtMs!: number | null;
}
