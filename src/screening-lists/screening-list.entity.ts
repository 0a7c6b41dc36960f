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

const asNumber = { to: (value: number) => value, from: (value: string | number) => Number(value) };

/** A saved screening list: what a tenant watches. */
@Entity('screening_list')
@Index('IX_screening_list_tenant', ['tenantId', 'id'])
@Index('IX_screening_list_due', ['state', 'isDue', 'servedAtMs'])
export class ScreeningListRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  /** Encrypted, as purpose and case are: people write names into them. */
  @LongTextColumn() name!: string;
  @TextColumn(16) state!: string;
  /** The weakest hits that are kept: MATCH, REVIEW or WEAK. */
  @TextColumn(8) least!: string;
  @LongTextColumn({ nullable: true }) purpose!: string | null;
  @LongTextColumn({ nullable: true }) caseRef!: string | null;
  /** Items that were screened in an earlier round are due: one more makes the whole list due. */
  @Column({ type: 'int' }) round!: number;
  @CountColumn() itemCount!: number;
  /** Items that wait to be screened. */
  @CountColumn() dueItems!: number;
  /** 1 while there are any, for the index. */
  @Column({ type: 'int' }) isDue!: number;
  /** The upload whose rows are going in. */
  @RefColumn({ nullable: true }) uploadId!: string | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  /** When it was last screened to its end. */
  @MomentColumn({ nullable: true }) screenedAtMs!: number | null;
  /** When items of it were last screened, so that lists take turns. */
  @MomentColumn() servedAtMs!: number;
  /** Moved on by its tenant's changes only. */
  @RowVersionColumn() version!: number;
}

/** Somebody or something on a list. */
@Entity('screening_list_item')
@Index('UQ_screening_list_item_ref', ['listId', 'refKey'], { unique: true })
@Index('IX_screening_list_item_list', ['listId', 'id'])
@Index('IX_screening_list_item_due', ['listId', 'screenedRound', 'id'])
export class ScreeningListItemRow {
  @IdColumn() id!: string;
  @RefColumn() listId!: string;
  /** Blind index of the tenant's own reference. */
  @TextColumn(43) refKey!: string;
  /** What was given, encrypted. */
  @LongTextColumn() content!: string;
  /** Keyed digest of it: the same item put again is not screened again. */
  @TextColumn(43) digest!: string;
  @Column({ type: 'int' }) screenedRound!: number;
  /** Why its name cannot be looked for. */
  @TextColumn(32, { nullable: true }) problem!: string | null;
  /** The upload that put it last. */
  @RefColumn({ nullable: true }) uploadId!: string | null;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** By which a changed entity finds the items that it may concern: blind index of an identifier, or of a name. */
@Entity('screening_list_key')
@Index('IX_screening_list_key_item', ['itemId'])
export class ScreeningListKeyRow {
  @PrimaryColumn({ type: 'varchar', length: 43 }) lookupKey!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) itemId!: string;
  @RefColumn() listId!: string;
}

/** An entity that an item led to, without anything that could be read from it. */
@Entity('screening_list_hit')
@Index('UQ_screening_list_hit_pair', ['itemId', 'entityId'], { unique: true })
@Index('IX_screening_list_hit_list', ['listId', 'id'])
@Index('IX_screening_list_hit_changed', ['listId', 'changedAtMs'])
@Index('IX_screening_list_hit_entity', ['entityId'])
export class ScreeningListHitRow {
  @IdColumn() id!: string;
  @RefColumn() listId!: string;
  @RefColumn() itemId!: string;
  @RefColumn() entityId!: string;
  @TextColumn(16) kind!: string;
  /** In ten-thousandths. */
  @Column({ type: 'int' }) score!: number;
  /** 1 when it was found by an identifier, so that it need not have a name. */
  @Column({ type: 'int' }) isIdentified!: number;
  /** Stands for the item in reviews. */
  @TextColumn(43) queryKey!: string;
  /** Digest of all that the tenant may see of the entity. */
  @TextColumn(43) revision!: string;
  /** Digest of what others said of it when the last alert was raised, or a review made one needless. */
  @TextColumn(43, { nullable: true }) alertedRevision!: string | null;
  /** CURRENT or GONE. */
  @TextColumn(8) state!: string;
  @MomentColumn() foundAtMs!: number;
  @MomentColumn() changedAtMs!: number;
  @MomentColumn({ nullable: true }) goneAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** A file of items. Its rows stand in the screening spool under its id until they are in. */
@Entity('screening_list_upload')
@Index('UQ_screening_list_upload_key', ['tenantId', 'idempotencyKey'], { unique: true })
@Index('IX_screening_list_upload_list', ['listId'])
@Index('IX_screening_list_upload_state', ['state', 'updatedAtMs'])
export class ScreeningListUploadRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @RefColumn() listId!: string;
  @TextColumn(128) idempotencyKey!: string;
  /** Keyed digest of the file and of what was asked with it. */
  @TextColumn(43) digest!: string;
  /** EXTEND or REPLACE. */
  @TextColumn(8) mode!: string;
  /** RUNNING, COMPLETED, or DROPPED with its list. */
  @TextColumn(16) state!: string;
  @CountColumn() chunkCount!: number;
  /** Chunks go in in their order: those below this number are. */
  @CountColumn() importedChunks!: number;
  @CountColumn() receivedRows!: number;
  @CountColumn() acceptedRows!: number;
  @CountColumn() rejectedRows!: number;
  /** Items that the file did not name and that went, in a replacement. */
  @CountColumn() removedItems!: number;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @MomentColumn({ nullable: true }) completedAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** What is wrong with one field of one row of an upload. Never holds the value. */
@Entity('screening_list_row_error')
export class ScreeningListRowErrorRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) uploadId!: string;
  @PrimaryColumn({ type: 'bigint', transformer: asNumber }) line!: number;
  /** Empty where the row as a whole cannot be read. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) field!: string;
  @TextColumn(32) reason!: string;
  @TextColumn(255) message!: string;
}
