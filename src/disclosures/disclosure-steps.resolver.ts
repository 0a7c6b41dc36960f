import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { DisclosureDecisionsService } from './disclosure-decisions.service.js';
import { DisclosureDraftsService } from './disclosure-drafts.service.js';
import { DisclosurePresenter } from './disclosure-presenter.js';
import { DisclosureRequestResult } from './disclosure-request.graphql.js';
import { DisclosuresService } from './disclosures.service.js';
import {
  AnswerDisclosureClarificationInput,
  AskDisclosureClarificationInput,
  DisclosureDraftInput,
  DisclosureReasonInput,
  DisclosureStepInput,
  DraftDisclosureDecisionInput,
  ReviewDisclosureAfterwardsInput,
  UpdateDisclosureDraftInput,
} from './disclosures-input.graphql.js';

type Result = Promise<typeof DisclosureRequestResult>;

/** Steps in the life of a disclosure request. */
@Resolver()
export class DisclosureStepsResolver {
  constructor(
    private readonly drafts: DisclosureDraftsService,
    private readonly disclosures: DisclosuresService,
    private readonly decisions: DisclosureDecisionsService,
    private readonly presenter: DisclosurePresenter,
  ) {}

  @Mutation(() => DisclosureRequestResult, { description: 'Begins a draft; only the agency sees it.' })
  @RequiresScope('disclosures:request')
  async createDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureDraftInput,
  ): Result {
    return this.presenter.shown(context, await this.drafts.create(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'Changes a draft; whoever does cannot send it any more.' })
  @RequiresScope('disclosures:request')
  async updateDisclosureDraft(
    @CurrentContext() context: TenantContext,
    @Args('input') input: UpdateDisclosureDraftInput,
  ): Result {
    return this.presenter.shown(context, await this.drafts.update(context, input));
  }

  @Mutation(() => DisclosureRequestResult, {
    description: 'Approves a complete draft for the agency and sends it: by another person than those who wrote it.',
  })
  @RequiresScope('disclosures:submit')
  async submitDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureStepInput,
  ): Result {
    return this.presenter.shown(context, await this.drafts.submit(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'Gives a draft up.' })
  @RequiresScope('disclosures:request')
  async discardDisclosureDraft(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureReasonInput,
  ): Result {
    return this.presenter.shown(context, await this.drafts.discard(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'Takes a request back that was sent.' })
  @RequiresScope('disclosures:request')
  async withdrawDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureReasonInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.withdraw(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'The platform has the request in hand.' })
  @RequiresScope('disclosures:answer')
  async acknowledgeDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureStepInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.acknowledge(context, input));
  }

  @Mutation(() => DisclosureRequestResult, {
    description: "Asks the agency; the platform's time stands still until it answers, and a decision draft falls.",
  })
  @RequiresScope('disclosures:answer')
  async askDisclosureClarification(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AskDisclosureClarificationInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.ask(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: "Answers the platform's question." })
  @RequiresScope('disclosures:request')
  async answerDisclosureClarification(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AnswerDisclosureClarificationInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.answer(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'Takes the request under review.' })
  @RequiresScope('disclosures:answer')
  async reviewDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureStepInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.review(context, input));
  }

  @Mutation(() => DisclosureRequestResult, {
    description: 'Writes what is granted and refused, by subject, item and period; it counts once others approve it.',
  })
  @RequiresScope('disclosures:answer')
  async draftDisclosureDecision(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DraftDisclosureDecisionInput,
  ): Result {
    return this.presenter.shown(context, await this.decisions.draft(context, input));
  }

  @Mutation(() => DisclosureRequestResult, {
    description: 'Approves the decision draft: by another person than its author, and by two when it is sensitive.',
  })
  @RequiresScope('disclosures:decide')
  async approveDisclosureDecision(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureReasonInput,
  ): Result {
    return this.presenter.shown(context, await this.decisions.approve(context, input));
  }

  @Mutation(() => DisclosureRequestResult, { description: 'Sends the decision draft back: it is written anew.' })
  @RequiresScope('disclosures:decide')
  async sendBackDisclosureDecision(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureReasonInput,
  ): Result {
    return this.presenter.shown(context, await this.decisions.sendBack(context, input));
  }

  @Mutation(() => DisclosureRequestResult, {
    description: 'Reviews an emergency decision afterwards: by one who neither wrote nor approved it.',
  })
  @RequiresScope('disclosures:decide')
  async reviewDisclosureAfterwards(
    @CurrentContext() context: TenantContext,
    @Args('input') input: ReviewDisclosureAfterwardsInput,
  ): Result {
    const result = await this.decisions.reviewAfterwards(context, input, input.isConfirmed);
    return this.presenter.shown(context, result);
  }

  @Mutation(() => DisclosureRequestResult, { description: 'The agency is done with the request.' })
  @RequiresScope('disclosures:request')
  async closeDisclosureRequest(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DisclosureStepInput,
  ): Result {
    return this.presenter.shown(context, await this.disclosures.close(context, input));
  }
}
