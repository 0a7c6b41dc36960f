import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Conflict } from '../common/graphql/user-error.graphql.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService, type DueDeadline } from '../deadlines/deadlines.service.js';
import type { DisclosureAction } from './disclosure.lifecycle.js';
import { DisclosureSteps } from './disclosure-steps.js';
import { DISCLOSURE_DEADLINES } from './disclosure-timetable.js';
import { DisclosuresWriter } from './disclosures.repository.js';

/** Takes the steps that come by time: reminders, escalations, expiry, and the lapse of a review. */
@Injectable()
export class DisclosureClock implements OnModuleInit {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly steps: DisclosureSteps,
  ) {}

  onModuleInit(): void {
    for (const [kind, action] of Object.entries(DISCLOSURE_DEADLINES)) {
      this.deadlines.onDue(kind, (tx, due) => this.pass(tx, due, action));
    }
  }

  private async pass(tx: Tx, { subjectId, author }: DueDeadline, action: DisclosureAction): Promise<void> {
    const request = await new DisclosuresWriter(tx).current(subjectId);
    // A step that made the deadline pointless called it off in its own transaction, unless both came at once.
    if (!request || this.steps.refusal(author, request, action)) return;
    const change = action === 'lapseReview' ? ({ change: { afterReview: 'OVERDUE' } } as const) : {};
    const taken = await this.steps.take(tx, author, request, action, change);
    // Somebody took a step meanwhile: look again at what that has made of it.
    if (taken instanceof Conflict) throw new RunAgainError();
  }
}
