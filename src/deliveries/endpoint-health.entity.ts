import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MomentColumn } from '../common/persistence/columns.js';

/** How an endpoint that fails is doing; one that works has no row. */
@Entity('endpoint_health')
export class EndpointHealthRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) subscriptionId!: string;
  @Column({ type: 'int' }) failures!: number;
  @MomentColumn() failingSinceMs!: number;
  @MomentColumn() openUntilMs!: number;
  @MomentColumn({ nullable: true }) warnedAtMs!: number | null;
}
