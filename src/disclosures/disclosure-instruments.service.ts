import { Injectable } from '@nestjs/common';
import { type Attachment, AttachmentsService } from '../attachments/attachments.service.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, isRefusal, type UserError } from '../common/graphql/user-error.graphql.js';
import type { Tx } from '../common/persistence/sql.js';
import { DisclosureSteps, type StepContent } from './disclosure-steps.js';
import { type DisclosureResult, DisclosureTransactions } from './disclosure-transactions.js';
import { INSTRUMENT } from './disclosures.inputs.js';
import type { StoredRequest } from './disclosures.repository.js';

/** Most instruments of one request. */
const MAX_INSTRUMENTS = 10;

/** The legal instruments of a request, as PDF: attached to the draft, shown to whom the request is shown. */
@Injectable()
export class DisclosureInstruments {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly steps: DisclosureSteps,
    private readonly transactions: DisclosureTransactions,
  ) {}

  /**
   * Attaches an uploaded instrument. To a draft that is an edit, by which one becomes its author; to a request that was sent
   * it is a supplement, which both sides see: in an emergency the paper follows, and a better one may be asked for.
   */
  async attach(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(INSTRUMENT, input);
    if (!read.ok) return read.refusal;
    return this.transactions.change(context, 'edit', read.value, (tx, request) => {
      const action = request.state === 'DRAFT' ? 'edit' : 'supplement';
      return this.transactions.stepOn(tx, context, request, action, read.value, () =>
        this.attachIn(tx, context, request, read.value.attachmentId, action),
      );
    });
  }

  private async attachIn(
    tx: Tx,
    context: TenantContext,
    request: StoredRequest,
    attachmentId: string,
    action: 'edit' | 'supplement',
  ): Promise<StepContent | UserError> {
    const { length } = await this.of(context, request);
    if (length >= MAX_INSTRUMENTS) {
      return Conflict.of('input.id', `A request has at most ${MAX_INSTRUMENTS} instruments.`, 'TOO_MANY_INSTRUMENTS');
    }
    const attached = await this.attachments.attach(tx, context, [attachmentId], {
      subjectType: 'disclosure_request',
      subjectId: request.id,
      sharingId: request.sharingId,
      purposes: ['INSTRUMENT'],
      fieldOf: () => 'input.attachmentId',
    });
    if (isRefusal(attached)) return attached;
    if (action === 'supplement') return {};
    return { change: { authors: [...new Set([...request.authors, this.steps.pseudonym(context)])] } };
  }

  /** What is attached, as far as the viewer may see it. */
  async of(context: TenantContext, { id }: StoredRequest): Promise<readonly Attachment[]> {
    return (await this.attachments.describe(context, [id])).get(id) ?? [];
  }

  /** Shows the instruments to the platform with the request. */
  share(tx: Tx, requestId: string, sharingId: string): Promise<void> {
    return this.attachments.reshare(tx, requestId, sharingId);
  }

  /** Destroys the instruments of a draft that is given up. */
  async discard(tx: Tx, context: TenantContext, requestId: string): Promise<void> {
    await this.attachments.destroy(tx, context, requestId);
  }
}
