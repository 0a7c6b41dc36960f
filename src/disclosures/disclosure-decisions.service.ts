import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, type UserError } from '../common/graphql/user-error.graphql.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import {
  type ApprovalNeed,
  approvalAction,
  approvalsNeeded,
  mayApprove,
  mayReviewAfterwards,
} from './disclosure.policy.js';
import { Catalogue } from './disclosure-catalogue.js';
import {
  DisclosureDecisionsRepository,
  DisclosureDecisionsWriter,
  type StoredDecision,
} from './disclosure-decisions.repository.js';
import { DisclosureMandatesRepository } from './disclosure-mandates.repository.js';
import { DecidedScope, type DecisionLine, problemOfLine, type RequestedScope } from './disclosure-scope.js';
import { DisclosureSteps, type StepContent } from './disclosure-steps.js';
import { type DisclosureResult, DisclosureTransactions, staleness } from './disclosure-transactions.js';
import { decisionContext } from './disclosure-vocabulary.js';
import { type AtVersion, DECISION, type DecisionInput, STEP_WITH_REASON } from './disclosures.inputs.js';
import type { StoredRequest } from './disclosures.repository.js';
import { refusedBy } from './policy-refusal.js';

/** The platform's decision: drafted by one, approved by as many others as the request needs. */
@Injectable()
export class DisclosureDecisionsService {
  constructor(
    private readonly clock: Clock,
    private readonly catalogue: Catalogue,
    private readonly steps: DisclosureSteps,
    private readonly transactions: DisclosureTransactions,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** How many people must approve the decision on a request. */
  needOf(request: StoredRequest): ApprovalNeed {
    const hasCommunications = this.catalogue.hasCommunications(request.items);
    return approvalsNeeded({ ...request, hasCommunications }, this.settings.LIAISON_DISCLOSURE_BULK_SUBJECTS);
  }

  /** Writes what is granted and refused, line by line; approvals of an earlier draft do not count for it. */
  async draft(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(DECISION, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'draftDecision', read.value, async (tx, request) => {
      const decision = await this.decisionOf(tx, context, request, read.value);
      if (decision instanceof InvalidInput) return decision;
      await new DisclosureDecisionsWriter(tx).insertDecision(decision.stored, decision.lines);
      return { change: { round: decision.stored.round, decisionAuthor: decision.stored.authorRef } };
    });
  }

  /** Approves the decision draft: the last approval that is needed makes it count. */
  async approve(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP_WITH_REASON, input);
    if (!read.ok) return read.refusal;
    const { reason } = read.value;
    return this.transactions.change(context, 'approve', read.value, async (tx, request) => {
      const refusal = this.refusalOfApproval(context, request, read.value);
      if (refusal) return refusal;
      const decisions = new DisclosureDecisionsRepository(tx, context);
      const given = await decisions.approvals(request.id, request.round);
      const mandate = await this.mandateFor(tx, context, request, given);
      if (!mandate.ok) return refusedBy(mandate);
      const lines = await decisions.lines(request.id, request.round);
      const outcome = new DecidedScope(requestedScope(request), lines).outcome();
      const action = approvalAction(outcome, given.length, this.needOf(request));
      const decision = action === 'approve' ? undefined : await decisions.decision(request.id, request.round);
      const content = { words: reason, mandateRef: mandate.mandateRef, change: this.settledBy(request, decision) };
      const taken = await this.steps.take(tx, context, request, action, content);
      if (decision && !(taken instanceof Conflict)) {
        const sharingId = await this.steps.sharing(tx, 'BOTH', request);
        await new DisclosureDecisionsWriter(tx).share(request.id, request.round, sharingId);
      }
      return taken;
    });
  }

