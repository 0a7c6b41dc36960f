import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import { CurrentContext } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { BlacklistCase, BlacklistEntryType, BlacklistRestrictedPart } from './blacklist.graphql.js';
import { BlacklistService } from './blacklist.service.js';
import type { CaseStep, RestrictedPart } from './case-file.repository.js';

interface Loaders {
  readonly steps: DataLoader<string, CaseStep[]>;
  readonly parts: DataLoader<string, RestrictedPart | null>;
}

/** What hangs on an entry, read for all entries of a request at once. */
@Resolver(() => BlacklistEntryType)
export class EntryPartsResolver {
  /** A context lives as long as its request. */
  private readonly loaders = new WeakMap<TenantContext, Loaders>();

  constructor(private readonly blacklist: BlacklistService) {}

  @ResolveField(() => BlacklistCase, { nullable: true, description: 'The file, for the regulator itself; else null.' })
  async case(@Parent() { row }: BlacklistEntryType, @CurrentContext() context: TenantContext) {
    if (row.tenantId !== context.tenantId) return null;
    return BlacklistCase.of(row, await this.loadersOf(context).steps.load(row.id));
  }

  @ResolveField(() => BlacklistRestrictedPart, {
    nullable: true,
    description: 'Null when there is none, or when it is not shared with the caller.',
  })
  async restricted(@Parent() { id }: BlacklistEntryType, @CurrentContext() context: TenantContext) {
    const part = await this.loadersOf(context).parts.load(id);
    return part && BlacklistRestrictedPart.from(part);
  }

  private loadersOf(context: TenantContext): Loaders {
    const known = this.loaders.get(context);
    if (known) return known;
    const loaders: Loaders = {
      steps: new DataLoader(async (ids) => {
        const steps = await this.blacklist.stepsOf(context, ids);
        return ids.map((id) => steps.filter(({ entryId }) => entryId === id));
      }),
      parts: new DataLoader(async (ids) => {
        const parts = await this.blacklist.partsOf(context, ids);
        return ids.map((id) => parts.get(id) ?? null);
      }),
    };
    this.loaders.set(context, loaders);
    return loaders;
  }
}
