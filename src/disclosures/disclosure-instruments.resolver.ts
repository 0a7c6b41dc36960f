import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { DisclosureInstruments } from './disclosure-instruments.service.js';
import { DisclosurePresenter } from './disclosure-presenter.js';
import { DisclosureRequestResult, DisclosureRequestType } from './disclosure-request.graphql.js';
import { AttachDisclosureInstrumentInput } from './disclosures-input.graphql.js';

@Resolver(() => DisclosureRequestType)
export class DisclosureInstrumentsResolver {
  constructor(
    private readonly instruments: DisclosureInstruments,
    private readonly presenter: DisclosurePresenter,
  ) {}

  @Mutation(() => DisclosureRequestResult, {
    description:
      'Attaches a legal instrument, uploaded as PDF before. Who attaches one to a draft cannot send it any more.',
  })
  @RequiresScope('disclosures:request')
  async attachDisclosureInstrument(
    @CurrentContext() context: TenantContext,
    @Args('input') input: AttachDisclosureInstrumentInput,
  ): Promise<typeof DisclosureRequestResult> {
    return this.presenter.shown(context, await this.instruments.attach(context, input));
  }

  @ResolveField('instruments', () => [AttachmentType], { description: 'The legal instruments, as PDF; at most 10.' })
  async instrumentsOf(
    @Parent() { stored }: DisclosureRequestType,
    @CurrentContext() context: TenantContext,
  ): Promise<AttachmentType[]> {
    return (await this.instruments.of(context, stored)).map(AttachmentType.from);
  }
}
