import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { DisclosuresModule } from '../disclosures/disclosures.module.js';
import { PackageRetention } from './package-retention.js';
import { PackagesResolver } from './packages.resolver.js';
import { PackagesService } from './packages.service.js';
import { ReceiptsService } from './receipts.service.js';

@Module({
  imports: [AttachmentsModule, DisclosuresModule],
  providers: [PackagesService, ReceiptsService, PackageRetention, PackagesResolver],
})
export class DisclosurePackagesModule {}
