import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql } from '../common/persistence/sql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { type EntityContent, readContents, type StatementRecord } from './entity-content.js';
import {
  entitiesByKeys,
  entityWithEverything,
  type Parts,
  type Statement,
  statementsAbout,
} from './lookup.statements.js';

/** An entity as far as one viewer may see it. */
export interface EntityRecord extends EntityContent {
  readonly id: string;
  readonly kind: EntityKind;
}

/** What an identifier leads to. */
export interface Hits {
  readonly entities: readonly EntityRecord[];
  readonly hasMore: boolean;
}

/** How a lookup reads. */
export interface Reading {
  /** Most entities of one identifier. */
  readonly limit: number;
  readonly withPersons: boolean;
  readonly parts: Parts;
}

interface PlaceRecord {
  readonly lookupKey: string;
  readonly entityId: string;
  readonly kind: EntityKind;
  readonly place: number;
}

interface Places {
  readonly entities: PlaceRecord[];
  hasMore: boolean;
}

/** Bounds the placeholders of one statement: each id stands in it up to three times, and SQLite binds 32,766 values. */
const ENTITIES_PER_STATEMENT = 3_000;

/** Every SQL of the lookups, as one viewer sees the tables. */
export class LookupRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /**
   * What each key (blind index of an identifier) leads to; a key that leads nowhere is left out. Two statements,
   * however many keys; a further one for every 3,000 entities.
   */
  async byKeys(keys: readonly string[], { limit, withPersons, parts }: Reading): Promise<Map<string, Hits>> {
    if (keys.length === 0) return new Map();
    // One more than asked for shows that there is more.
    const rows = await this.run<PlaceRecord>(entitiesByKeys(this.viewer, keys, { limit: limit + 1, withPersons }));
    const places = byKey(rows, limit);
    const ids = new Set([...places.values()].flatMap(({ entities }) => entities.map(({ entityId }) => entityId)));
    const contents = await this.contentsOf([...ids], parts);
    return new Map(
      [...places].map(([key, { entities, hasMore }]) => [
        key,
        {
          hasMore,
          entities: entities.map(({ entityId, kind }) => ({ id: entityId, kind, ...contents(entityId) })),
        },
      ]),
    );
  }

  /** The entity with everything that the viewer may see of it; undefined when that is nothing. One statement. */
  async byId(id: string, withPersons: boolean): Promise<EntityRecord | undefined> {
    const rows = await this.run<StatementRecord>(entityWithEverything(this.viewer, id, withPersons));
    const itself = rows.find(({ part }) => part === 'E');
    if (!itself || rows.length === 1) return undefined;
    return { id, kind: itself.type as EntityKind, ...readContents(rows)(id) };
  }

  private async contentsOf(ids: readonly string[], parts: Parts): Promise<(entityId: string) => EntityContent> {
    const rows: StatementRecord[] = [];
    if (!parts.names && !parts.identifiers && !parts.flags) return readContents(rows);
    for (let start = 0; start < ids.length; start += ENTITIES_PER_STATEMENT) {
      const slice = ids.slice(start, start + ENTITIES_PER_STATEMENT);
      for (const row of await this.run<StatementRecord>(statementsAbout(this.viewer, slice, parts))) rows.push(row);
    }
    return readContents(rows);
  }

  private run<Row>({ sql, parameters }: Statement): Promise<Row[]> {
    return this.sql.select<Row>(sql, parameters);
  }
}

function byKey(rows: readonly PlaceRecord[], limit: number): Map<string, Places> {
  const places = new Map<string, Places>();
  for (const row of rows) {
    let found = places.get(row.lookupKey);
    if (!found) {
      found = { entities: [], hasMore: false };
      places.set(row.lookupKey, found);
    }
    if (Number(row.place) > limit) found.hasMore = true;
    else found.entities.push(row);
  }
  for (const { entities } of places.values()) entities.sort((a, b) => Number(a.place) - Number(b.place));
  return places;
}
