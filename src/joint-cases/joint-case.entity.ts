import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A joint case as it stands now: what a change locks and compares with. What anybody is shown is in its lines. */
@Entity('joint_case')
export class JointCaseRow {
  @IdColumn() id!: string;
  @RefColumn() leadId!: string;
  @TextColumn(16) state!: string;
  @TextColumn(32) category!: string;
  @TextColumn(16) severity!: string;
  @TextColumn(6) jurisdiction!: string;
  /** Place of its newest line. */
  @Column({ type: 'int' }) lastSeq!: number;
  @MomentColumn() createdAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** A tenant's part in a joint case as it stands now. */
@Entity('joint_participant')
@Index('UQ_joint_participant_tenant', ['caseId', 'tenantId'], { unique: true })
@Index('IX_joint_participant_inbox', ['tenantId', 'state', 'id'])
@Index('IX_joint_participant_cases', ['tenantId', 'id'])
export class JointParticipantRow {
  @IdColumn() id!: string;
  @RefColumn() caseId!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(16) state!: string;
  /** WHOLE or NAMED. */
  @TextColumn(16) access!: string;
  @MomentColumn({ nullable: true }) respondByMs!: number | null;
  @MomentColumn() invitedAtMs!: number;
  @MomentColumn({ nullable: true }) answeredAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** A handover, task or measure of a joint case as it stands now. */
@Entity('joint_item')
@Index('IX_joint_item_case', ['caseId', 'kind', 'state'])
export class JointItemRow {
  @IdColumn() id!: string;
  @RefColumn() caseId!: string;
  @TextColumn(16) kind!: string;
  @TextColumn(16) state!: string;
  /** Who asked for it. */
  @RefColumn() ownerId!: string;
  /** Who is to take the lead, do the task or take the measure. */
  @RefColumn() partyId!: string;
  /** JSON array of the tenants that it is shared with by name. */
  @LongTextColumn() namedIds!: string;
  /** 1 when it is shared with nobody else. */
  @Column({ type: 'int' }) isRestricted!: number;
  @MomentColumn({ nullable: true }) dueAtMs!: number | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn({ nullable: true }) acceptedAtMs!: number | null;
  @MomentColumn({ nullable: true }) doneAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** A measure in force that keeps a code on a flag of its platform. */
@Entity('joint_measure_hold')
@Index('IX_joint_measure_hold_flag', ['flagId', 'code'])
export class JointMeasureHoldRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) measureId!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) flagId!: string;
  @TextColumn(32) code!: string;
  /** 1 when the platform had said it itself before any measure of a case. */
  @Column({ type: 'int' }) isOwn!: number;
}

/**
 * One line of a joint case's journal: what a thing was after a change, whole, and who was shown it. Of a thing a viewer is
 * shown the newest line that is shared with it, so whoever left a case keeps what it was shown until then and no more.
 * A line is never changed, but it may be pointed to a wider sharing.
 */
@Entity('joint_line')
@Index('UQ_joint_line_version', ['itemId', 'version'], { unique: true })
@Index('UQ_joint_line_seq', ['caseId', 'seq'], { unique: true })
@Index('IX_joint_line_kind', ['caseId', 'kind', 'itemId', 'version'])
@Index('IX_joint_line_sharing', ['caseId', 'sharingId'])
export class JointLineRow {
  @IdColumn() id!: string;
  @RefColumn() caseId!: string;
  /** Place in the case; never shown, since its gaps would tell of hidden lines. */
  @Column({ type: 'int' }) seq!: number;
  @TextColumn(16) kind!: string;
  @RefColumn() itemId!: string;
  @RowVersionColumn() version!: number;
  @TextColumn(32) action!: string;
  @TextColumn(16) state!: string;
  /** 1 when the timeline shows it; 0 for what goes with another line. */
  @Column({ type: 'int' }) inTimeline!: number;
  /** 1 when it was shared with named tenants only: opening the case to somebody does not open it. */
  @Column({ type: 'int' }) isRestricted!: number;
  @RefColumn() sharingId!: string;
  /** Whose act it was; null for a deadline. */
  @RefColumn({ nullable: true }) tenantId!: string | null;
  @RefColumn({ nullable: true }) ownerId!: string | null;
  @RefColumn({ nullable: true }) partyId!: string | null;
  @RefColumn({ nullable: true }) targetId!: string | null;
  @MomentColumn() atMs!: number;
  /** The thing in JSON, encrypted, since people write names into it. */
  @LongTextColumn() content!: string;
}
