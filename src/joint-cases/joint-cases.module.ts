import { Module } from '@nestjs/common';
import { JointCaseEnding } from './joint-case-ending.js';
import { JointCasesResolver } from './joint-cases.resolver.js';
import { JointCasesService } from './joint-cases.service.js';
import { JointDeadlines } from './joint-deadlines.js';
import { JointDesk } from './joint-desk.js';
import { JointFilingService } from './joint-filing.service.js';
import { JointHandoversService } from './joint-handovers.service.js';
import { JointInvitations } from './joint-invitations.js';
import { JointItems } from './joint-items.js';
import { JointItemsResolver } from './joint-items.resolver.js';
import { JointJournal } from './joint-journal.js';
import { JointMeasureFlags } from './joint-measure-flags.js';
import { JointMeasuresResolver } from './joint-measures.resolver.js';
import { JointMeasuresService } from './joint-measures.service.js';
import { JointMovesResolver } from './joint-moves.resolver.js';
import { JointPages } from './joint-pages.js';
import { JointParticipantsService } from './joint-participants.service.js';
import { JointPresenter } from './joint-presenter.js';
import { JointReader } from './joint-reader.js';
import { JointSubjects } from './joint-subjects.js';
import { JointTasksService } from './joint-tasks.service.js';
import { JointTenants } from './joint-tenants.js';

@Module({
  providers: [
    JointJournal,
    JointDesk,
    JointItems,
    JointTenants,
    JointSubjects,
    JointInvitations,
    JointReader,
    JointPresenter,
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
  ],
})
export class JointCasesModule {}
