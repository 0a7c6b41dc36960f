import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TENANT_KINDS } from '../common/context/tenant-context.js';
import type { Tenant } from './tenants.repository.js';

export const TenantKindEnum = Object.fromEntries(TENANT_KINDS.map((kind) => [kind, kind]));
registerEnumType(TenantKindEnum, { name: 'TenantKind' });

@ObjectType('Tenant', { description: 'An organisation with keys.' })
export class TenantType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, {
    description: '`iss` of its tokens, and the platform part of its shop, listing and account ids.',
  })
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TenantKindEnum)
  kind!: string;

  @Field(() => String, { description: 'GB/T 2260 division code.' })
  jurisdiction!: string;

  static from(tenant: Tenant): TenantType {
    return Object.assign(new TenantType(), {
      id: tenant.id,
      code: tenant.code,
      name: tenant.name,
      kind: tenant.kind,
      jurisdiction: tenant.jurisdiction,
    });
  }
}
