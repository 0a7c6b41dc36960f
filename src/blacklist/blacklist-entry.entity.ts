import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A regulator's listing of a merchant, from the proposal to its end. What is in it is its public part. */
@Entity('blacklist_entry')
@Index('UQ_blacklist_entry_live', ['tenantId', 'entityAnchorKey', 'category', 'liveMark'], { unique: true })
@Index('IX_blacklist_entry_anchor', ['entityAnchorKey'])
@Index('IX_blacklist_entry_category', ['category', 'id'])
@Index('IX_blacklist_entry_state', ['state', 'id'])
@Index('IX_blacklist_entry_representative', ['representativeKey'])
export class BlacklistEntryRow {
  @IdColumn() id!: string;
  /** The regulator. */
  @RefColumn() tenantId!: string;
  @RefColumn() sharingId!: string;
  @TextColumn(16) subjectKind!: string;
  @TextColumn(200) subjectName!: string;
  /** Canonical unified social credit code (GB 32100-2015). */
  @TextColumn(18) uscc!: string;
  /** Joins `entity.anchorKey`, whether or not the entity is known yet. */
  @TextColumn(43) entityAnchorKey!: string;
  /** What its events are kept in order by; fixed at the proposal, since the entity may become known later. */
  @RefColumn() orderKey!: string;
  @TextColumn(32) category!: string;
  @TextColumn(16) severity!: string;
  @LongTextColumn() reason!: string;
  @TextColumn(500) legalBasis!: string;
  @TextColumn(6) jurisdiction!: string;
  @TextColumn(16) state!: string;
  /**
   * 1 while listed, else null: nulls are not equal in a unique key, so a regulator has at most one published entry
   * per merchant and category. Per regulator, since a wider key would tell of entries that are hidden from it.
   */
  @Column({ type: 'int', nullable: true }) liveMark!: number | null;
  /** MINOR or SEALED: why it can never be public. */
  @TextColumn(16, { nullable: true }) neverPublic!: string | null;
  /** Code of the ground on which it was published before the notice. */
  @TextColumn(32, { nullable: true }) emergencyGround!: string | null;
  /** Blind index of the name of the legal representative: found by it, never shown. */
  @TextColumn(43, { nullable: true }) representativeKey!: string | null;
  /** LIST or DO_NOT_LIST. */
  @TextColumn(16, { nullable: true }) decision!: string | null;
  /** Keyed pseudonyms of the actors, as in the ledger. */
  @TextColumn(43) proposedBy!: string;
  @TextColumn(43, { nullable: true }) decidedBy!: string | null;
  @TextColumn(43, { nullable: true }) confirmedBy!: string | null;
  @TextColumn(43, { nullable: true }) publishedBy!: string | null;
  @TextColumn(43, { nullable: true }) endedBy!: string | null;
  @MomentColumn() proposedAtMs!: number;
  @MomentColumn({ nullable: true }) noticeAtMs!: number | null;
  /** Until then the party may make its statement. */
  @MomentColumn({ nullable: true }) statementDueAtMs!: number | null;
  @MomentColumn({ nullable: true }) publishedAtMs!: number | null;
  /** From then on repair may be asked for. */
  @MomentColumn({ nullable: true }) repairFromMs!: number | null;
  @MomentColumn({ nullable: true }) expiresAtMs!: number | null;
  @MomentColumn({ nullable: true }) endedAtMs!: number | null;
  @TextColumn(32, { nullable: true }) endGround!: string | null;
  @LongTextColumn({ nullable: true }) endReason!: string | null;
  @RowVersionColumn() version!: number;
}

/** What of an entry only agencies or its regulator may read, under a sharing of its own. */
@Entity('blacklist_restricted_part')
export class BlacklistRestrictedPartRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) entryId!: string;
  @RefColumn() sharingId!: string;
  /** Ciphertext of JSON, with the context `blacklist_restricted_part:<entryId>`. */
  @LongTextColumn() content!: string;
}

/** One step of an entry's life, for its regulator: the file of the procedure. */
@Entity('blacklist_step')
@Index('UQ_blacklist_step_version', ['entryId', 'version'], { unique: true })
export class BlacklistStepRow {
  @IdColumn() id!: string;
  @RefColumn() entryId!: string;
  /** Of the entry after the step: each version has exactly one step. */
  @Column({ type: 'int' }) version!: number;
  @TextColumn(32) action!: string;
  @TextColumn(16) fromState!: string;
  @TextColumn(16) toState!: string;
  /** Keyed pseudonym; null when the gateway did it by time. */
  @TextColumn(43, { nullable: true }) actorRef!: string | null;
  @MomentColumn() occurredAtMs!: number;
  @TextColumn(64, { nullable: true }) eventType!: string | null;
  @RefColumn({ nullable: true }) eventId!: string | null;
  /** What was written with it: ciphertext of JSON, with the context `blacklist_step:<id>`. */
  @LongTextColumn({ nullable: true }) content!: string | null;
}
