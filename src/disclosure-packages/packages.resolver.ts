import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { CurrentContext, RequiresScope } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import {
  ConfirmDisclosureReceiptInput,
  DeliverDisclosurePackageInput,
  PackageFileType,
  PackageResultUnion,
  PackageType,
} from './packages.graphql.js';
import { type PackageResult, PackagesService } from './packages.service.js';
import { ReceiptsService } from './receipts.service.js';

@Resolver(() => PackageType)
export class PackagesResolver {
  constructor(
    private readonly packages: PackagesService,
    private readonly receipts: ReceiptsService,
  ) {}

  @Query(() => PackageType, { nullable: true, description: 'The package that answers a request, for its two sides.' })
  @RequiresScope('disclosures:read')
  async disclosurePackage(
    @CurrentContext() context: TenantContext,
    @Args('requestId', { type: () => ID }) requestId: string,
  ): Promise<PackageType | null> {
    const stored = await this.packages.ofRequest(context, requestId);
    return stored ? PackageType.from(stored) : null;
  }

  @Mutation(() => PackageResultUnion, {
    description: 'Delivers what was granted: a manifest and files, sealed and uploaded before, go to the agency.',
  })
  @RequiresScope('disclosures:answer')
  async deliverDisclosurePackage(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => DeliverDisclosurePackageInput }) input: DeliverDisclosurePackageInput,
  ): Promise<typeof PackageResultUnion> {
    return shown(await this.packages.deliver(context, input));
  }

  @Mutation(() => PackageResultUnion, { description: 'Confirms a package by the receipt that the agency signed.' })
  @RequiresScope('disclosures:request')
  async confirmDisclosureReceipt(
    @CurrentContext() context: TenantContext,
    @Args('input', { type: () => ConfirmDisclosureReceiptInput }) input: ConfirmDisclosureReceiptInput,
  ): Promise<typeof PackageResultUnion> {
    return shown(await this.receipts.confirm(context, input));
  }

  @ResolveField(() => [PackageFileType])
  async files(@Parent() { stored }: PackageType, @CurrentContext() context: TenantContext): Promise<PackageFileType[]> {
    const { files, attachments } = await this.packages.files(context, stored);
    return files.flatMap(({ fileNumber, attachmentId, item, size, sha256 }) => {
      const attachment = attachments.get(attachmentId);
      if (!attachment) return [];
      return [{ number: fileNumber, item, size: Number(size), sha256, attachment: AttachmentType.from(attachment) }];
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'What the agency signed (JWS), once it has.' })
  receipt(@Parent() { stored }: PackageType, @CurrentContext() context: TenantContext): Promise<string | null> {
    return this.packages.receipt(context, stored);
  }
}

const shown = (result: PackageResult): typeof PackageResultUnion =>
  isRefusal(result) ? (result as Extract<typeof PackageResultUnion, { code: string }>) : PackageType.from(result);
