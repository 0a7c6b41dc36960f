import { Inject, Injectable } from '@nestjs/common';
import type { Viewer } from '../common/context/tenant-context.js';
import { Database } from '../common/persistence/database.js';
import { SharedReads } from '../common/shared-reads.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { type EntityContent, NOTHING } from '../query/entity-content.js';
import { EntityPresenter } from '../query/entity-presenter.js';
import { type EntityRecord, LookupRepository } from '../query/lookup.repository.js';
import type { Parts } from '../query/lookup.statements.js';
import { revisionsOf } from './revisions.js';
import { SearchHitType } from './search.graphql.js';
import type { ScoredHit } from './search.policy.js';
import { decisionOf } from './search-vocabulary.js';

/** What of a hit is wanted. */
export interface WantedOfHits {
  readonly parts: Parts;
  readonly revision: boolean;
  /** What made the scores. */
  readonly explanation: boolean;
}

/** A hit before it is read from the tables. */
export interface RankedHit extends ScoredHit {
  readonly entityId: string;
  readonly kind: EntityKind;
  /** Found by an identifier, so that it need not have a name. */
  readonly isIdentified: boolean;
}

/** Whoever reads in the same group sees the same rows in the same way. */
interface ReadGroup {
  readonly viewer: Viewer;
  readonly parts: Parts;
}

/** A screening of this many entities or more reads for itself. */
const SHARED_READ_IDS = 200;

/** Turns ranked entities into answers, read from the tables as the caller may see them: the index decides nothing. */
@Injectable()
export class Hits {
  private readonly reads: SharedReads<ReadGroup, EntityContent>;

  constructor(
    private readonly database: Database,
    private readonly presenter: EntityPresenter,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {
    this.reads = new SharedReads(async ({ viewer, parts }, ids) => {
      const contents = await new LookupRepository(database, viewer).contentsOf(ids, parts);
      return new Map(ids.map((id) => [id, contents(id)]));
    }, SHARED_READ_IDS);
  }

  /** The hits as answers; undefined for an entity of which the tables no longer show the caller anything. */
  async present(
    viewer: Viewer,
    hits: readonly RankedHit[],
    { parts, revision }: WantedOfHits,
  ): Promise<(hit: RankedHit) => SearchHitType | undefined> {
    const ids = [...new Set(hits.map(({ entityId }) => entityId))];
    // Names are always read: they are what a hit stands on.
    const contents = await this.contentsOf(viewer, ids, { ...parts, names: true });
    const revisions = revision ? await revisionsOf(this.database, this.ciphers.index, viewer, ids) : undefined;
    const records = new Map<string, EntityRecord>();
    for (const { entityId, kind, isIdentified } of hits) {
      const content = contents(entityId);
      if (isIdentified || content.names.length > 0) records.set(entityId, { id: entityId, kind, ...content });
    }
    const present = await this.presenter.presenting([...records.values()]);
    return ({ entityId, score, parts: explanation }) => {
      const record = records.get(entityId);
      if (!record) return undefined;
      return Object.assign(new SearchHitType(), {
        entity: present(record),
        score,
        decision: decisionOf(score),
        parts: explanation,
        revision: revisions?.get(entityId) ?? null,
      });
    };
  }

  /** What the viewer may see of each entity; callers who ask at the same time share a statement. */
  private async contentsOf(
    viewer: Viewer,
    ids: readonly string[],
    parts: Parts,
  ): Promise<(entityId: string) => EntityContent> {
    if (ids.length >= SHARED_READ_IDS) return new LookupRepository(this.database, viewer).contentsOf(ids, parts);
    const wanted = [parts.names, parts.identifiers, parts.flags, parts.evidence].map(Number).join('');
    // Everything that visibleTo looks at, so that callers who share a read see the same rows.
    const group = `${viewer.tenantId} ${viewer.tenantKind} ${viewer.jurisdiction} ${wanted}`;
    const found = new Map<string, EntityContent>();
    await Promise.all(
      ids.map(async (id) => {
        const content = await this.reads.get(group, { viewer, parts }, id);
        if (content) found.set(id, content);
      }),
    );
    return (id) => found.get(id) ?? NOTHING;
  }
}
