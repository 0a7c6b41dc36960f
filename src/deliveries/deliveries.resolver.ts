import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import {
  DeliveryConnection,
  DeliveryResult,
  DeliveryStateEnum,
  DeliveryType,
  RedeliverInput,
} from './deliveries.graphql.js';
import { DeliveriesService } from './deliveries.service.js';
import type { DeliveryState } from './delivery.lifecycle.js';

@ArgsType()
class DeliveryPageArgs extends PageArgs {
  @Field(() => ID)
  subscriptionId!: string;

  @Field(() => DeliveryStateEnum, { nullable: true })
  state?: DeliveryState | null;
}

@Resolver()
export class DeliveriesResolver {
  constructor(
    private readonly log: DeliveriesService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => DeliveryType, { nullable: true, description: "A delivery of the caller's own, else null." })
  @RequiresScope('subscriptions:read')
  async delivery(
    @CurrentContext() context: TenantContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<DeliveryType | null> {
    const delivery = await this.log.one(context, id);
    return delivery ? DeliveryType.from(delivery) : null;
  }

  @Query(() => DeliveryConnection, {
    complexity: pageComplexity,
    description: "The deliveries of one of the caller's own subscriptions, newest first.",
  })
  @RequiresScope('subscriptions:read')
  async deliveries(
    @CurrentContext() context: TenantContext,
    @Args() args: DeliveryPageArgs,
  ): Promise<Connection<DeliveryType>> {
    const state = args.state ?? null;
    const list = `deliveries ${args.subscriptionId} ${state ?? ''}`;
    const page = this.pagination.read(context, list, args);
    const beforeSeq = page.after === undefined ? undefined : Number(page.after);
    const rows = await this.log.page(context, args.subscriptionId, state, beforeSeq, page.limit + 1);
    return this.pagination.connection(context, list, page, rows, ({ seq }) => String(seq), DeliveryType.from);
  }

  @Mutation(() => DeliveryResult, { description: 'Sends a dead letter again, under the same event id.' })
  @RequiresScope('subscriptions:write')
  async redeliver(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RedeliverInput,
  ): Promise<typeof DeliveryResult> {
    const result = await this.log.redeliver(context, input);
    return isRefusal(result) ? result : DeliveryType.from(result);
  }
}
