import { Entity, Index } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

/** What an agency does, or asks to do, with what was disclosed to it. */
@Entity('disclosure_use')
@Index('IX_disclosure_use_request', ['requestId', 'id'])
export class DisclosureUseRow {
  @IdColumn() id!: string;
  @RefColumn() requestId!: string;
  @RefColumn() agencyId!: string;
  @RefColumn() platformId!: string;
  /** The agency's own, or once consent is asked both sides'. */
  @RefColumn() sharingId!: string;
  @TextColumn(24) kind!: string;
  /** As it was granted. */
  @TextColumn(24) handling!: string;
  @TextColumn(24) state!: string;
  /** Purpose and recipient, as the ciphertext of a JSON object. */
  @LongTextColumn() words!: string;
  /** The platform's reason, sealed. */
  @LongTextColumn({ nullable: true }) answer!: string | null;
  @TextColumn(43) declaredBy!: string;
  @TextColumn(43, { nullable: true }) answeredBy!: string | null;
  @MomentColumn() declaredAtMs!: number;
  @MomentColumn({ nullable: true }) answeredAtMs!: number | null;
  @RowVersionColumn() version!: number;
}
