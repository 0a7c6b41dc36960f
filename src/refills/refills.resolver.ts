import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { RedriveDeliveriesInput, RefillResult, RefillType, ReplaySubscriptionInput } from './refills.graphql.js';
import { RefillsService, type RefillResult as UseCaseResult } from './refills.service.js';

@Resolver()
export class RefillsResolver {
  constructor(private readonly refills: RefillsService) {}

  @Query(() => RefillType, { nullable: true, description: "An order of the caller's own, else null." })
  @RequiresScope('subscriptions:read')
  async refill(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<RefillType | null> {
    const refill = await this.refills.one(context, id);
    return refill ? RefillType.from(refill) : null;
  }

  @Mutation(() => RefillResult, { description: 'Sends dead letters again, under the same event ids.' })
  @RequiresScope('subscriptions:write')
  async redriveDeliveries(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RedriveDeliveriesInput,
  ): Promise<typeof RefillResult> {
    return shown(await this.refills.redrive(context, input));
  }

  @Mutation(() => RefillResult, {
    description:
      'Refills a receiver that lost data: everything since a moment comes again in its order, under the same event ids and new numbers; what is new comes after it.',
  })
  @RequiresScope('subscriptions:write')
  async replaySubscription(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ReplaySubscriptionInput,
  ): Promise<typeof RefillResult> {
    return shown(await this.refills.replay(context, input));
  }
}

const shown = (result: UseCaseResult): typeof RefillResult => (isRefusal(result) ? result : RefillType.from(result));
