import { Column, Entity, PrimaryColumn } from 'typeorm';
import { LongTextColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/** A decision as somebody at the platform wrote it; it counts once it has its approvals. */
@Entity('disclosure_decision')
export class DisclosureDecisionRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) requestId!: string;
  @PrimaryColumn({ type: 'int' }) round!: number;
  /** The platform's own until it counts. */
  @RefColumn() sharingId!: string;
  @TextColumn(43) authorRef!: string;
  @TextColumn(24) handling!: string;
  @TextColumn(10, { nullable: true }) preservedUntil!: string | null;
  /** Ciphertext. */
  @LongTextColumn() reason!: string;
  @MomentColumn() draftedAtMs!: number;
}

/** A part of a decision: subjects and items as JSON, null for all of them; a later line overrides an earlier one. */
@Entity('disclosure_decision_line')
export class DisclosureDecisionLineRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) requestId!: string;
  @PrimaryColumn({ type: 'int' }) round!: number;
  @PrimaryColumn({ type: 'int' }) ordinal!: number;
  @LongTextColumn({ nullable: true }) subjects!: string | null;
  @LongTextColumn({ nullable: true }) items!: string | null;
  @TextColumn(10, { nullable: true }) periodFrom!: string | null;
  @TextColumn(10, { nullable: true }) periodTo!: string | null;
  @TextColumn(16) verdict!: string;
  @TextColumn(32, { nullable: true }) reasonCode!: string | null;
}

/** One step in the life of a request, under the version that it made: what was done, by whom, and in which words. */
@Entity('disclosure_step')
export class DisclosureStepRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) requestId!: string;
  @PrimaryColumn({ type: 'int' }) version!: number;
  @TextColumn(32) action!: string;
  /** The state that it led to. */
  @TextColumn(24) state!: string;
  @Column({ type: 'int' }) round!: number;
  /** Both sides, or the one whose own affair it is. */
  @RefColumn() sharingId!: string;
  /** Null for what the clock did. */
  @RefColumn({ nullable: true }) tenantId!: string | null;
  @TextColumn(43, { nullable: true }) actorRef!: string | null;
  /** In whose place an approval was given. */
  @TextColumn(43, { nullable: true }) mandateRef!: string | null;
  /** Who and what was said, as the ciphertext of a JSON object. */
  @LongTextColumn({ nullable: true }) words!: string | null;
  @MomentColumn() takenAtMs!: number;
}
