import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { GatewayKeyType, RotateGatewayKeyInput, RotateGatewayKeyResult } from './gateway-keys.graphql.js';
import { GatewayKeys } from './gateway-keys.service.js';

@Resolver()
export class GatewayKeysResolver {
  constructor(private readonly keys: GatewayKeys) {}

  @Mutation(() => RotateGatewayKeyResult, {
    description: 'Makes a new key by which the gateway signs; the one before stays published for 30 days.',
  })
  @RequiresScope('gateway-keys:write')
  async rotateGatewayKey(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RotateGatewayKeyInput,
  ): Promise<typeof RotateGatewayKeyResult> {
    const result = await this.keys.rotate(context, input);
    return isRefusal(result) ? result : GatewayKeyType.from(result);
  }
}
