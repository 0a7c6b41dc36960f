import { Entity, PrimaryColumn } from 'typeorm';
import { LongTextColumn, MomentColumn, TextColumn } from '../common/persistence/columns.js';

/** What a stream of security event tokens has beside its subscription (OpenID Shared Signals Framework 1.0 §8.1.1). */
@Entity('event_stream')
export class EventStreamRow {
  /** The `stream_id`. */
  @PrimaryColumn({ type: 'varchar', length: 36 }) subscriptionId!: string;
  /** By which the tokens of this stream are signed. */
  @TextColumn(16) algorithm!: string;
  /** `events_requested` as the receiver gave it, a JSON array; nothing when it asked for all. */
  @LongTextColumn({ nullable: true }) eventsRequested!: string | null;
  @TextColumn(200, { nullable: true }) description!: string | null;
  /** Why the status is what it is, as the receiver or the gateway said. */
  @TextColumn(200, { nullable: true }) statusReason!: string | null;
  /** When a verification was last asked for. */
  @MomentColumn({ nullable: true }) verifiedAtMs!: number | null;
}
