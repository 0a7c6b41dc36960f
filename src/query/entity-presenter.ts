import { Inject, Injectable } from '@nestjs/common';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { EntityType } from '../entities/entities.graphql.js';
import { FlagCategories } from '../flags/flag-categories.js';
import type { FlagCategory } from '../flags/flag-categories.repository.js';
import { flagEvidenceContext } from '../flags/flag-vocabulary.js';
import type { FlagType } from '../flags/flags.graphql.js';
import { type TenantCard, TenantCards } from '../tenants/tenant-cards.js';
import type { FlagRecord } from './entity-content.js';
import type { EntityRecord } from './lookup.repository.js';

/** Turns what was read of entities into what is answered. */
@Injectable()
export class EntityPresenter {
  constructor(
    private readonly tenants: TenantCards,
    private readonly categories: FlagCategories,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** A function that presents these entities and no others: their sources and categories are at hand then. */
  async presenting(entities: readonly EntityRecord[]): Promise<(entity: EntityRecord) => EntityType> {
    const sourceIds = new Set<string>();
    for (const { flags } of entities) for (const { tenantId } of flags) sourceIds.add(tenantId);
    const sources = await this.tenants.of(sourceIds);
    const categories = await this.categories.all();
    return ({ flags, ...entity }) =>
      Object.assign(new EntityType(), entity, { flags: flags.map((flag) => this.flag(flag, sources, categories)) });
  }

  private flag(
    { tenantId, category, detectedAtMs, evidence, ...flag }: FlagRecord,
    sources: ReadonlyMap<string, TenantCard>,
    categories: ReadonlyMap<string, FlagCategory>,
  ): FlagType {
    const source = sources.get(tenantId);
    if (!source) throw new Error('a flag of an unknown tenant');
    return {
      ...flag,
      source,
      category: categories.get(category) ?? { code: category, labelEn: category, labelZh: category },
      detectedAt: new Date(detectedAtMs),
      evidence: evidence === null ? null : this.ciphers.fields.decrypt(evidence, flagEvidenceContext(flag.id)),
    };
  }
}
