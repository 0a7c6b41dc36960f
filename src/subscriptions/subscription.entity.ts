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

/** Who wants which events where. */
@Entity('subscription')
@Index('IX_subscription_tenant', ['tenantId', 'state'])
export class SubscriptionRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(200) name!: string;
  @TextColumn(16) channel!: string;
  @LongTextColumn() url!: string;
  /** Sealed signing secret. */
  @LongTextColumn() secret!: string;
  /** The secret before the last rotation, sealed: it signs as well until its time is over. */
  @LongTextColumn({ nullable: true }) previousSecret!: string | null;
  @MomentColumn({ nullable: true }) previousSecretUntilMs!: number | null;
  /** The filter as its tenant gave it, as JSON; `subscription_filter` is made from it. */
  @LongTextColumn() filter!: string;
  @TextColumn(16) state!: string;
  /** Number of the newest delivery. Grows with each fan-out, without a new version. */
  @CountColumn() lastSeq!: number;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** A filter laid out so that the subscriptions an event concerns are found by a few key lookups, however many exist. */
@Entity('subscription_filter')
@Index('IX_subscription_filter_subscription', ['subscriptionId'])
export class SubscriptionFilterRow {
  /** An event type, or `*`. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) eventType!: string;
  /** A category's code, or `*`. */
  @PrimaryColumn({ type: 'varchar', length: 32 }) category!: string;
  /** What the event's division must start with: empty, or 2, 4 or 6 digits. */
  @PrimaryColumn({ type: 'varchar', length: 6 }) division!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) subscriptionId!: string;
  /** Severities joined by commas; empty for all. */
  @TextColumn(64) severities!: string;
}
