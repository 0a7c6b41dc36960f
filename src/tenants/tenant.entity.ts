import { Entity, Index, PrimaryColumn } from 'typeorm';
import {
  IdColumn,
  LongTextColumn,
  MomentColumn,
  RefColumn,
  RowVersionColumn,
  TextColumn,
} from '../common/persistence/columns.js';

@Entity('tenant')
@Index('UQ_tenant_code', ['code'], { unique: true })
export class TenantRow {
  @IdColumn() id!: string;
  /** `iss` of the tenant's tokens and the platform part of its shop, listing and account ids. */
  @TextColumn(32) code!: string;
  @TextColumn(200) name!: string;
  @TextColumn(32) kind!: string;
  @TextColumn(6) jurisdiction!: string;
  @TextColumn(16) state!: string;
  /** JSON array of the granted scopes. */
  @LongTextColumn() scopes!: string;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

@Entity('tenant_key')
@Index('UQ_tenant_key_kid', ['tenantId', 'keyId'], { unique: true })
export class TenantKeyRow {
  @IdColumn() id!: string;
  @RefColumn() tenantId!: string;
  /** `kid` in the token's header. */
  @TextColumn(128) keyId!: string;
  @TextColumn(16) algorithm!: string;
  @LongTextColumn() publicJwk!: string;
  @TextColumn(16) state!: string;
  @MomentColumn() notBeforeMs!: number;
  @MomentColumn({ nullable: true }) notAfterMs!: number | null;
  @MomentColumn() createdAtMs!: number;
  @MomentColumn() updatedAtMs!: number;
  @RowVersionColumn() version!: number;
}

/** A token that has been used for a mutation: the primary key is what makes `jti` single-use. */
@Entity('used_token')
@Index('IX_used_token_expiry', ['expiresAtMs'])
export class UsedTokenRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) tenantId!: string;
  @PrimaryColumn({ type: 'varchar', length: 128 }) tokenId!: string;
  @MomentColumn() expiresAtMs!: number;
}
