import { Module } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { SETTINGS } from '../common/tokens.js';
import { WorkingCalendar } from '../deadlines/working-days.js';
import { Catalogue } from './disclosure-catalogue.js';
import { DisclosureCatalogueResolver } from './disclosure-catalogue.resolver.js';
import { DisclosureClock } from './disclosure-clock.js';
import { DisclosureDecisionsService } from './disclosure-decisions.service.js';
import { DisclosureDraftsService } from './disclosure-drafts.service.js';
import { DisclosureInstrumentsResolver } from './disclosure-instruments.resolver.js';
import { DisclosureInstruments } from './disclosure-instruments.service.js';
import { DisclosureMandatesResolver } from './disclosure-mandates.resolver.js';
import { DisclosureMandatesService } from './disclosure-mandates.service.js';
import { DisclosureParticulars } from './disclosure-particulars.js';
import { DisclosurePresenter } from './disclosure-presenter.js';
import { DisclosureReadingService } from './disclosure-reading.service.js';
import { DisclosureSteps } from './disclosure-steps.js';
import { DisclosureStepsResolver } from './disclosure-steps.resolver.js';
import { DisclosureSubjects } from './disclosure-subjects.js';
import { DisclosureTerms, type TermRules } from './disclosure-terms.js';
import { DisclosureTimetable } from './disclosure-timetable.js';
import { DisclosureTransactions } from './disclosure-transactions.js';
import { DisclosuresResolver } from './disclosures.resolver.js';
import { DisclosuresService } from './disclosures.service.js';

@Module({
  imports: [AttachmentsModule],
  providers: [
    {
      provide: Catalogue,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => Catalogue.open(settings.LIAISON_DISCLOSURE_CATALOGUE_FILE),
    },
    {
      provide: DisclosureTerms,
      inject: [WorkingCalendar, SETTINGS],
      useFactory: (calendar: WorkingCalendar, settings: Settings) => new DisclosureTerms(calendar, termRules(settings)),
    },
    DisclosureTimetable,
    DisclosureClock,
    DisclosureSubjects,
    DisclosureParticulars,
    DisclosureSteps,
    DisclosureTransactions,
    DisclosureInstruments,
    DisclosureInstrumentsResolver,
    DisclosureDraftsService,
    DisclosureDecisionsService,
    DisclosuresService,
    DisclosureReadingService,
    DisclosurePresenter,
    DisclosuresResolver,
    DisclosureStepsResolver,
    DisclosureCatalogueResolver,
    DisclosureMandatesService,
    DisclosureMandatesResolver,
  ],
  exports: [DisclosuresService, DisclosureReadingService],
})
export class DisclosuresModule {}

const termRules = (settings: Settings): TermRules => ({
  normalWorkingDays: settings.LIAISON_DISCLOSURE_NORMAL_WORKING_DAYS,
  urgentWorkingDays: settings.LIAISON_DISCLOSURE_URGENT_WORKING_DAYS,
  emergencyHours: settings.LIAISON_DISCLOSURE_EMERGENCY_HOURS,
  clarificationWorkingDays: settings.LIAISON_DISCLOSURE_CLARIFICATION_WORKING_DAYS,
  reminderPercent: settings.LIAISON_DISCLOSURE_REMINDER_PERCENT,
  expiryWorkingDays: settings.LIAISON_DISCLOSURE_EXPIRY_WORKING_DAYS,
  afterReviewHours: settings.LIAISON_DISCLOSURE_AFTER_REVIEW_HOURS,
});
