import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { BlacklistEntryResult } from './blacklist.graphql.js';
import {
  BlacklistReasonInput,
  CorrectBlacklistEntryInput,
  DecideBlacklistRepairInput,
  PublishBlacklistEntryInEmergencyInput,
  PublishBlacklistEntryInput,
  RecordBlacklistObjectionInput,
  RequestBlacklistRepairInput,
  RevokeBlacklistEntryInput,
} from './blacklist-inputs.graphql.js';
import { PublicationService } from './publication.service.js';
import { shown } from './shown.js';

/** The steps of a published entry. */
@Resolver()
export class PublicationResolver {
  constructor(private readonly publication: PublicationService) {}

  @Mutation(() => BlacklistEntryResult, {
    description: 'Publishes what two people have decided; subscribers are told at once.',
  })
  @RequiresScope('blacklist:publish')
  async publishBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: PublishBlacklistEntryInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.publish(context, input));
  }

  @Mutation(() => BlacklistEntryResult, {
    description:
      'Publishes before the notice, on a coded ground; without the notice in time the entry is withdrawn by itself.',
  })
  @RequiresScope('blacklist:publish')
  async publishBlacklistEntryInEmergency(
    @CurrentContext() context: TenantContext,
    @Args('input') input: PublishBlacklistEntryInEmergencyInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.publishInEmergency(context, input));
  }

  @Mutation(() => BlacklistEntryResult, {
    description: 'Records that the party objects; the entry stays until that is decided.',
  })
  @RequiresScope('blacklist:proceed')
  async recordBlacklistObjection(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RecordBlacklistObjectionInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.object(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'The objection did not hold.' })
  @RequiresScope('blacklist:decide')
  async upholdBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: BlacklistReasonInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.uphold(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Corrects a published entry; whoever was told of it is told.' })
  @RequiresScope('blacklist:publish')
  async correctBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: CorrectBlacklistEntryInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.correct(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Takes a wrong entry back; whoever was told of it is told.' })
  @RequiresScope('blacklist:publish')
  async withdrawBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: BlacklistReasonInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.withdraw(context, input));
  }

  @Mutation(() => BlacklistEntryResult, { description: 'Records that the party asks for credit repair.' })
  @RequiresScope('blacklist:proceed')
  async requestBlacklistRepair(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RequestBlacklistRepairInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.requestRepair(context, input));
  }

  @Mutation(() => BlacklistEntryResult, {
    description: 'Grants the credit repair, which ends the listing, or refuses it.',
  })
  @RequiresScope('blacklist:decide')
  async decideBlacklistRepair(
    @CurrentContext() context: TenantContext,
    @Args('input') input: DecideBlacklistRepairInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.decideRepair(context, input));
  }

  @Mutation(() => BlacklistEntryResult, {
    description: 'Ends an entry on the word of a court or a superior; a superior regulator may do so too.',
  })
  @RequiresScope('blacklist:publish')
  async revokeBlacklistEntry(
    @CurrentContext() context: TenantContext,
    @Args('input') input: RevokeBlacklistEntryInput,
  ): Promise<typeof BlacklistEntryResult> {
    return shown(await this.publication.revoke(context, input));
  }
}
