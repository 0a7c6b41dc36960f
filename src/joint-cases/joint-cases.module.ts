import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { JointAdditionsPresenter } from './joint-additions.presenter.js';
import { JointAdditionsResolver } from './joint-additions.resolver.js';
import { JointCaseEnding } from './joint-case-ending.js';
import { JointCasesResolver } from './joint-cases.resolver.js';
import { JointCasesService } from './joint-cases.service.js';
import { JointCommentsService } from './joint-comments.service.js';
import { JointDeadlines } from './joint-deadlines.js';
import { JointDesk } from './joint-desk.js';
import { JointFigures } from './joint-figures.js';
import { JointFilesService } from './joint-files.service.js';
import { JointFilingService } from './joint-filing.service.js';
import { JointHandoversService } from './joint-handovers.service.js';
import { JointInvitations } from './joint-invitations.js';
import { JointItems } from './joint-items.js';
import { JointItemsResolver } from './joint-items.resolver.js';
import { JointJournal } from './joint-journal.js';
import { JointLinksService } from './joint-links.service.js';
import { JointMeasureFlags } from './joint-measure-flags.js';
import { JointMeasuresResolver } from './joint-measures.resolver.js';
import { JointMeasuresService } from './joint-measures.service.js';
import { JointMovesResolver } from './joint-moves.resolver.js';
import { JointPages } from './joint-pages.js';
import { JointParticipantsService } from './joint-participants.service.js';
import { JointPlaces } from './joint-places.js';
import { JointPresenter } from './joint-presenter.js';
import { JointReader } from './joint-reader.js';
import { JointSubjects } from './joint-subjects.js';
import { JointTags } from './joint-tags.js';
import { JointTasksService } from './joint-tasks.service.js';
import { JointTenants } from './joint-tenants.js';

@Module({
  imports: [AttachmentsModule],
  providers: [
    JointJournal,
    JointDesk,
    JointItems,
    JointTenants,
    JointSubjects,
    JointInvitations,
    JointPlaces,
    JointFilesService,
    JointCommentsService,
    JointLinksService,
    JointFigures,
    JointReader,
    JointTags,
    JointPresenter,
    JointAdditionsPresenter,
    JointPages,
    JointCaseEnding,
    JointFilingService,
    JointCasesService,
    JointParticipantsService,
    JointHandoversService,
    JointTasksService,
    JointMeasureFlags,
    JointMeasuresService,
    JointDeadlines,
    JointCasesResolver,
    JointItemsResolver,
    JointMovesResolver,
    JointMeasuresResolver,
    JointAdditionsResolver,
  ],
})
export class JointCasesModule {}
