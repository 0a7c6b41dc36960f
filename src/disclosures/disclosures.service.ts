import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { NotFound, type UserError } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import type { DisclosureAction } from './disclosure.lifecycle.js';
import { mayClose, mayDeliver } from './disclosure.policy.js';
import { DisclosureSteps } from './disclosure-steps.js';
import { type DisclosureResult, DisclosureTransactions } from './disclosure-transactions.js';
import { ANSWER, QUESTION, STEP, STEP_WITH_REASON } from './disclosures.inputs.js';
import { DisclosuresRepository, type StoredRequest } from './disclosures.repository.js';
import { refusedBy } from './policy-refusal.js';

/** The steps of a request that was sent, but for the decision: each is one transaction with its ledger entry and event. */
@Injectable()
export class DisclosuresService {
  constructor(
    private readonly steps: DisclosureSteps,
    private readonly transactions: DisclosureTransactions,
  ) {}

  /** The platform has it in hand. */
  async acknowledge(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP, input);
    return read.ok ? this.transactions.step(context, 'acknowledge', read.value) : read.refusal;
  }

  /** The platform asks; its own time stands still until the answer. A decision draft falls. */
  async ask(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(QUESTION, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'ask', read.value, async () => ({
      change: { decisionAuthor: null },
      words: read.value.question,
    }));
  }

  /** The agency answers; the platform gets the time back that the question took. */
  async answer(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(ANSWER, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'answer', read.value, async () => ({
      words: read.value.answer,
    }));
  }

  /** The platform takes it under review. */
  async review(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP, input);
    return read.ok ? this.transactions.step(context, 'review', read.value) : read.refusal;
  }

  /** The agency takes it back. */
  async withdraw(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP_WITH_REASON, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'withdraw', read.value, async () => ({ words: read.value.reason }));
  }

  /** The agency is done with it. */
  async close(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'close', read.value, async (_tx, request) => {
      const allowed = mayClose(request.state, request);
      return allowed.ok ? {} : refusedBy(allowed);
    });
  }

  /**
   * The platform has delivered what was granted: a step in the transaction that makes the package available.
   * @returns the request as it now is, or why it may not be delivered; nothing was written then
   */
  deliver(tx: Tx, context: TenantContext, requestId: string): Promise<StoredRequest | UserError> {
    return this.within(tx, context, requestId, 'deliver', ({ asks }) => {
      const allowed = mayDeliver(asks);
      return allowed.ok ? undefined : refusedBy(allowed);
    });
  }

  /** The agency has signed for what was delivered: a step in the transaction that keeps the receipt. */
  confirmReceipt(tx: Tx, context: TenantContext, requestId: string): Promise<StoredRequest | UserError> {
    return this.within(tx, context, requestId, 'confirmReceipt', () => undefined);
  }

  private async within(
    tx: Tx,
    context: TenantContext,
    requestId: string,
    action: DisclosureAction,
    objection: (request: StoredRequest) => UserError | undefined,
  ): Promise<StoredRequest | UserError> {
    const request = isId(requestId) ? await new DisclosuresRepository(tx, context).byId(requestId) : undefined;
    if (!request) return NotFound.of('input.requestId', 'disclosure request');
    const refusal = this.steps.refusal(context, request, action) ?? objection(request);
    return refusal ?? this.steps.take(tx, context, request, action);
  }
}
