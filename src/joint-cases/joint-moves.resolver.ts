import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { JointHandoverResult, JointParticipantResult, JointTaskResult } from './joint-cases.graphql.js';
import { JointHandoversService } from './joint-handovers.service.js';
import {
  AssignJointTaskInput,
  MoveJointHandoverInput,
  MoveJointParticipantInput,
  MoveJointTaskInput,
  OfferJointLeadInput,
  OpenToJointParticipantInput,
} from './joint-inputs.graphql.js';
import { JointParticipantsService } from './joint-participants.service.js';
import { JointPresenter } from './joint-presenter.js';
import { shownResult } from './joint-results.js';
import { JointTasksService } from './joint-tasks.service.js';

/** What participants of a joint case do. */
@Resolver()
export class JointMovesResolver {
  constructor(
    private readonly participants: JointParticipantsService,
    private readonly handovers: JointHandoversService,
    private readonly tasks: JointTasksService,
    private readonly presenter: JointPresenter,
  ) {}

  @Mutation(() => JointParticipantResult, {
    description: 'Accepts or declines an invitation, leaves a case, or removes somebody from it.',
  })
  @RequiresScope('joint-cases:take-part')
  async moveJointParticipant(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MoveJointParticipantInput,
  ): Promise<typeof JointParticipantResult> {
    const result = await this.participants.move(context, input);
    return shownResult(result, (items) => this.presenter.participants(items));
  }

  @Mutation(() => JointParticipantResult, {
    description: 'Opens to a participant what was written before, or gives it another access, by the lead.',
  })
  @RequiresScope('joint-cases:file')
  async openToJointParticipant(
    @CurrentContext() context: TenantContext,
    @Args('input') input: OpenToJointParticipantInput,
  ): Promise<typeof JointParticipantResult> {
    const result = await this.participants.openTo(context, input);
    return shownResult(result, (items) => this.presenter.participants(items));
  }

  @Mutation(() => JointHandoverResult, { description: 'Offers the lead to another agency that takes part.' })
  @RequiresScope('joint-cases:file')
  async offerJointLead(
    @CurrentContext() context: TenantContext,
    @Args('input') input: OfferJointLeadInput,
  ): Promise<typeof JointHandoverResult> {
    return shownResult(await this.handovers.offer(context, input), (items) => this.presenter.handovers(items));
  }

  @Mutation(() => JointHandoverResult, { description: 'Accepts, declines or retracts an offer of the lead.' })
  @RequiresScope('joint-cases:file')
  async moveJointHandover(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MoveJointHandoverInput,
  ): Promise<typeof JointHandoverResult> {
    return shownResult(await this.handovers.move(context, input), (items) => this.presenter.handovers(items));
  }

  @Mutation(() => JointTaskResult, { description: 'Assigns a task to a participant.' })
  @RequiresScope('joint-cases:file')
  async assignJointTask(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AssignJointTaskInput,
  ): Promise<typeof JointTaskResult> {
    return shownResult(await this.tasks.assign(context, input), (items) => this.presenter.tasks(context, items));
  }

  @Mutation(() => JointTaskResult, { description: 'Starts, submits, declines, approves, returns or cancels a task.' })
  @RequiresScope('joint-cases:take-part')
  async moveJointTask(
    @CurrentContext() context: TenantContext,
    @Args('input') input: MoveJointTaskInput,
  ): Promise<typeof JointTaskResult> {
    return shownResult(await this.tasks.move(context, input), (items) => this.presenter.tasks(context, items));
  }
}
