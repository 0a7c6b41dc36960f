import { Entity, Index, PrimaryColumn } from 'typeorm';
import { IdColumn, LongTextColumn, MomentColumn, RefColumn, TextColumn } from '../common/persistence/columns.js';

/**
 * A merchant, shop, listing, account, person or website, the same one for every tenant that speaks of it. It has no
 * content of its own: names and identifiers are statements of tenants, each with its sharing, and an entity is visible
 * to whom a statement or flag on it is visible.
 */
@Entity('entity')
@Index('UQ_entity_anchor', ['anchorKey'], { unique: true })
export class EntityRow {
  @IdColumn() id!: string;
  @TextColumn(16) kind!: string;
  /** Blind index of kind and anchor identifier: what makes two statements speak of the same entity. */
  @TextColumn(43) anchorKey!: string;
  @MomentColumn() createdAtMs!: number;
}

/** A name that a tenant gave for an entity. A natural person's is encrypted, with a masked form beside it. */
@Entity('entity_name')
export class EntityNameRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) entityId!: string;
  /** REGISTERED, SHOP, TITLE, NICKNAME, PERSON or LEGAL_REPRESENTATIVE. */
  @PrimaryColumn({ type: 'varchar', length: 32 }) role!: string;
  /** Blind index of the name, so that the same statement is stored once. */
  @PrimaryColumn({ type: 'varchar', length: 43 }) nameKey!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) sharingId!: string;
  @RefColumn() tenantId!: string;
  /** The name, or its ciphertext when `masked` is given. */
  @LongTextColumn() name!: string;
  @TextColumn(200, { nullable: true }) masked!: string | null;
  @MomentColumn() createdAtMs!: number;
}

/**
 * An identifier that a tenant gave for an entity, found by its blind index. The primary key starts with that index, so a
 * lookup is one range read, and goes on with the role, so that a bounded read finds those first whose entity it anchors
 * (the roles' alphabetical order is their order of weight).
 */
@Entity('entity_identifier')
@Index('IX_entity_identifier_entity', ['entityId'])
export class EntityIdentifierRow {
  @PrimaryColumn({ type: 'varchar', length: 43 }) lookupKey!: string;
  /** ANCHOR: names the entity itself; HELD: belongs to it; LINKED: of something that it belongs to. */
  @PrimaryColumn({ type: 'varchar', length: 16 }) role!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) entityId!: string;
  @PrimaryColumn({ type: 'varchar', length: 36 }) sharingId!: string;
  @RefColumn() tenantId!: string;
  @TextColumn(32) type!: string;
  /** The canonical value; for a personal type its ciphertext, with the context `entity_identifier:<entityId>:<lookupKey>`. */
  @LongTextColumn() value!: string;
  @TextColumn(200) masked!: string;
  @MomentColumn() createdAtMs!: number;
}
