import { Args, ArgsType, Field, ID, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import { BlacklistReceipts, BlacklistReceiptType } from './receipts.graphql.js';
import { ReceiptsService } from './receipts.service.js';

@ArgsType()
class ReceiptPageArgs extends PageArgs {
  @Field(() => ID)
  entryId!: string;
}

@Resolver()
export class ReceiptsResolver {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => BlacklistReceipts, {
    nullable: true,
    complexity: pageComplexity,
    description:
      "Who has taken in the newest event of the caller's own entry after its publication; null when there is none.",
  })
  @RequiresScope('blacklist:publish')
  async blacklistReceipts(
    @CurrentContext() context: TenantContext,
    @Args() args: ReceiptPageArgs,
  ): Promise<BlacklistReceipts | null> {
    const list = `blacklist-receipts ${args.entryId}`;
    const page = this.pagination.read(context, list, args);
    const found = await this.receipts.receipts(context, args.entryId, page.after, page.limit + 1);
    if (!found) return null;
    const { told, takenIn, step } = found;
    const position = ({ subscriptionId }: { subscriptionId: string }) => subscriptionId;
    return Object.assign(new BlacklistReceipts(), {
      ...{ eventId: step.eventId, eventType: step.eventType, told, takenIn },
      occurredAt: new Date(Number(step.occurredAtMs)),
      receipts: this.pagination.connection(context, list, page, found.page, position, BlacklistReceiptType.from),
    });
  }
}
