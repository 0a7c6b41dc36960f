import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql } from '../common/persistence/sql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { type EntityContent, readContents, type StatementRecord } from './entity-content.js';
import {
  entitiesByKeys,
  entityWithEverything,
  type IdentifierPlace,
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

interface FoundEntity {
  readonly id: string;
  readonly kind: EntityKind;
}

interface Places {
  readonly entities: Map<string, FoundEntity>;
  hasMore: boolean;
}

/** Rows that one statement reads per key and entity of the limit: several tenants may say the same. */
const ROWS_PER_PLACE = 4;
const MIN_ROWS = 256;

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
   * however many keys; a further one for every 3,000 entities, and for each key that has more rows than are shown.
   */
  async byKeys(keys: readonly string[], { limit, withPersons, parts }: Reading): Promise<Map<string, Hits>> {
    const places = await this.placesOf(keys, limit, withPersons);
    const ids = new Set([...places.values()].flatMap(({ entities }) => [...entities.keys()]));
    const contents = await this.contentsOf([...ids], parts);
    return new Map(
      [...places].map(([key, { entities, hasMore }]) => [
        key,
        { hasMore, entities: [...entities.values()].map((entity) => ({ ...entity, ...contents(entity.id) })) },
      ]),
    );
  }

  /** Up to `limit` entities per key, the anchored first. Rows that are not needed are not read, however many there are. */
  private async placesOf(keys: readonly string[], limit: number, withPersons: boolean): Promise<Map<string, Places>> {
    const places = new Map<string, Places>();
    let left = [...keys].sort();
    let after: IdentifierPlace | undefined;
    while (left.length > 0) {
      const rows = Math.max(MIN_ROWS, left.length * ROWS_PER_PLACE);
      const page = await this.run<IdentifierPlace>(entitiesByKeys(this.viewer, left, { withPersons, rows, after }));
      for (const place of page) note(places, place, limit);
      const last = page.at(-1);
      if (!last || page.length < rows) break;
      // The last key may have more rows; they are read only while its answer is not full.
      const isFull = places.get(last.lookupKey)?.hasMore;
      left = left.filter((key) => (isFull ? key > last.lookupKey : key >= last.lookupKey));
      after = isFull ? undefined : last;
    }
    return places;
  }

  /** The entity with everything that the viewer may see of it; undefined when that is nothing. One statement. */
  async byId(id: string, withPersons: boolean): Promise<EntityRecord | undefined> {
    const rows = await this.run<StatementRecord>(entityWithEverything(this.viewer, id, withPersons));
    const itself = rows.find(({ part }) => part === 'E');
    if (!itself || rows.length === 1) return undefined;
    return { id, kind: itself.type as EntityKind, ...readContents(rows)(id) };
  }

  /** What the viewer may see of each of these entities: nothing of one that is hidden. */
  async contentsOf(ids: readonly string[], parts: Parts): Promise<(entityId: string) => EntityContent> {
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

function note(places: Map<string, Places>, { lookupKey, entityId, kind }: IdentifierPlace, limit: number): void {
  let found = places.get(lookupKey);
  if (!found) {
    found = { entities: new Map(), hasMore: false };
    places.set(lookupKey, found);
  }
  if (found.entities.has(entityId)) return;
  if (found.entities.size === limit) found.hasMore = true;
  else found.entities.set(entityId, { id: entityId, kind: kind as EntityKind });
}
