import { Entity, Index, PrimaryColumn } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** Something that subscribers may want to know, written in the transaction of the change; `seq` comes from the sequencer. */
@Entity('event')
@Index('UQ_event_seq', ['seq'], { unique: true })
@Index('IX_event_occurred', ['occurredAtMs', 'seq'])
@Index('IX_event_subject', ['subjectId', 'seq'])
export class EventRow {
  @IdColumn() id!: string;
  @CountColumn({ nullable: true }) seq!: number | null;
  @TextColumn(64) type!: string;
  @MomentColumn() occurredAtMs!: number;
  /** The tenant whose act it was. */
  @RefColumn() tenantId!: string;
  @RefColumn() sharingId!: string;
  @TextColumn(32) subjectType!: string;
  @TextColumn(36) subjectId!: string;
  /** Deliveries keep their order within this key: the entity concerned, else the subject. */
  @TextColumn(36) orderKey!: string;
  @TextColumn(32, { nullable: true }) category!: string | null;
  @TextColumn(16, { nullable: true }) severity!: string | null;
  @TextColumn(6, { nullable: true }) jurisdiction!: string | null;
  /** The kind of entity that it is about. */
  @TextColumn(16, { nullable: true }) entityKind!: string | null;
  /** Code of the platform that it comes from or concerns. */
  @TextColumn(32, { nullable: true }) platform!: string | null;
  /** The saved screening list that raised it. */
  @RefColumn({ nullable: true }) listId!: string | null;
  /** Small JSON object with codes and ids, never personal data. */
  @LongTextColumn() data!: string;
}

/** A role that one process holds at a time. The token grows with every change of hands and fences a late writer. */
@Entity('lease')
export class LeaseRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) name!: string;
  @TextColumn(64) holder!: string;
  @CountColumn() token!: number;
  @MomentColumn() expiresAtMs!: number;
}

/** How far a dense sequence has come. */
@Entity('sequence_head')
export class SequenceHeadRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) name!: string;
  @CountColumn() seq!: number;
  @TextColumn(43) hash!: string;
}
