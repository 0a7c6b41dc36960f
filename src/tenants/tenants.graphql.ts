import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TENANT_KINDS } from '../common/context/tenant-context.js';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { KEY_USES, useOf } from './key-use.js';
import { KEY_STATES, TENANT_STATES } from './tenant.lifecycle.js';
import type { Tenant, TenantKey } from './tenants.repository.js';

const enumOf = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value, value]));

export const TenantKindEnum = enumOf(TENANT_KINDS);
registerEnumType(TenantKindEnum, { name: 'TenantKind' });

export const TenantStateEnum = enumOf(TENANT_STATES);
registerEnumType(TenantStateEnum, { name: 'TenantState', description: 'A suspended tenant is not let in.' });

export const TenantKeyStateEnum = enumOf(KEY_STATES);
registerEnumType(TenantKeyStateEnum, {
  name: 'TenantKeyState',
  description: 'A retiring key verifies until its window ends; a revoked one never again.',
});

export const TenantKeyUseEnum = enumOf(KEY_USES);
registerEnumType(TenantKeyUseEnum, {
  name: 'TenantKeyUse',
  description: 'What a key is for (RFC 7517 §4.2): to verify what its tenant signed, or to seal disclosures to it.',
});

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

@ObjectType('TenantKey', { description: 'A public key of a tenant.' })
export class TenantKeyType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: "`kid` in the tokens' header; of a key to seal to its RFC 7638 thumbprint." })
  keyId!: string;

  @Field(() => TenantKeyUseEnum)
  use!: string;

  @Field(() => String, { description: 'ES256, EdDSA or PS256; ECDH-ES+A256KW of a key to seal to.' })
  algorithm!: string;

  @Field(() => TenantKeyStateEnum)
  state!: string;

  @Field(() => String, { description: 'The public key as a JWK (RFC 7517), in JSON.' })
  publicJwk!: string;

  @Field(() => GraphQLISODateTime)
  notBefore!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  notAfter!: Date | null;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => Int)
  version!: number;

  static from(key: TenantKey): TenantKeyType {
    return Object.assign(new TenantKeyType(), {
      id: key.id,
      keyId: key.keyId,
      use: useOf(key.algorithm),
      algorithm: key.algorithm,
      state: key.state,
      publicJwk: JSON.stringify(key.publicJwk),
      notBefore: new Date(Number(key.notBeforeMs)),
      notAfter: key.notAfterMs === null ? null : new Date(Number(key.notAfterMs)),
      createdAt: new Date(Number(key.createdAtMs)),
      version: key.version,
    });
  }
}

@ObjectType('TenantAccount', {
  description: 'A tenant as itself and the operator see it: with its state and its keys.',
})
export class TenantAccountType extends TenantType {
  @Field(() => TenantStateEnum)
  state!: string;

  @Field(() => [String], { description: 'What the operator has granted; a token can only narrow it.' })
  scopes!: string[];

  @Field(() => [TenantKeyType], { description: 'Every key it ever had, in order of key id.' })
  keys!: TenantKeyType[];

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime)
  updatedAt!: Date;

  @Field(() => Int, { description: 'Give it back with a change, to be told when somebody else was first.' })
  version!: number;

  static of(tenant: Tenant, keys: readonly TenantKey[]): TenantAccountType {
    return Object.assign(new TenantAccountType(), TenantType.from(tenant), {
      state: tenant.state,
      scopes: [...tenant.scopes],
      keys: keys.filter(({ tenantId }) => tenantId === tenant.id).map((key) => TenantKeyType.from(key)),
      createdAt: new Date(Number(tenant.createdAtMs)),
      updatedAt: new Date(Number(tenant.updatedAtMs)),
      version: tenant.version,
    });
  }
}

export const TenantAccountConnection = connectionTypes(TenantAccountType, 'TenantAccount');
