import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { Identifier } from '../../libs/identifiers/identifier.js';
import { newId } from '../common/ids.js';
import { placeholders, type Sql, type SqlRow, type Tx } from '../common/persistence/sql.js';
import type { Ciphers } from '../common/tokens.js';
import { type Anchor, anchorKey } from './anchor-key.js';
import { noteEntityChanges } from './entity-changes.js';
import {
  type EntityKind,
  type IdentifierRole,
  identifierContext,
  type NameRole,
  nameContext,
  PERSONAL_NAME_ROLES,
} from './entity-vocabulary.js';
import { maskPersonalName } from './personal-name.js';

/** Everything that one tenant says about who an entity is. */
export interface EntityStatement {
  readonly tenantId: string;
  readonly sharingId: string;
  readonly kind: EntityKind;
  readonly anchor: Anchor;
  readonly identifiers: readonly { readonly role: IdentifierRole; readonly identifier: Identifier }[];
  readonly names: readonly { readonly role: NameRole; readonly name: string }[];
}

/** A statement with the key of its entity. */
export interface KeyedStatement extends EntityStatement {
  readonly anchorKey: string;
}

/** Ids by anchor key: of entities that exist, and new ones for those that are still to be inserted. */
export interface ResolvedEntities {
  readonly ids: ReadonlyMap<string, string>;
  readonly missing: ReadonlyMap<string, EntityKind>;
}

/** Rows ready to insert. They are bound to their entity's id, so they hold only while the ids do. */
export interface EntityRows {
  readonly entities: readonly SqlRow[];
  readonly identifiers: readonly SqlRow[];
  readonly names: readonly SqlRow[];
  readonly builtAtMs: number;
}

/** Another transaction inserted one of the entities first: resolve again, and build the rows anew. */
export class EntityRaceError extends Error {
  override readonly name = 'EntityRaceError';
}

const MAX_MASKED = 200;
const KEYS_PER_SELECT = 1_000;

/**
 * Writes entities in bulk: resolve the ids, build the rows (all the encryption), insert them. Only the last step needs
 * a transaction, so the costly ones run while the database is busy with another batch.
 */
export class EntitiesWriter {
  constructor(private readonly ciphers: Pick<Ciphers, 'fields' | 'index'>) {}

  /** Works out which entity a statement speaks of. */
  key(statement: EntityStatement): KeyedStatement {
    return { ...statement, anchorKey: anchorKey(this.ciphers.index, statement.kind, statement.anchor) };
  }

  /** @param known ids that need not be read again. Index: UQ_entity_anchor */
  async resolve(
    sql: Sql,
    statements: readonly KeyedStatement[],
    known: { get(anchorKey: string): string | undefined } = new Map<string, string>(),
  ): Promise<ResolvedEntities> {
    const ids = new Map<string, string>();
    const missing = new Map<string, EntityKind>();
    for (const { anchorKey: key, kind } of statements) {
      const id = known.get(key);
      if (id) ids.set(key, id);
      else missing.set(key, kind);
    }
    const wanted = [...missing.keys()];
    for (let start = 0; start < wanted.length; start += KEYS_PER_SELECT) {
      const keys = wanted.slice(start, start + KEYS_PER_SELECT);
      const rows = await sql.select<{ id: string; anchorKey: string }>(
        `SELECT id, anchorKey FROM entity WHERE anchorKey IN (${placeholders(keys.length)})`,
        keys,
      );
      for (const row of rows) {
        ids.set(row.anchorKey, row.id);
        missing.delete(row.anchorKey);
      }
    }
    for (const key of missing.keys()) ids.set(key, newId());
    return { ids, missing };
  }

  /** Builds the rows of the statements; the same statement made twice gives one row. */
  build(statements: readonly KeyedStatement[], resolved: ResolvedEntities, nowMs: number): EntityRows {
    const identifiers = new Map<string, SqlRow>();
    const names = new Map<string, SqlRow>();
    for (const statement of statements) {
      const entityId = resolved.ids.get(statement.anchorKey);
      if (!entityId) throw new Error('a statement was not resolved');
      this.addIdentifiers(identifiers, statement, entityId, nowMs);
      this.addNames(names, statement, entityId, nowMs);
    }
    const entities = [...resolved.missing].map(([key, kind]) => ({
      id: resolved.ids.get(key) ?? '',
      kind,
      anchorKey: key,
      createdAtMs: nowMs,
    }));
    return {
      // In the order of their keys, so that two importers never wait for each other in a circle.
      entities: entities.sort((a, b) => (a.anchorKey < b.anchorKey ? -1 : 1)),
      identifiers: inKeyOrder(identifiers),
      names: inKeyOrder(names),
      builtAtMs: nowMs,
    };
  }

  /**
   * Inserts what is not there yet, and notes the entities as changed.
   * @throws EntityRaceError when an entity that was missing has meanwhile come from elsewhere
   */
  async insert(tx: Tx, rows: EntityRows): Promise<void> {
    const inserted = await tx.insert('entity', rows.entities, { onDuplicate: 'ignore' });
    if (inserted < rows.entities.length) throw new EntityRaceError();
    await tx.insert('entity_identifier', rows.identifiers, { onDuplicate: 'ignore' });
    await tx.insert('entity_name', rows.names, { onDuplicate: 'ignore' });
    const changed = [...rows.identifiers, ...rows.names].map(({ entityId }) => String(entityId));
    await noteEntityChanges(tx, changed, rows.builtAtMs);
  }

  private addIdentifiers(rows: Map<string, SqlRow>, statement: KeyedStatement, entityId: string, nowMs: number): void {
    for (const { role, identifier } of statement.identifiers) {
      const { type, canonical, masked, isPersonal } = identifier;
      const lookupKey = this.ciphers.index.key(type, canonical);
      const rowKey = `${lookupKey}${role}${entityId}${statement.sharingId}`;
      if (rows.has(rowKey)) continue;
      rows.set(rowKey, {
        lookupKey,
        entityId,
        sharingId: statement.sharingId,
        tenantId: statement.tenantId,
        type,
        role,
        value: isPersonal ? this.ciphers.fields.encrypt(canonical, identifierContext(entityId, lookupKey)) : canonical,
        masked: masked.length > MAX_MASKED ? `${masked.slice(0, MAX_MASKED - 1)}…` : masked,
        createdAtMs: nowMs,
      });
    }
  }

  private addNames(rows: Map<string, SqlRow>, statement: KeyedStatement, entityId: string, nowMs: number): void {
    for (const { role, name } of statement.names) {
      const key = nameKey(this.ciphers.index, name);
      const rowKey = `${entityId}${role}${key}${statement.sharingId}`;
      if (rows.has(rowKey)) continue;
      const isPersonal = PERSONAL_NAME_ROLES.has(role);
      rows.set(rowKey, {
        entityId,
        role,
        nameKey: key,
        sharingId: statement.sharingId,
        tenantId: statement.tenantId,
        name: isPersonal ? this.ciphers.fields.encrypt(name, nameContext(entityId, key)) : name,
        masked: isPersonal ? maskPersonalName(name) : null,
        createdAtMs: nowMs,
      });
    }
  }
}

/** Blind index of a name, 43 characters; spellings that differ only in width or case are one name. */
export const nameKey = (index: BlindIndex, name: string): string =>
  index.key('NAME', name.normalize('NFKC').toLowerCase());

const inKeyOrder = (rows: ReadonlyMap<string, SqlRow>): SqlRow[] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
