import { Args, ArgsType, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { Pagination } from '../common/pagination.js';
import {
  DeliveryReceiptType,
  HandInReceiptInput,
  HandInReceiptResult,
  PublicationReceiptConnection,
  PublicationReceiptType,
} from './receipts.graphql.js';
import { ReceiptsService } from './receipts.service.js';

@ArgsType()
class PublicationReceiptArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  eventId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Stands for its newest event.' })
  subjectId?: string | null;
}

@Resolver()
export class ReceiptsResolver {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => PublicationReceiptConnection, {
    complexity: pageComplexity,
    description:
      'Who has an event that the caller published, who does not yet, and since when. Give `eventId` or `subjectId`. Agencies see every receiver, others those that they named themselves.',
  })
  @RequiresScope('events:read')
  async publicationReceipts(
    @CurrentContext() context: TenantContext,
    @Args() args: PublicationReceiptArgs,
  ): Promise<Connection<PublicationReceiptType>> {
    const about = subjectOf(args);
    const list = `publicationReceipts ${JSON.stringify(about)}`;
    const page = this.pagination.read(context, list, args);
    const rows = await this.receipts.receivers(context, about, page.after ?? '', page.limit + 1);
    return this.pagination.connection(
      context,
      list,
      page,
      rows,
      ({ tenantId }) => tenantId,
      PublicationReceiptType.from,
    );
  }

  @Mutation(() => HandInReceiptResult, {
    description: "Hands in a signed receipt for a delivery of the caller's own. The first one of a delivery stands.",
  })
  @RequiresScope('subscriptions:write')
  async handInReceipt(
    @CurrentContext() context: TenantContext,
    @Args('input') input: HandInReceiptInput,
  ): Promise<typeof HandInReceiptResult> {
    const result = await this.receipts.handIn(context, input);
    return isRefusal(result) ? result : DeliveryReceiptType.from(result);
  }
}

function subjectOf({ eventId, subjectId }: PublicationReceiptArgs): { eventId: string } | { subjectId: string } {
  if (eventId && !subjectId) return { eventId };
  if (subjectId && !eventId) return { subjectId };
  throw new GraphQLError('Give either `eventId` or `subjectId`.', { extensions: { code: 'BAD_USER_INPUT' } });
}
