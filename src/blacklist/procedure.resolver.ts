import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { BlacklistEntryResult } from './blacklist.graphql.js';
import {
  BlacklistReasonInput,
  ConfirmBlacklistDecisionInput,
  DecideBlacklistEntryInput,
  GiveBlacklistNoticeInput,
  ProposeBlacklistEntryInput,
  RecordBlacklistStatementInput,
} from './blacklist-inputs.graphql.js';
import { ProcedureService } from './procedure.service.js';
import { shown } from './shown.js';

/** The steps to a decision. */
@Resolver()
export class ProcedureResolver {
  constructor(private readonly procedure: ProcedureService) {}

  @Mutation(() => BlacklistEntryResult, { description: 'Proposes a merchant; nobody else sees the proposal.' })
  @RequiresScope('blacklist:propose')
  async proposeBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ProposeBlacklistEntryInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.propose(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Gives a proposal up before the party was told.' })
  @RequiresScope('blacklist:propose')
  async dropBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: BlacklistReasonInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.drop(context, input));
  }

  @Mutation(() => BlacklistEntryResult, {
    description: 'Records that the party was given notice; its time for a statement begins.',
  })
  @RequiresScope('blacklist:proceed')
  async giveBlacklistNotice(
    @CurrentContext() context: TenantContext,
    @Args('input') input: GiveBlacklistNoticeInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.giveNotice(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Records what the party has said to the notice.' })
  @RequiresScope('blacklist:proceed')
  async recordBlacklistStatement(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RecordBlacklistStatementInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.recordStatement(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'The decision of the first of two people.' })
  @RequiresScope('blacklist:decide')
  async decideBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DecideBlacklistEntryInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.decide(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Another person confirms the decision, or disagrees.' })
  @RequiresScope('blacklist:decide')
  async confirmBlacklistDecision(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ConfirmBlacklistDecisionInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.procedure.confirm(context, input));
  }
}
