import { Args, ArgsType, Field, Query, Resolver } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { pageComplexity } from '../common/graphql/limits.js';
import { Pagination } from '../common/pagination.js';
import { LedgerEntryConnection, LedgerEntryType, LedgerHeadType } from './ledger.graphql.js';
import { LEDGER_ACTIONS } from './ledger-actions.js';
import { LedgerReadingService } from './ledger-reading.service.js';

/** Longest tenant code. */
const MAX_CODE_LENGTH = 32;

@ArgsType()
class LedgerPageArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only this action.' })
  action?: string | null;

  @Field(() => String, { nullable: true, description: 'Only what this tenant did.' })
  tenantCode?: string | null;
}

/** The ledger, as oversight reads it. */
@Resolver()
export class LedgerResolver {
  constructor(
    private readonly reading: LedgerReadingService,
    private readonly pagination: Pagination,
  ) {}

  @Query(() => LedgerEntryConnection, {
    complexity: pageComplexity,
    description: 'Sealed entries, oldest first. Reading them is an entry of its own.',
  })
  @RequiresScope('ledger:read')
  async ledgerEntries(
    @CurrentContext() context: TenantContext,
    @Args() args: LedgerPageArgs,
  ): Promise<Connection<LedgerEntryType>> {
    const filter = { action: actionOf(args), tenantCode: codeOf(args) };
    const list = `ledgerEntries ${JSON.stringify(filter)}`;
    const page = this.pagination.read(context, list, args);
    const entries = await this.reading.page(context, filter, Number(page.after ?? 0), page.limit + 1);
    return this.pagination.connection(
      context,
      list,
      page,
      entries,
      ({ seq }) => String(seq),
      (entry) => LedgerEntryType.from(entry),
    );
  }

  @Query(() => LedgerHeadType, { description: 'The newest sealed entry.' })
  @RequiresScope('ledger:read')
  async ledgerHead(): Promise<LedgerHeadType> {
    return LedgerHeadType.from(await this.reading.head());
  }
}

function actionOf({ action }: LedgerPageArgs): string | undefined {
  if (action === undefined || action === null) return undefined;
  if ((LEDGER_ACTIONS as readonly string[]).includes(action)) return action;
  throw wrongArgument('action', `\`action\` must be one of ${LEDGER_ACTIONS.join(', ')}.`);
}

function codeOf({ tenantCode }: LedgerPageArgs): string | undefined {
  if (tenantCode === undefined || tenantCode === null) return undefined;
  if (tenantCode.length > 0 && tenantCode.length <= MAX_CODE_LENGTH) return tenantCode;
  throw wrongArgument('tenantCode', `\`tenantCode\` has 1 to ${MAX_CODE_LENGTH} characters.`);
}

const wrongArgument = (field: string, message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field } });
