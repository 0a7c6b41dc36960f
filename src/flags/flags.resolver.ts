import { Query, Resolver } from '@nestjs/graphql';
import { AnyTenant } from '../common/context/operation.decorators.js';
import { FlagCategories } from './flag-categories.js';
import { FlagCategoryType } from './flags.graphql.js';

@Resolver()
export class FlagsResolver {
  constructor(private readonly categories: FlagCategories) {}

  @Query(() => [FlagCategoryType], { description: 'The categories that flags may have, in order of their code.' })
  @AnyTenant()
  async flagCategories(): Promise<FlagCategoryType[]> {
    return [...(await this.categories.all()).values()];
  }
}
