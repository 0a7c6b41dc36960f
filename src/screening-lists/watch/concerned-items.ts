import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import { nameContext, PERSONAL_NAME_ROLES } from '../../entities/entity-vocabulary.js';
import { IndexRepository } from '../../search/index.repository.js';
import { readAs } from '../../search/index-groups.js';
import { type NameReading, nameLookupKey, openItem, readingsOfItem } from '../list-items.js';
import { ListWatchRepository, type WatchedItem } from './list-watch.repository.js';
import type { ListName, ReverseIndex } from './reverse-index.js';

/** Items that some changed entities may concern: by list, then by item, the entities. */
export type ConcernedItems = Map<string, Map<string, Set<string>>>;

interface EntityName {
  readonly entityId: string;
  readonly reading: NameReading;
  readonly name: string;
}

/** Finds the items that changed entities may concern: by identifier, by name, and by the hits that there are. */
@Injectable()
export class ConcernedItemsFinder {
  constructor(
    private readonly database: Database,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** A few statements, however many items the lists have. */
  async find(reverse: ReverseIndex, entityIds: readonly string[]): Promise<ConcernedItems> {
    const repository = new ListWatchRepository(this.database);
    const concerned: ConcernedItems = new Map();
    for (const concern of await repository.byIdentifier(entityIds)) note(concerned, concern);
    for (const concern of await repository.byHit(entityIds)) note(concerned, concern);
    const byKey = await this.keysOfNames(reverse, entityIds);
    for (const { itemId, listId, lookupKey } of await repository.byName([...byKey.keys()])) {
      for (const entityId of byKey.get(lookupKey) ?? []) note(concerned, { itemId, listId, entityId });
    }
    return concerned;
  }

  /** The names of items, as the reverse index takes them. */
  namesOf(items: readonly WatchedItem[]): ListName[] {
    return items.flatMap((item) => {
      const { name, kind } = openItem(this.ciphers, item.id, item.content);
      const given = { name: name ?? '', kind: kind ?? undefined };
      return readingsOfItem(given).map((reading) => ({
        key: nameLookupKey(this.ciphers.index, reading, given.name),
        reading,
        name: given.name,
      }));
    });
  }

  /** Keys of list names that are like a name of the entities, with those entities. */
  private async keysOfNames(reverse: ReverseIndex, entityIds: readonly string[]): Promise<Map<string, Set<string>>> {
    const names = await this.entityNames(entityIds);
    const found = await reverse.find(names);
    const byKey = new Map<string, Set<string>>();
    for (const [at, { entityId, reading, name }] of names.entries()) {
      // The same name is found whatever the matcher thinks of it.
      const same = nameLookupKey(this.ciphers.index, reading, name);
      for (const key of [same, ...(found[at] ?? [])]) {
        const known = byKey.get(key);
        if (known) known.add(entityId);
        else byKey.set(key, new Set([entityId]));
      }
    }
    return byKey;
  }

  /** Every name of the entities, whoever may see it: what is found is screened as the list's tenant sees the tables. */
  private async entityNames(entityIds: readonly string[]): Promise<EntityName[]> {
    const stored = await new IndexRepository(this.database).ofEntities(entityIds);
    const names = new Map<string, EntityName>();
    for (const { entityId, kind, role, nameKey, name } of stored) {
      const isPersonal = PERSONAL_NAME_ROLES.has(role);
      const plain = isPersonal ? this.ciphers.fields.decrypt(name, nameContext(entityId, nameKey)) : name;
      const reading = readAs(role, kind) === 'PERSON' ? 'PERSON' : 'COMPANY';
      names.set(`${entityId} ${reading} ${nameKey}`, { entityId, reading, name: plain });
    }
    return [...names.values()];
  }
}

function note(
  concerned: ConcernedItems,
  { itemId, listId, entityId }: { itemId: string; listId: string; entityId: string },
): void {
  const ofList = concerned.get(listId) ?? new Map<string, Set<string>>();
  concerned.set(listId, ofList);
  const ofItem = ofList.get(itemId) ?? new Set<string>();
  ofList.set(itemId, ofItem.add(entityId));
}
