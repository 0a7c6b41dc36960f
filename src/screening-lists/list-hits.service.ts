import { Inject, Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import type { Page } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Hits, type WantedOfHits } from '../search/hits.js';
import type { SearchHitType } from '../search/search.graphql.js';
import { type ListHit, ListHitsRepository } from './list-hits.repository.js';
import { openItem, refKeyOf } from './list-items.js';
import type { HitsFilter } from './screening-lists.inputs.js';
import { ScreeningListsRepository } from './screening-lists.repository.js';

/** A hit with its entity as the caller may see it now. */
export interface ShownHit {
  readonly hit: ListHit;
  /** What the tenant calls the item. */
  readonly ref: string;
  readonly shown: SearchHitType;
}

const TEN_THOUSANDTHS = 10_000;

/** Reads the hits of a tenant's own lists; each reading is in the ledger before it is answered. */
@Injectable()
export class ListHitsService {
  constructor(
    private readonly database: Database,
    private readonly hits: Hits,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Up to one more than the page, the newest first; undefined when there is no such list of the caller's. */
  async page(
    context: TenantContext,
    listId: string,
    filter: HitsFilter,
    page: Page,
    wanted: WantedOfHits,
  ): Promise<ShownHit[] | undefined> {
    const list = isId(listId)
      ? await new ScreeningListsRepository(this.database, context.tenantId).byId(listId)
      : undefined;
    if (!list) return undefined;
    const refKeys = filter.refs?.map((ref) => refKeyOf(this.ciphers.index, list.id, ref));
    const hits = refKeys?.length === 0 ? [] : await this.repository(context).page(list.id, filter, refKeys, page);
    const shown = await this.shown(context, hits, wanted);
    await this.record(context, list.id, Math.min(shown.length, page.limit));
    return shown;
  }

  /** Undefined when the caller has no such hit, or may not see its entity any more. */
  async one(context: TenantContext, id: string, wanted: WantedOfHits): Promise<ShownHit | undefined> {
    const hit = isId(id) ? await this.repository(context).byId(id) : undefined;
    if (!hit) return undefined;
    const [shown] = await this.shown(context, [hit], wanted);
    await this.record(context, hit.listId, shown ? 1 : 0);
    return shown;
  }

  private repository(context: TenantContext): ListHitsRepository {
    return new ListHitsRepository(this.database, context);
  }

  private async shown(context: TenantContext, hits: readonly ListHit[], wanted: WantedOfHits): Promise<ShownHit[]> {
    const ranked = hits.map(({ entityId, kind, isIdentified, score }) => ({
      ...{ entityId, kind, isIdentified, score: score / TEN_THOUSANDTHS, parts: [] },
    }));
    const present = await this.hits.present(context, ranked, wanted);
    return hits.flatMap((hit, at) => {
      const place = ranked[at];
      const shown = place && present(place);
      if (!shown) return [];
      return { hit, ref: openItem(this.ciphers, hit.itemId, hit.content).ref, shown };
    });
  }

  private record(context: TenantContext, listId: string, hits: number): Promise<void> {
    return this.ledger.record(context, {
      ...{ action: 'screening-list.hits', subjectType: 'ScreeningList', subjectId: listId, detail: { hits } },
    });
  }
}
