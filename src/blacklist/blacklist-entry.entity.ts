import { Column, Entity, Index } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A regulator's listing of a merchant, from proposal to revocation. */
@Entity('blacklist_entry')
@Index('UQ_blacklist_entry_live', ['tenantId', 'entityAnchorKey', 'category', 'liveMark'], { unique: true })
@Index('IX_blacklist_entry_anchor', ['entityAnchorKey'])
@Index('IX_blacklist_entry_category', ['category', 'id'])
@Index('IX_blacklist_entry_state', ['state', 'id'])
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
   * 1 while published, else null: nulls are not equal in a unique key, so a regulator has at most one published entry
   * per merchant and category. Per regulator, since a wider key would tell of entries that are hidden from it.
   */
  @Column({ type: 'int', nullable: true }) liveMark!: number | null;
  /** Keyed pseudonyms of the actors, as in the ledger. */
  @TextColumn(43) proposedBy!: string;
  @TextColumn(43, { nullable: true }) publishedBy!: string | null;
  @TextColumn(43, { nullable: true }) revokedBy!: string | null;
  @MomentColumn() proposedAtMs!: number;
  @MomentColumn({ nullable: true }) publishedAtMs!: number | null;
  @MomentColumn({ nullable: true }) revokedAtMs!: number | null;
  @LongTextColumn({ nullable: true }) revocationReason!: string | null;
  @RowVersionColumn() version!: number;
}
