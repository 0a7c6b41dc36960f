import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { INVITATION_DEADLINE, MEASURE_DEADLINE, TASK_DEADLINE } from './joint-deadline-kinds.js';
import { JointMeasuresService } from './joint-measures.service.js';
import { JointParticipantsService } from './joint-participants.service.js';
import { JointTasksService } from './joint-tasks.service.js';

/** What happens in joint cases when nobody does anything in time. */
@Injectable()
export class JointDeadlines implements OnModuleInit {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly participants: JointParticipantsService,
    private readonly tasks: JointTasksService,
    private readonly measures: JointMeasuresService,
  ) {}

  onModuleInit(): void {
    this.deadlines.onDue(INVITATION_DEADLINE, (tx, { subjectId, author }) =>
      this.participants.lapse(tx, author, subjectId),
    );
    this.deadlines.onDue(MEASURE_DEADLINE, (tx, { subjectId, author }) => this.measures.expire(tx, author, subjectId));
    this.deadlines.onDue(TASK_DEADLINE, (tx, { subjectId, author }) => this.tasks.fallDue(tx, author, subjectId));
  }
}
