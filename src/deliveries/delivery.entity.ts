import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { CountColumn, IdColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/** One event on its way to one subscription. */
@Entity('delivery')
@Index('UQ_delivery_event', ['eventId', 'subscriptionId'], { unique: true })
@Index('UQ_delivery_seq', ['subscriptionId', 'seq'], { unique: true })
@Index('IX_delivery_order', ['subscriptionId', 'state', 'orderKey', 'seq'])
@Index('IX_delivery_due', ['state', 'priority', 'nextAttemptAtMs'])
export class DeliveryRow {
  @IdColumn() id!: string;
  @RefColumn() subscriptionId!: string;
  @RefColumn() eventId!: string;
  /** Dense within the subscription, so that the receiver sees a gap. */
  @CountColumn() seq!: number;
  /** Deliveries of one subscription and key are sent one after the other. */
  @TextColumn(36) orderKey!: string;
  @TextColumn(16) state!: string;
  /** 0 goes before 1. */
  @Column({ type: 'int', default: 1 }) priority!: number;
  @Column({ type: 'int' }) attempts!: number;
  /** Attempts made before the delivery was last re-driven: back-off and limit count from there. */
  @Column({ type: 'int' }) attemptsBefore!: number;
  /** When the next attempt is due; the sweeper looks for what is overdue. */
  @MomentColumn() nextAttemptAtMs!: number;
  /** The process that has it in hand until `claimedUntilMs`. */
  @RefColumn({ nullable: true }) claimedBy!: string | null;
  @MomentColumn() claimedUntilMs!: number;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn({ nullable: true }) settledAtMs!: number | null;
}

/** One try to bring a delivery to its endpoint. */
@Entity('delivery_attempt')
export class DeliveryAttemptRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) deliveryId!: string;
  @PrimaryColumn({ type: 'int' }) n!: number;
  @MomentColumn() startedAtMs!: number;
  @Column({ type: 'int' }) durationMs!: number;
  /** HTTP status, when the endpoint answered. */
  @Column({ type: 'int', nullable: true }) status!: number | null;
  /** Code of what went wrong, when it did not. */
  @TextColumn(64, { nullable: true }) error!: string | null;
  /** SHA-256 of what was sent, base64url: receipts are held against it. */
  @TextColumn(43, { nullable: true }) payloadDigest!: string | null;
}
