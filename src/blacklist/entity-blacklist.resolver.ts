import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';
import { CurrentContext } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { EntityType } from '../entities/entities.graphql.js';
import { BlacklistEntryType } from './blacklist.graphql.js';
import { BlacklistService } from './blacklist.service.js';

type EntriesByEntity = DataLoader<string, BlacklistEntryType[]>;

/** `Entity.blacklist`: asked for by entity, read for all entities of a request at once. */
@Resolver(() => EntityType)
export class EntityBlacklistResolver {
  /** A context lives as long as its request. */
  private readonly loaders = new WeakMap<TenantContext, EntriesByEntity>();

  constructor(private readonly blacklistings: BlacklistService) {}

  @ResolveField(() => [BlacklistEntryType], {
    description: 'Published entries on it that the caller may see, newest first; needs the scope blacklist:read.',
  })
  blacklist(@Parent() entity: EntityType, @CurrentContext() context: TenantContext): Promise<BlacklistEntryType[]> {
    if (!context.scopes.has('blacklist:read')) {
      throw new GraphQLError('The field needs the scope blacklist:read.', { extensions: { code: 'FORBIDDEN' } });
    }
    return this.loaderFor(context).load(entity.id);
  }

  private loaderFor(context: TenantContext): EntriesByEntity {
    const known = this.loaders.get(context);
    if (known) return known;
    const loader: EntriesByEntity = new DataLoader((entityIds) => this.load(context, entityIds));
    this.loaders.set(context, loader);
    return loader;
  }

  private async load(context: TenantContext, entityIds: readonly string[]): Promise<BlacklistEntryType[][]> {
    const byEntity = new Map<string, BlacklistEntryType[]>(entityIds.map((id) => [id, []]));
    for (const entry of await this.blacklistings.publishedOn(context, entityIds)) {
      byEntity.get(entry.entityId)?.push(BlacklistEntryType.from(entry));
    }
    return entityIds.map((id) => byEntity.get(id) ?? []);
  }
}
