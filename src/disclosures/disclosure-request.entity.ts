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

/** An agency's request that a platform disclose or preserve named data. Lists and words are JSON, people pseudonyms. */
@Entity('disclosure_request')
@Index('IX_disclosure_request_inbox', ['inboxOf', 'id'])
@Index('IX_disclosure_request_inbox_state', ['inboxOf', 'state', 'urgency', 'id'])
@Index('IX_disclosure_request_inbox_due', ['inboxOf', 'state', 'urgency', 'dueAtMs', 'id'])
@Index('IX_disclosure_request_outbox', ['agencyId', 'id'])
@Index('IX_disclosure_request_outbox_state', ['agencyId', 'state', 'urgency', 'id'])
@Index('IX_disclosure_request_outbox_due', ['agencyId', 'state', 'urgency', 'dueAtMs', 'id'])
export class DisclosureRequestRow {
  @IdColumn() id!: string;
  @RefColumn() agencyId!: string;
  @RefColumn({ nullable: true }) platformId!: string | null;
  /** The platform once the request was sent to it: drafts do not lengthen anybody's inbox. */
  @RefColumn({ nullable: true }) inboxOf!: string | null;
  @RefColumn() sharingId!: string;
  @TextColumn(24) state!: string;
  @TextColumn(16) urgency!: string;
  @TextColumn(16) asks!: string;
  /** What the receiver may do with what is disclosed: as asked for, and once decided as granted. */
  @TextColumn(24) handling!: string;
  /** Codes of data items. */
  @LongTextColumn() items!: string;
  /** Codes of statutes. */
  @LongTextColumn() legalBasis!: string;
  /** Days as ISO 8601 dates, both included. */
  @TextColumn(10, { nullable: true }) periodFrom!: string | null;
  @TextColumn(10, { nullable: true }) periodTo!: string | null;
  /** Purpose, case number, officer and danger, as the ciphertext of a JSON object. */
  @LongTextColumn() particulars!: string;
  @TextColumn(10, { nullable: true }) confidentialUntil!: string | null;
  @Column({ type: 'int' }) subjectCount!: number;
  /** Everyone who wrote on the draft: none of them may send it. */
  @LongTextColumn() authors!: string;
  @TextColumn(43, { nullable: true }) submittedBy!: string | null;
  /** Number of the latest decision draft; 0 before the first. */
  @Column({ type: 'int' }) round!: number;
  /** Who wrote the decision that stands; null when none does. */
  @TextColumn(43, { nullable: true }) decisionAuthor!: string | null;
  @TextColumn(16, { nullable: true }) afterReview!: string | null;
  @TextColumn(10, { nullable: true }) preservedUntil!: string | null;
  /** When whoever has the next step owes it. */
  @MomentColumn({ nullable: true }) dueAtMs!: number | null;
  @MomentColumn({ nullable: true }) expiresAtMs!: number | null;
  /** What was left of the platform's time when it asked: it stands still until the answer. Milliseconds. */
  @CountColumn({ nullable: true }) remainingMs!: number | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @MomentColumn({ nullable: true }) submittedAtMs!: number | null;
  @MomentColumn({ nullable: true }) decidedAtMs!: number | null;
  @RowVersionColumn() version!: number;
}

/** Whom a request is about: an entity, or an identifier that rests like any other. */
@Entity('disclosure_subject')
@Index('IX_disclosure_subject_key', ['subjectKey', 'requestId'])
export class DisclosureSubjectRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) requestId!: string;
  /** From 1. */
  @PrimaryColumn({ type: 'int' }) ordinal!: number;
  @RefColumn({ nullable: true }) entityId!: string | null;
  @TextColumn(32, { nullable: true }) type!: string | null;
  /** The canonical value; for a personal type its ciphertext. */
  @LongTextColumn({ nullable: true }) value!: string | null;
  @TextColumn(200, { nullable: true }) masked!: string | null;
  /** Blind index, by which requests on the same subject find each other. */
  @TextColumn(43) subjectKey!: string;
}
