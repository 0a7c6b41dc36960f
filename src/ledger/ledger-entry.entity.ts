import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/**
 * One line of the audit log. Inserted in the transaction of what it records, sealed once by the sequencer
 * (`seq`, `previousHash`, `hash`), never changed after. `salt` and `detail` may be erased: the hash covers only
 * `detailDigest`, so the chain stays provable when personal data must go.
 */
@Entity('ledger_entry')
@Index('UQ_ledger_entry_seq', ['seq'], { unique: true })
@Index('IX_ledger_entry_action', ['action', 'seq'])
@Index('IX_ledger_entry_tenant', ['tenantId', 'seq'])
export class LedgerEntryRow {
  @IdColumn() id!: string;
  @CountColumn({ nullable: true }) seq!: number | null;
  @MomentColumn() occurredAtMs!: number;
  @RefColumn({ nullable: true }) tenantId!: string | null;
  /** Keyed pseudonym of the actor. */
  @TextColumn(43, { nullable: true }) actorRef!: string | null;
  @TextColumn(64) action!: string;
  @TextColumn(32, { nullable: true }) subjectType!: string | null;
  @TextColumn(64, { nullable: true }) subjectId!: string | null;
  @TextColumn(64) outcome!: string;
  @TextColumn(64) requestId!: string;
  @TextColumn(43) detailDigest!: string;
  @TextColumn(22, { nullable: true }) salt!: string | null;
  @LongTextColumn({ nullable: true }) detail!: string | null;
  @TextColumn(43, { nullable: true }) previousHash!: string | null;
  @TextColumn(43, { nullable: true }) hash!: string | null;
}
