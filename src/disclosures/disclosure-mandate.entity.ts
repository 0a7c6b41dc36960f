import { Entity, Index, PrimaryColumn } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** Somebody who may approve for his tenant. A tenant without any lets everyone whose token has the scope. */
@Entity('disclosure_approver')
export class DisclosureApproverRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) tenantId!: string;
  @PrimaryColumn({ type: 'varchar', length: 43 }) actorRef!: string;
  /** Ciphertext of the name in the tokens. */
  @LongTextColumn() actor!: string;
  @MomentColumn() addedAtMs!: number;
}

/** Somebody is away and another decides for him meanwhile. */
@Entity('disclosure_delegation')
@Index('IX_disclosure_delegation_tenant', ['tenantId', 'untilMs'])
export class DisclosureDelegationRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(43) absentRef!: string;
  @TextColumn(43) delegateRef!: string;
  /** Ciphertext of both names and the reason, as a JSON object. */
  @LongTextColumn() names!: string;
  @MomentColumn() fromMs!: number;
  @MomentColumn() untilMs!: number;
  @MomentColumn({ nullable: true }) endedAtMs!: number | null;
  @MomentColumn() createdAtMs!: number;
  @RowVersionColumn() version!: number;
}
