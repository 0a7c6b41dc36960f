import { Args, Query, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { CheckMerchantInput, MerchantCheck, MerchantCheckResult } from './admission.graphql.js';
import { AdmissionService } from './admission.service.js';

@Resolver()
export class AdmissionResolver {
  constructor(private readonly admission: AdmissionService) {}

  @Query(() => MerchantCheckResult, {
    description:
      'How a merchant stands on the blacklist: listed, listed before, under review, similar names to review.',
  })
  @RequiresScope('blacklist:check')
  async checkMerchant(
    @CurrentContext() context: TenantContext,
    @Args('input') input: CheckMerchantInput,
  ): Promise<typeof MerchantCheckResult> {
    const result = await this.admission.check(context, input);
    return 'listed' in result ? MerchantCheck.from(result) : result;
  }
}