  /** Refuses a decision draft: it must be written anew. */
  async sendBack(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP_WITH_REASON, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'sendBack', read.value, async (_tx, request) =>
      request.decisionAuthor === null ? noDraft() : { words: read.value.reason, change: { decisionAuthor: null } },
    );
  }

  /** The second person's word on a decision that an emergency did not let wait for it. */
  async reviewAfterwards(context: TenantContext, input: object, isConfirmed: boolean): Promise<DisclosureResult> {
    const read = readInput(STEP_WITH_REASON, input);
    if (!read.ok) return read.refusal;
    const action = isConfirmed ? 'confirmAfterwards' : 'objectAfterwards';
    return this.transactions.step(context, action, read.value, async (tx, request) => {
      const due = mayReviewAfterwards(request.afterReview);
      if (!due.ok) return refusedBy(due);
      const given = await new DisclosureDecisionsRepository(tx, context).approvals(request.id, request.round);
      const mandate = await this.mandateFor(tx, context, request, given);
      if (!mandate.ok) return refusedBy(mandate);
      const isReopened = !isConfirmed && request.state !== 'DELIVERED' && request.state !== 'RECEIPT_CONFIRMED';
      const content: StepContent = {
        words: read.value.reason,
        mandateRef: mandate.mandateRef,
        change: {
          afterReview: isConfirmed ? 'CONFIRMED' : 'OBJECTED',
          ...(isReopened ? { decisionAuthor: null, decidedAtMs: null } : {}),
        },
      };
      return content;
    });
  }

  private refusalOfApproval(context: TenantContext, request: StoredRequest, input: AtVersion): UserError | undefined {
    const refusal = this.steps.refusal(context, request, 'approve') ?? staleness(request, input);
    return refusal ?? (request.decisionAuthor === null ? noDraft() : undefined);
  }

  private async mandateFor(
    tx: Tx,
    context: TenantContext,
    { decisionAuthor }: StoredRequest,
    given: Parameters<typeof mayApprove>[2],
  ) {
    const nowMs = this.clock.now();
    const mandates = await new DisclosureMandatesRepository(tx, context).mandates(nowMs);
    const authors = decisionAuthor === null ? [] : [decisionAuthor];
    return mayApprove(this.steps.pseudonym(context), authors, given, mandates, nowMs);
  }

  /** What changes with a decision that counts; nothing with an approval that another must follow. */
  private settledBy(request: StoredRequest, decision: StoredDecision | undefined): StepContent['change'] {
    if (!decision) return {};
    const { handling, preservedUntil } = decision;
    const afterReview = this.needOf(request).afterwards ? ('DUE' as const) : null;
    return { handling, preservedUntil, afterReview, decidedAtMs: this.clock.now() };
  }

  private async decisionOf(
    tx: Tx,
    context: TenantContext,
    request: StoredRequest,
    input: DecisionInput,
  ): Promise<{ stored: StoredDecision; lines: DecisionLine[] } | InvalidInput> {
    const lines = input.lines.map(lineOf);
    const scope = requestedScope(request);
    const problem =
      problemIn(scope, lines, this.catalogue.reasonCodes) ?? preservationProblem(request, scope, input, lines);
    if (problem) return problem;
    const round = request.round + 1;
    const stored = {
      requestId: request.id,
      round,
      sharingId: await this.steps.sharing(tx, 'PLATFORM', request),
      authorRef: this.steps.pseudonym(context),
      handling: input.handling ?? request.handling,
      preservedUntil: input.preservedUntil ?? null,
      reason: this.ciphers.fields.encrypt(input.reason, decisionContext(request.id, round)),
      draftedAtMs: this.clock.now(),
    };
    return { stored, lines };
  }
}

/** What a request that was sent asks for. @throws Error for a draft without a period */
export function requestedScope({ subjectCount, items, periodFrom, periodTo }: StoredRequest): RequestedScope {
  if (periodFrom === null || periodTo === null) throw new Error('a request without a period was sent');
  return { subjectCount, items, periodFrom, periodTo };
}

const lineOf = (line: DecisionInput['lines'][number]): DecisionLine => ({
  subjects: line.subjects ? [...new Set(line.subjects)] : null,
  items: line.items ?? null,
  periodFrom: line.periodFrom ?? null,
  periodTo: line.periodTo ?? null,
  verdict: line.verdict,
  reasonCode: line.reasonCode ?? null,
});

function problemIn(
  requested: RequestedScope,
  lines: readonly DecisionLine[],
  reasonCodes: ReadonlySet<string>,
): InvalidInput | undefined {
  for (const [index, line] of lines.entries()) {
    const problem = problemOfLine(requested, line, reasonCodes);
    if (problem) return InvalidInput.at(`input.lines[${index}].${problem.field}`, problem.message);
  }
  const gap = new DecidedScope(requested, lines).undecided();
  if (!gap) return undefined;
  return InvalidInput.at('input.lines', `Nothing is said of ${gap.item} of subject ${gap.subject} for some days.`);
}

/** Who grants a preservation says how long it lasts. */
function preservationProblem(
  { asks }: StoredRequest,
  scope: RequestedScope,
  { preservedUntil }: DecisionInput,
  lines: readonly DecisionLine[],
): InvalidInput | undefined {
  const isGranted = asks !== 'DISCLOSE' && new DecidedScope(scope, lines).outcome() !== 'NOTHING';
  if (isGranted && !preservedUntil) {
    return InvalidInput.at('input.preservedUntil', 'Say until when the data is preserved.');
  }
  if (!isGranted && preservedUntil) {
    return InvalidInput.at('input.preservedUntil', 'Nothing is to be preserved.');
  }
  return undefined;
}

const noDraft = (): Conflict => Conflict.of('input.id', 'No decision has been drafted.', 'NO_DECISION_DRAFT');
