import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  BytesColumn,
  CountColumn,
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** A batch screening: what was asked, how far it has come, and what was counted. */
@Entity('screening')
@Index('UQ_screening_key', ['tenantId', 'idempotencyKey'], { unique: true })
@Index('IX_screening_tenant', ['tenantId', 'id'])
@Index('IX_screening_state', ['state', 'updatedAtMs'])
export class ScreeningRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(128) idempotencyKey!: string;
  /** Keyed digest of the file and of what was asked with it. */
  @TextColumn(43) digest!: string;
  @TextColumn(8) format!: string;
  @TextColumn(16) state!: string;
  /** The weakest hits that are kept: MATCH, REVIEW or WEAK. */
  @TextColumn(8) least!: string;
  /** Encrypted, since people write names into it. */
  @LongTextColumn({ nullable: true }) purpose!: string | null;
  @LongTextColumn({ nullable: true }) caseRef!: string | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @MomentColumn({ nullable: true }) completedAtMs!: number | null;
  @CountColumn() chunkCount!: number;
  @CountColumn() receivedRows!: number;
  /** Chunks are screened in their order: those below this number are. */
  @CountColumn() screenedChunks!: number;
  /** Rows that were looked for. */
  @CountColumn() screenedRows!: number;
  /** Rows that could not be. */
  @CountColumn() rejectedRows!: number;
  /** Rows by their best hit. */
  @CountColumn() matchRows!: number;
  @CountColumn() reviewRows!: number;
  @CountColumn() weakRows!: number;
  /** Different questions among the rows. */
  @CountColumn() distinctQueries!: number;
  @RowVersionColumn() version!: number;
}

/** An upload that is coming in; its chunks stand in the spool under its id, which becomes the screening's. */
@Entity('screening_upload')
@Index('IX_screening_upload_touched', ['touchedAtMs'])
export class ScreeningUploadRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  @MomentColumn() touchedAtMs!: number;
}

/** A piece of an uploaded file with its rows' results, both kept until the screening expires. */
@Entity('screening_chunk')
export class ScreeningChunkRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) screeningId!: string;
  @PrimaryColumn({ type: 'int' }) chunkNumber!: number;
  @Column({ type: 'int' }) rowCount!: number;
  /** Rows, compressed, then encrypted. */
  @BytesColumn() content!: Buffer;
  /** `RowResult`s in the order of the rows, compressed, then encrypted. */
  @BytesColumn({ nullable: true }) results!: Buffer | null;
  /** Rows with hits and with errors, so that a reader who wants only those can pass chunks over. */
  @Column({ type: 'int' }) hitRows!: number;
  @Column({ type: 'int' }) errorRows!: number;
}

/** A question that a screening has looked for already, with its answer; forgotten when the screening ends. */
@Entity('screening_query')
export class ScreeningQueryRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) screeningId!: string;
  /** The first 132 bits of a keyed digest of the question. */
  @PrimaryColumn({ type: 'varchar', length: 22 }) digest!: string;
  /** `RowResult` as JSON: ids and scores. */
  @LongTextColumn() result!: string;
}
