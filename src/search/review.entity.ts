import { Entity, Index } from 'typeorm';
import { IdColumn, LongTextColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/**
 * What a tenant decided about an entity that a search brought up. It never changes: whoever decides otherwise writes
 * another, and the newest counts. Only the tenant itself ever sees it.
 */
@Entity('review')
@Index('IX_review_query', ['tenantId', 'queryKey', 'entityId'])
export class ReviewRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  /** Blind index of what was searched for, an own one for each tenant. */
  @TextColumn(43) queryKey!: string;
  @RefColumn() entityId!: string;
  @TextColumn(16) verdict!: string;
  /** Ciphertext, with the context `review.note:<id>`. */
  @LongTextColumn({ nullable: true }) note!: string | null;
  /** Digest of everything that the tenant saw of the entity when it decided. */
  @TextColumn(43) revision!: string;
  /** Pseudonym of the person who decided. */
  @TextColumn(43) reviewedBy!: string;
  @MomentColumn() createdAtMs!: number;
}
