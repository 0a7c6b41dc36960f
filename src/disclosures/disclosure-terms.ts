import type { WorkingCalendar } from '../deadlines/working-days.js';
import type { DisclosureAction } from './disclosure.lifecycle.js';
import type { Ask, Urgency } from './disclosure-vocabulary.js';

/** How long things may take, as a deployment has it. */
export interface TermRules {
  readonly normalWorkingDays: number;
  readonly urgentWorkingDays: number;
  readonly emergencyHours: number;
  /** For the agency to answer a question; an emergency's is as short as its own term. */
  readonly clarificationWorkingDays: number;
  /** How much of a term is gone when whoever owes the step is reminded. */
  readonly reminderPercent: number;
  /** After it was due, a request that nobody answered lives on for so long. */
  readonly expiryWorkingDays: number;
  readonly afterReviewHours: number;
}

/** The times of a request, in milliseconds since 1970 UTC. */
export interface Times {
  readonly dueAtMs: number | null;
  readonly expiresAtMs: number | null;
  /** What was left of the platform's time when it asked a question: it stands still until the answer. */
  readonly remainingMs: number | null;
}

const HOUR_MS = 3_600_000;
const NOTHING_DUE: Times = { dueAtMs: null, expiresAtMs: null, remainingMs: null };

/** Which step makes what due, and when: pure, by the calendar of working days. */
export class DisclosureTerms {
  constructor(
    private readonly calendar: Pick<WorkingCalendar, 'afterWorkingDays'>,
    private readonly rules: TermRules,
  ) {}

  /** When something that begins now is due. */
  dueAfter(urgency: Urgency, nowMs: number): number {
    const { normalWorkingDays, urgentWorkingDays, emergencyHours } = this.rules;
    if (urgency === 'EMERGENCY') return nowMs + emergencyHours * HOUR_MS;
    return this.calendar.afterWorkingDays(nowMs, urgency === 'URGENT' ? urgentWorkingDays : normalWorkingDays);
  }

  /** When whoever owes a step is reminded of it. */
  reminderAt(nowMs: number, dueAtMs: number): number {
    return nowMs + Math.round((dueAtMs - nowMs) * (this.rules.reminderPercent / 100));
  }

  /** When the review of an emergency decision is due. */
  reviewDueAfter(nowMs: number): number {
    return nowMs + this.rules.afterReviewHours * HOUR_MS;
  }

  /** The times after a step; undefined when it leaves them as they are. */
  after(
    action: DisclosureAction,
    request: Times & { readonly urgency: Urgency; readonly asks: Ask; readonly state: string },
    nowMs: number,
  ): Times | undefined {
    switch (action) {
      case 'submit':
        return this.begun(this.dueAfter(request.urgency, nowMs));
      case 'ask': {
        const remainingMs = Math.max(0, (request.dueAtMs ?? nowMs) - nowMs);
        return { ...this.begun(this.answerDueAfter(request.urgency, nowMs)), remainingMs };
      }
      case 'answer':
        return this.begun(nowMs + (request.remainingMs ?? 0));
      case 'grant':
      case 'grantInPart': {
        if (request.asks === 'PRESERVE') return NOTHING_DUE;
        return { ...NOTHING_DUE, dueAtMs: this.dueAfter(request.urgency, nowMs) };
      }
      case 'objectAfterwards': {
        // What was delivered stays delivered; else the decision is owed again.
        const isDelivered = request.state === 'DELIVERED' || request.state === 'RECEIPT_CONFIRMED';
        return isDelivered ? undefined : this.begun(this.dueAfter(request.urgency, nowMs));
      }
      case 'refuse':
      case 'deliver':
      case 'withdraw':
      case 'expire':
      case 'close':
        return NOTHING_DUE;
      default:
        return undefined;
    }
  }

  private answerDueAfter(urgency: Urgency, nowMs: number): number {
    if (urgency === 'EMERGENCY') return this.dueAfter(urgency, nowMs);
    return this.calendar.afterWorkingDays(nowMs, this.rules.clarificationWorkingDays);
  }

  private begun(dueAtMs: number): Times {
    const expiresAtMs = this.calendar.afterWorkingDays(dueAtMs, this.rules.expiryWorkingDays);
    return { dueAtMs, expiresAtMs, remainingMs: null };
  }
}
