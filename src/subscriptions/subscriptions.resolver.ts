import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import {
  CreateSubscriptionInput,
  EventSubscriptionConnection,
  EventSubscriptionType,
  RotateSubscriptionSecretInput,
  SubscriptionAtVersionInput,
  SubscriptionResult,
  SubscriptionSecretResult,
  SubscriptionWithSecret,
} from './subscriptions.graphql.js';
import { SubscriptionsService, type SubscriptionResult as UseCaseResult } from './subscriptions.service.js';

const LIST = 'subscriptions';

@Resolver()
export class SubscriptionsResolver {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => EventSubscriptionType, { nullable: true, description: "A subscription of the caller's own, else null." })
  @RequiresScope('subscriptions:read')
  async subscription(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<EventSubscriptionType | null> {
    const subscription = await this.subscriptions.one(context, id);
    return subscription ? EventSubscriptionType.from(subscription) : null;
  }

  @Query(() => EventSubscriptionConnection, {
    name: 'subscriptions',
    complexity: pageComplexity,
    description: "The caller's own subscriptions, oldest first.",
  })
  @RequiresScope('subscriptions:read')
  async ownSubscriptions(
    @CurrentContext() context: TenantContext,
    @Args() args: PageArgs,
  ): Promise<Connection<EventSubscriptionType>> {
    const page = this.pagination.read(context, LIST, args);
    const rows = await this.subscriptions.page(context, page.after ?? '', page.limit + 1);
    return this.pagination.connection(context, LIST, page, rows, ({ id }) => id, EventSubscriptionType.from);
  }

  @Mutation(() => SubscriptionSecretResult, { description: 'Registers an endpoint; the answer shows its secret once.' })
  @RequiresScope('subscriptions:write')
  async createSubscription(
    @CurrentContext() context: TenantContext,
    @Args('input') input: CreateSubscriptionInput,
  ): Promise<typeof SubscriptionSecretResult> {
    return withSecret(await this.subscriptions.create(context, input));
  }

  @Mutation(() => SubscriptionSecretResult, {
    description: 'Makes a new secret; the present one signs as well for a while.',
  })
  @RequiresScope('subscriptions:write')
  async rotateSubscriptionSecret(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RotateSubscriptionSecretInput,
  ): Promise<typeof SubscriptionSecretResult> {
    return withSecret(await this.subscriptions.rotateSecret(context, input));
  }

  @Mutation(() => SubscriptionResult, { description: 'Stops sending; events go on being collected.' })
  @RequiresScope('subscriptions:write')
  async pauseSubscription(
    @CurrentContext() context: TenantContext,
    @Args('input') input: SubscriptionAtVersionInput,
  ): Promise<typeof SubscriptionResult> {
    return shown(await this.subscriptions.pause(context, input));
  }

  @Mutation(() => SubscriptionResult, { description: 'Sends again, beginning with what was collected.' })
  @RequiresScope('subscriptions:write')
  async resumeSubscription(
    @CurrentContext() context: TenantContext,
    @Args('input') input: SubscriptionAtVersionInput,
  ): Promise<typeof SubscriptionResult> {
    return shown(await this.subscriptions.resume(context, input));
  }

  @Mutation(() => SubscriptionResult, { description: 'Ends it for good; what was not sent yet is not sent.' })
  @RequiresScope('subscriptions:write')
  async deleteSubscription(
    @CurrentContext() context: TenantContext,
    @Args('input') input: SubscriptionAtVersionInput,
  ): Promise<typeof SubscriptionResult> {
    return shown(await this.subscriptions.delete(context, input));
  }
}

const shown = (result: UseCaseResult): typeof SubscriptionResult =>
  isRefusal(result) ? result : EventSubscriptionType.from(result.subscription);

const withSecret = (result: UseCaseResult): typeof SubscriptionSecretResult =>
  isRefusal(result) ? result : SubscriptionWithSecret.from(result);
