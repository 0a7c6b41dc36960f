import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
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
  /** Empty when the receiver collects its events itself. */
  @LongTextColumn() url!: string;
  /**
   * The signing secrets, sealed: `whsec_…`, `whsk_…`, or both with a space between. Of a push
   * stream its `authorization_header`, sealed, and empty without one.
   */
  @LongTextColumn() secret!: string;
  /** The secrets before the last rotation, sealed: they sign as well until their time is over. */
  @LongTextColumn({ nullable: true }) previousSecret!: string | null;
  @MomentColumn({ nullable: true }) previousSecretUntilMs!: number | null;
  /** The public half of the `whsk_…` (`whpk_…`), for the receiver. */
  @TextColumn(64, { nullable: true }) publicKey!: string | null;
  @TextColumn(64, { nullable: true }) previousPublicKey!: string | null;
  /** The filter as its tenant gave it, as JSON; `subscription_filter` is made from it. */
  @LongTextColumn() filter!: string;
  /** NONE: only subjects that were added; nothing: all but those that were removed. */
  @TextColumn(8, { nullable: true }) defaultSubjects!: string | null;
  /** THIN, or FULL with the event's details. */
  @TextColumn(8, { default: 'THIN' }) payload!: string;
  /** The place from which a replay goes on; nothing when none is under way. */
  @CountColumn({ nullable: true }) replayAfterSeq!: number | null;
  @TextColumn(16) state!: string;
  /** Number of the newest delivery. Grows with each fan-out, without a new version. */
  @CountColumn() lastSeq!: number;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** A filter laid out so that the subscriptions an event concerns are found by key lookups alone, however many exist. */
@Entity('subscription_filter')
@Index('IX_subscription_filter_subscription', ['subscriptionId'])
export class SubscriptionFilterRow {
  /** Digest of one combination of the filter's values: see `filterKeys`. */
  @PrimaryColumn({ type: 'varchar', length: 22 }) filterKey!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) subscriptionId!: string;
}

/** A subject that a subscription was told to take in or to leave out. */
@Entity('subscription_subject')
@Index('IX_subscription_subject_subject', ['subjectId'])
export class SubscriptionSubjectRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) subscriptionId!: string;
  /** The subject of events, or the entity that they concern. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) subjectId!: string;
  /** 1 takes it in, 0 leaves it out. */
  @Column({ type: 'int' }) isIncluded!: number;
}
