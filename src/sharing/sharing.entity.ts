import { Entity, Index, PrimaryColumn } from 'typeorm';
import { IdColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/**
 * Who may see a thing, as one row that many things point to. Its id is the digest of its content, so a row never
 * changes: sharing a thing otherwise means pointing it to another row, and any copy of this table stays right for ever.
 */
@Entity('sharing')
export class SharingRow {
  @IdColumn() id!: string;
  @RefColumn() ownerId!: string;
  @TextColumn(16) level!: string;
  /** The kind of tenant for level KIND. */
  @TextColumn(32, { nullable: true }) kind!: string | null;
  /** The division for level JURISDICTION. */
  @TextColumn(6, { nullable: true }) jurisdiction!: string | null;
  @MomentColumn() createdAtMs!: number;
}

/** The tenants of a NAMED sharing, however many. */
@Entity('sharing_member')
@Index('IX_sharing_member_tenant', ['tenantId'])
export class SharingMemberRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) sharingId!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) tenantId!: string;
}
