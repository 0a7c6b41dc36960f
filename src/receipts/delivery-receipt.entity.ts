import { Entity, PrimaryColumn } from 'typeorm';
import { LongTextColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/** A receiver's signed word that it has an event. The first receipt of a delivery stands. */
@Entity('delivery_receipt')
export class DeliveryReceiptRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) deliveryId!: string;
  @RefColumn() eventId!: string;
  /** The receiver. */
  @RefColumn() tenantId!: string;
  @TextColumn(128) keyId!: string;
  /** The JWS as it was signed: anybody who has the tenant's key can verify it again. */
  @LongTextColumn() signed!: string;
  /** By the receiver's clock. */
  @MomentColumn() receivedAtMs!: number;
  @MomentColumn() acceptedAtMs!: number;
}
