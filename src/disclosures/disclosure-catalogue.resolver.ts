import { Query, Resolver } from '@nestjs/graphql';
import { AnyTenant } from '../common/context/operation.decorators.js';
import { DisclosureCatalogueType } from './disclosure-catalogue.graphql.js';
import { Catalogue } from './disclosure-catalogue.js';

@Resolver()
export class DisclosureCatalogueResolver {
  constructor(private readonly catalogue: Catalogue) {}

  @Query(() => DisclosureCatalogueType, { description: 'The data items, statutes and refusal reasons of disclosures.' })
  @AnyTenant()
  disclosureCatalogue(): DisclosureCatalogueType {
    const { items, statutes, refusalReasons } = this.catalogue;
    return { items, statutes, refusalReasons };
  }
}
