import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import {
  AddDisclosureDelegationInput,
  DisclosureApproverInput,
  DisclosureMandatesResult,
  DisclosureMandatesType,
  EndDisclosureDelegationInput,
} from './disclosure-mandates.graphql.js';
import { DisclosureMandatesService, type MandatesResult } from './disclosure-mandates.service.js';

type Result = Promise<typeof DisclosureMandatesResult>;

/** Who may approve in the caller's own tenant. */
@Resolver()
export class DisclosureMandatesResolver {
  constructor(private readonly mandates: DisclosureMandatesService) {}

  @Query(() => DisclosureMandatesType, { description: "Who may approve in the caller's own tenant." })
  @RequiresScope('disclosures:administer')
  async disclosureMandates(@CurrentContext() context: TenantContext): Promise<DisclosureMandatesType> {
    return DisclosureMandatesType.from(await this.mandates.mandates(context));
  }

  @Mutation(() => DisclosureMandatesResult, {
    description: 'Designates an approver; from the first one on nobody else approves. Nobody designates himself.',
  })
  @RequiresScope('disclosures:administer')
  async addDisclosureApprover(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureApproverInput,
  ): Result {
    return shown(await this.mandates.addApprover(context, input));
  }

  @Mutation(() => DisclosureMandatesResult, { description: 'Ends a designation.' })
  @RequiresScope('disclosures:administer')
  async removeDisclosureApprover(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureApproverInput,
  ): Result {
    return shown(await this.mandates.removeApprover(context, input));
  }

  @Mutation(() => DisclosureMandatesResult, {
    description: 'Lets somebody decide for another who is away. Nobody makes himself a stand-in.',
  })
  @RequiresScope('disclosures:administer')
  async addDisclosureDelegation(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AddDisclosureDelegationInput,
  ): Result {
    return shown(await this.mandates.addDelegation(context, input));
  }

  @Mutation(() => DisclosureMandatesResult, { description: 'Ends a delegation before its time.' })
  @RequiresScope('disclosures:administer')
  async endDisclosureDelegation(
    @CurrentContext() context: TenantContext,
    @Args('input') input: EndDisclosureDelegationInput,
  ): Result {
    return shown(await this.mandates.endDelegation(context, input));
  }
}

const shown = (result: MandatesResult): typeof DisclosureMandatesResult =>
  isRefusal(result) ? (result as typeof DisclosureMandatesResult) : DisclosureMandatesType.from(result);
