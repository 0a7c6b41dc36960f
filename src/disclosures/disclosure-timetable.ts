import { Injectable } from '@nestjs/common';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import type { DisclosureAction } from './disclosure.lifecycle.js';
import { DisclosureTerms, type Times } from './disclosure-terms.js';
import type { StoredRequest } from './disclosures.repository.js';

/** The deadlines of a request, each with what the clock then does. */
export const DISCLOSURE_DEADLINES = {
  'disclosure.remind': 'remind',
  'disclosure.escalate': 'escalate',
  'disclosure.expire': 'expire',
  'disclosure.review': 'lapseReview',
} as const satisfies Record<string, DisclosureAction>;
type Kind = keyof typeof DISCLOSURE_DEADLINES;

/** Keeps the deadlines of requests in step with their times. */
@Injectable()
export class DisclosureTimetable {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly terms: DisclosureTerms,
  ) {}

  /** The times that a step gives a request; none when it leaves them. */
  timesAfter(action: DisclosureAction, request: StoredRequest, nowMs: number): Times | undefined {
    return this.terms.after(action, request, nowMs);
  }

  /** Sets and calls off deadlines after a step, in its transaction. */
  async follow(tx: Tx, before: StoredRequest, after: StoredRequest, nowMs: number): Promise<void> {
    const { id, dueAtMs, expiresAtMs } = after;
    if (dueAtMs !== before.dueAtMs) {
      const remindAtMs = dueAtMs === null ? null : this.terms.reminderAt(nowMs, dueAtMs);
      await this.arm(tx, 'disclosure.remind', id, remindAtMs);
      await this.arm(tx, 'disclosure.escalate', id, dueAtMs);
    }
    if (expiresAtMs !== before.expiresAtMs) await this.arm(tx, 'disclosure.expire', id, expiresAtMs);
    const isReviewOwed = after.afterReview === 'DUE' && after.state !== 'WITHDRAWN';
    const wasReviewOwed = before.afterReview === 'DUE';
    if (isReviewOwed !== wasReviewOwed) {
      await this.arm(tx, 'disclosure.review', id, isReviewOwed ? this.terms.reviewDueAfter(nowMs) : null);
    }
  }

  private arm(tx: Tx, kind: Kind, subjectId: string, dueAtMs: number | null): Promise<void> {
    if (dueAtMs === null) return this.deadlines.cancel(tx, subjectId, [kind]);
    return this.deadlines.set(tx, { kind, subjectId, dueAtMs });
  }
}
