import { Args, ArgsType, createUnionType, Field, Mutation, Query, Resolver } from '@nestjs/graphql';
import { AnyTenant, CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal, NotFound, UserError } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import type { KeyUse } from './key-use.js';
import type { TenantState } from './tenant.lifecycle.js';
import { TenantAccountConnection, TenantAccountType, TenantKeyType, TenantKeyUseEnum } from './tenants.graphql.js';
import type { Tenant, TenantKey } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';
import {
  AddTenantInput,
  AddTenantKeyInput,
  INPUTS,
  RetireTenantKeyInput,
  RevokeTenantKeyInput,
  TenantStateInput,
} from './tenants-input.graphql.js';

const LIST = 'tenants';

const TenantChange = createUnionType({
  name: 'TenantChangeResult',
  types: () => [TenantAccountType, InvalidInput, NotFound, Conflict] as const,
});
const KeyChange = createUnionType({
  name: 'TenantKeyChangeResult',
  types: () => [TenantKeyType, InvalidInput, NotFound, Conflict] as const,
});

@ArgsType()
class PublicKeysArgs {
  @Field(() => String)
  tenantCode!: string;

  @Field(() => TenantKeyUseEnum)
  use!: KeyUse;
}

/** The operator's view of tenants and keys, and each tenant's view of itself. */
@Resolver()
export class TenantsResolver {
  constructor(
    private readonly tenantsService: TenantsService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => TenantAccountType, { description: 'The tenant that the token speaks for.' })
  @AnyTenant()
  async me(@CurrentContext() context: TenantContext): Promise<TenantAccountType> {
    return this.account(await this.tenantsService.self(context));
  }

  @Query(() => TenantAccountConnection, { complexity: pageComplexity, description: 'All tenants in order of code.' })
  @RequiresScope('tenants:read')
  async tenants(
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<TenantAccountType>> {
    const page = this.pagination.read(context, LIST, args);
    const tenants = await this.tenantsService.page(page.after ?? '', page.limit + 1);
    const keys = await this.tenantsService.keysOf(tenants.map(({ id }) => id));
    return this.pagination.connection(
      context,
      LIST,
      page,
      tenants,
      ({ code }) => code,
      (tenant) => TenantAccountType.of(tenant, keys),
    );
  }

  @Query(() => TenantAccountType, { nullable: true, description: 'The tenant with this code.' })
  @RequiresScope('tenants:read')
  async tenant(@Args('code', { type: () => String }) code: string): Promise<TenantAccountType | null> {
    const tenant = await this.tenantsService.byCode(code);
    return tenant ? this.account(tenant) : null;
  }

  @Query(() => [TenantKeyType], {
    description:
      'Public keys of an active tenant: those to seal a disclosure to (ENC), or those that verify what it signed (SIG). ' +
      'Compare the thumbprint of a key to seal to over another channel.',
  })
  @RequiresScope('keys:read')
  async tenantPublicKeys(@Args() { tenantCode, use }: PublicKeysArgs): Promise<TenantKeyType[]> {
    const keys = await this.tenantsService.publicKeys(tenantCode, use);
    return keys.map((key) => TenantKeyType.from(key));
  }

  @Mutation(() => TenantChange, { description: 'Registers a tenant; it can do nothing until it has a key.' })
  @RequiresScope('tenants:write')
  async addTenant(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => AddTenantInput }) input: AddTenantInput,
  ): Promise<typeof TenantChange> {
    const read = readInput(INPUTS.addTenant, input);
    if (!read.ok) return read.refusal;
    return this.tenantResult(await this.tenantsService.add(context, read.value, read.value));
  }

  @Mutation(() => TenantChange, { description: 'Lets the tenant in no more, within five seconds on every replica.' })
  @RequiresScope('tenants:write')
  suspendTenant(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => TenantStateInput }) input: TenantStateInput,
  ): Promise<typeof TenantChange> {
    return this.setState(context, input, 'SUSPENDED');
  }

  @Mutation(() => TenantChange, { description: 'Lets a suspended tenant in again.' })
  @RequiresScope('tenants:write')
  reinstateTenant(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => TenantStateInput }) input: TenantStateInput,
  ): Promise<typeof TenantChange> {
    return this.setState(context, input, 'ACTIVE');
  }

  @Mutation(() => KeyChange, { description: 'Registers a public key; several may be active at once.' })
  @RequiresScope('tenants:write')
  async addTenantKey(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => AddTenantKeyInput }) input: AddTenantKeyInput,
  ): Promise<typeof KeyChange> {
    const read = readInput(INPUTS.addTenantKey, input);
    if (!read.ok) return read.refusal;
    const { notBefore, notAfter, ...rest } = read.value;
    const moments = { notBeforeMs: notBefore?.getTime(), notAfterMs: notAfter?.getTime() };
    return keyResult(await this.tenantsService.addKey(context, { ...rest, ...moments }));
  }

  @Mutation(() => KeyChange, { description: 'Lets a key verify for a while more, for a rotation without a gap.' })
  @RequiresScope('tenants:write')
  async retireTenantKey(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => RetireTenantKeyInput }) input: RetireTenantKeyInput,
  ): Promise<typeof KeyChange> {
    const read = readInput(INPUTS.retireTenantKey, input);
    if (!read.ok) return read.refusal;
    const { tenantCode, keyId, lastsSeconds, ...options } = read.value;
    return keyResult(await this.tenantsService.retireKey(context, tenantCode, keyId, lastsSeconds, options));
  }

  @Mutation(() => KeyChange, { description: 'Ends a key for good, within five seconds on every replica.' })
  @RequiresScope('tenants:write')
  async revokeTenantKey(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => RevokeTenantKeyInput }) input: RevokeTenantKeyInput,
  ): Promise<typeof KeyChange> {
    const read = readInput(INPUTS.revokeTenantKey, input);
    if (!read.ok) return read.refusal;
    const { tenantCode, keyId, ...options } = read.value;
    return keyResult(await this.tenantsService.revokeKey(context, tenantCode, keyId, options));
  }

  private async setState(context: TenantContext, input: TenantStateInput, state: TenantState) {
    const read = readInput(INPUTS.tenantState, input);
    if (!read.ok) return read.refusal;
    const { code, ...options } = read.value;
    return this.tenantResult(await this.tenantsService.setState(context, code, state, options));
  }

  private async tenantResult<R extends UserError>(result: Tenant | R): Promise<TenantAccountType | R> {
    return isRefusal(result) ? inInput(result) : this.account(result);
  }

  private async account(tenant: Tenant): Promise<TenantAccountType> {
    return TenantAccountType.of(tenant, await this.tenantsService.keysOf([tenant.id]));
  }
}

const keyResult = <R extends UserError>(result: TenantKey | R): TenantKeyType | R =>
  isRefusal(result) ? inInput(result) : TenantKeyType.from(result);

/** The use cases name a field as such; a caller finds it inside its `input`. */
function inInput<R extends UserError>(refusal: R): R {
  if (refusal.field && !refusal.field.startsWith('input.')) refusal.field = `input.${refusal.field}`;
  return refusal;
}
