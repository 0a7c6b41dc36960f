import { Module } from '@nestjs/common';
import { BlacklistResolver } from './blacklist.resolver.js';
import { BlacklistService } from './blacklist.service.js';
import { BlacklistSteps } from './blacklist-steps.js';
import { EntityBlacklistResolver } from './entity-blacklist.resolver.js';
import { EntryPartsResolver } from './entry-parts.resolver.js';
import { ProcedureResolver } from './procedure.resolver.js';
import { ProcedureService } from './procedure.service.js';
import { PublicationResolver } from './publication.resolver.js';
import { PublicationService } from './publication.service.js';
import { ReceiptsResolver } from './receipts.resolver.js';
import { ReceiptsService } from './receipts.service.js';
import { StatedMerchant } from './stated-merchant.js';

@Module({
  providers: [
    BlacklistService,
    BlacklistSteps,
    StatedMerchant,
    ProcedureService,
    PublicationService,
    BlacklistResolver,
    ProcedureResolver,
    PublicationResolver,
    EntryPartsResolver,
    ReceiptsService,
    ReceiptsResolver,
    EntityBlacklistResolver,
  ],
  exports: [BlacklistService],
})
export class BlacklistModule {}
