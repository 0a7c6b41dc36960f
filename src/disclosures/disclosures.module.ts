import { Module } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { SETTINGS } from '../common/tokens.js';
import { Catalogue } from './disclosure-catalogue.js';
import { DisclosureCatalogueResolver } from './disclosure-catalogue.resolver.js';
import { DisclosureDecisionsService } from './disclosure-decisions.service.js';
import { DisclosureDraftsService } from './disclosure-drafts.service.js';
import { DisclosureParticulars } from './disclosure-particulars.js';
import { DisclosurePresenter } from './disclosure-presenter.js';
import { DisclosureReadingService } from './disclosure-reading.service.js';
import { DisclosureSteps } from './disclosure-steps.js';
import { DisclosureStepsResolver } from './disclosure-steps.resolver.js';
import { DisclosureSubjects } from './disclosure-subjects.js';
import { DisclosureTransactions } from './disclosure-transactions.js';
import { DisclosuresResolver } from './disclosures.resolver.js';
import { DisclosuresService } from './disclosures.service.js';

@Module({
  providers: [
    {
      provide: Catalogue,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => Catalogue.open(settings.LIAISON_DISCLOSURE_CATALOGUE_FILE),
    },
    DisclosureSubjects,
    DisclosureParticulars,
    DisclosureSteps,
    DisclosureTransactions,
    DisclosureDraftsService,
    DisclosureDecisionsService,
    DisclosuresService,
    DisclosureReadingService,
    DisclosurePresenter,
    DisclosuresResolver,
    DisclosureStepsResolver,
    DisclosureCatalogueResolver,
  ],
  exports: [DisclosuresService, DisclosureReadingService],
})
export class DisclosuresModule {}
