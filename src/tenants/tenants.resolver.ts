import { Query, Resolver } from '@nestjs/graphql';
import { AnyTenant, CurrentContext } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { TenantType } from './tenants.graphql.js';
import { TenantsService } from './tenants.service.js';

@Resolver()
export class TenantsResolver {
  constructor(private readonly tenants: TenantsService) {}

  @Query(() => TenantType, { description: 'The tenant that the token speaks for.' })
  @AnyTenant()
  async me(@CurrentContext() context: TenantContext): Promise<TenantType> {
    return TenantType.from(await this.tenants.self(context));
  }
}
