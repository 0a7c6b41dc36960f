import { Entity, Index } from 'typeorm';
import { BytesColumn, CountColumn, IdColumn, MomentColumn } from '../common/persistence/columns.js';

/**
 * Entities of which one transaction wrote or withdrew statements: the feed from which name indexes are kept current. It
 * says only that something changed; whoever reads it reads the entity again.
 */
@Entity('entity_change')
@Index('UQ_entity_change_seq', ['seq'], { unique: true })
export class EntityChangeRow {
  @IdColumn() id!: string;
  /** Dense, given by the sequencer after the commit. */
  @CountColumn({ nullable: true }) seq!: number | null;
  /** The UUIDs, 16 bytes each. */
  @BytesColumn() entityIds!: Buffer;
  @MomentColumn() createdAtMs!: number;
}
