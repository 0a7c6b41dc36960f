import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Viewer } from '../../common/context/tenant-context.js';
import { Database } from '../../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import type { RankedHit } from '../../search/hits.js';
import { ItemScreener, type Screened } from '../../search/item-screener.js';
import type { Conditions } from '../../search/narrowing.js';
import { ReviewsRepository } from '../../search/reviews.repository.js';
import { revisionsOf } from '../../search/revisions.js';
import { type ReadItem, readScreenItem } from '../../search/screen-items.js';
import { askedKeys } from '../../search/search-facts.js';
import { LEAST_SCORES } from '../../search/search-vocabulary.js';
import { type FoundHit, type HitChanges, hitChanges, type StoredHit } from '../hit-changes.js';
import { openPurpose } from '../list-contexts.js';
import { openItem } from '../list-items.js';
import { ListWatchRepository, type WatchedItem, type WatchedList } from './list-watch.repository.js';
import { othersRevisionsOf } from './seen-entities.js';

/** An item with what its screening makes of its hits. */
export interface EvaluatedItem {
  readonly item: WatchedItem;
  readonly queryKey: string;
  /** Why its name cannot be looked for. */
  readonly problem: string | null;
  readonly changes: HitChanges;
}

/** Items of one list that were screened. */
export interface Evaluation {
  readonly items: readonly EvaluatedItem[];
  /** Blind-index keys of what was asked, for the ledger. */
  readonly keys: readonly string[];
}

interface OpenItem {
  readonly item: WatchedItem;
  readonly read: ReadItem;
}

const UNCONDITIONAL: Conditions = { filters: undefined, changedSinceMs: undefined, excludeReviewed: false };
const TEN_THOUSANDTHS = 10_000;

/** Screens items of a list as its tenant sees the tables, and holds what it finds against the hits that are known. */
@Injectable()
export class ItemEvaluation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly screener: ItemScreener,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * Screens items: a few statements for all of them.
   * @param concerned entities that changed, by item: they are weighed even when better ones keep them out of a search
   */
  async evaluate(
    list: WatchedList,
    items: readonly WatchedItem[],
    concerned: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Evaluation> {
    const stated = openPurpose(this.ciphers, list);
    const open = this.open(items, stated);
    const least = LEAST_SCORES[list.least];
    const { screened, ranked } = await this.screener.screen(
      list,
      open.map(({ read }) => read),
      stated,
      { least, conditions: UNCONDITIONAL, fieldOf: () => 'name', isExplained: false, isPatient: true },
    );
    const known = await this.knownHits(open.map(({ item }) => item.id));
    const found = open.map((_, at) => ranked.get(at) ?? []);
    const others = await this.weighOthers(list, stated, least, open, found, known, concerned);
    const places = open.map((_, at) => placeOf(screened, at));
    const hits = await this.asSeen(
      list,
      found.map((hits, at) => [...hits, ...(others[at] ?? [])]),
      places,
    );
    return {
      items: open.map(({ item }, at) => {
        const { queryKey, problem } = placeOf(screened, at);
        return {
          item,
          queryKey,
          problem: problem?.code ?? null,
          changes: hitChanges(known.get(item.id) ?? [], hits[at] ?? [], queryKey),
        };
      }),
      keys: places.flatMap((place) => askedKeys(this.ciphers.index, place)),
    };
  }

  private open(items: readonly WatchedItem[], stated: StatedPurpose): OpenItem[] {
    const { index } = this.ciphers;
    return items.map((item) => {
      const given = openItem(this.ciphers, item.id, item.content);
      const read = readScreenItem(given, '', { index, stated, statedAt: '', now: () => new Date(this.clock.now()) });
      // It was understood when it was put on the list, and a list never loses its purpose.
      if ('code' in read) throw new Error(`an item that was understood is not any more: ${read.code}`);
      return { item, read };
    });
  }

  private async knownHits(itemIds: readonly string[]): Promise<Map<string, StoredHit[]>> {
    const byItem = new Map<string, StoredHit[]>();
    for (const hit of await new ListWatchRepository(this.database).hitsOf(itemIds)) {
      const own = byItem.get(hit.itemId);
      if (own) own.push(hit);
      else byItem.set(hit.itemId, [hit]);
    }
    return byItem;
  }

  /** Weighs what the search did not bring up: hits that are known, and entities that changed. */
  private async weighOthers(
    viewer: Viewer,
    stated: StatedPurpose,
    least: number,
    open: readonly OpenItem[],
    found: readonly (readonly RankedHit[])[],
    known: ReadonlyMap<string, readonly StoredHit[]>,
    concerned: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<readonly (readonly RankedHit[])[]> {
    const pairs = open.map(({ item, read }, at) => {
      const wanted = new Set(concerned.get(item.id));
      for (const { entityId, state } of known.get(item.id) ?? []) if (state === 'CURRENT') wanted.add(entityId);
      for (const { entityId } of found[at] ?? []) wanted.delete(entityId);
      return { item: read, entityIds: [...wanted] };
    });
    if (pairs.every(({ entityIds }) => entityIds.length === 0)) return open.map(() => []);
    // Beside the best that was found, so that a merely similar entity is doubted here as it is in a search.
    const withBest = pairs.map(({ item, entityIds }, at) => {
      const best = found[at]?.[0]?.entityId;
      return { item, entityIds: entityIds.length > 0 && best ? [...entityIds, best] : entityIds };
    });
    const weighed = await this.screener.compare(viewer, withBest, stated, least);
    return weighed.map((hits, at) => {
      const wanted = new Set(pairs[at]?.entityIds);
      return hits.filter(({ entityId }) => wanted.has(entityId));
    });
  }

  /** Adds to each hit what its tenant may see of the entity; one of which that is nothing is no hit. */
  private async asSeen(
    viewer: Viewer,
    found: readonly (readonly RankedHit[])[],
    places: readonly Screened[],
  ): Promise<FoundHit[][]> {
    const { index } = this.ciphers;
    const ids = [...new Set(found.flatMap((hits) => hits.map(({ entityId }) => entityId)))];
    const revisions = await revisionsOf(this.database, index, viewer, ids);
    const others = await othersRevisionsOf(this.database, index, viewer, ids);
    const asked = places.filter((_, at) => (found[at] ?? []).length > 0).map(({ queryKey }) => queryKey);
    const reviewed = await new ReviewsRepository(this.database, viewer.tenantId).reviewed([...new Set(asked)]);
    return found.map((hits, at) =>
      hits.flatMap(({ entityId, kind, score, isIdentified }) => {
        const revision = revisions.get(entityId);
        if (revision === undefined) return [];
        return {
          entityId,
          kind,
          score: Math.round(score * TEN_THOUSANDTHS),
          isIdentified,
          revision,
          othersRevision: others.get(entityId),
          isReviewed: reviewed.get(`${places[at]?.queryKey} ${entityId}`) === revision,
        };
      }),
    );
  }
}

function placeOf(screened: ReadonlyMap<number, Screened>, at: number): Screened {
  const place = screened.get(at);
  if (!place) throw new Error('an item was not screened');
  return place;
}
