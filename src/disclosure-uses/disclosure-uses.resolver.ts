import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { DisclosureRequestType } from '../disclosures/disclosure-request.graphql.js';
import {
  AnswerDisclosureConsentInput,
  DeclareDisclosureUseInput,
  DisclosureUseResult,
  DisclosureUseType,
} from './disclosure-uses.graphql.js';
import { DisclosureUsesService, type UseResult } from './disclosure-uses.service.js';

type Result = Promise<typeof DisclosureUseResult>;

/** What agencies do with disclosures. */
@Resolver(() => DisclosureRequestType)
export class DisclosureUsesResolver {
  constructor(private readonly service: DisclosureUsesService) {}

  @Mutation(() => DisclosureUseResult, {
    description: 'Says what is done with a disclosure. What its handling forbids is refused, or asks for consent.',
  })
  @RequiresScope('disclosures:request')
  async declareDisclosureUse(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DeclareDisclosureUseInput,
  ): Result {
    return shown(await this.service.declare(context, input));
  }

  @Mutation(() => DisclosureUseResult, {
    description: 'Consents to the passing on of a disclosure, or declines it; for an approver of the platform.',
  })
  @RequiresScope('disclosures:decide')
  async answerDisclosureConsent(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AnswerDisclosureConsentInput,
  ): Result {
    return shown(await this.service.answer(context, input));
  }

  @ResolveField(() => [DisclosureUseType], {
    description: 'What is done with the disclosure; a platform sees what its consent was asked for. At most 200.',
  })
  async uses(
    @Parent() { stored }: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
  ): Promise<DisclosureUseType[]> {
    return (await this.service.ofRequest(context, stored.id)).map(DisclosureUseType.from);
  }
}

const shown = (result: UseResult): typeof DisclosureUseResult =>
  isRefusal(result)
    ? (result as Extract<typeof DisclosureUseResult, { code: string }>)
    : DisclosureUseType.from(result);
