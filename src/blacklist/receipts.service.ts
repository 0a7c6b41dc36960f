import { Inject, Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import {
  type EventReceipt,
  EventReceiptsRepository,
  type ReceiptCounts,
} from '../deliveries/event-receipts.repository.js';
import { CaseFileReader, type CaseStep } from './case-file.repository.js';

/** What was told after the publication, and how far it has come. */
export interface Receipts extends ReceiptCounts {
  readonly step: CaseStep & { readonly eventId: string; readonly eventType: string };
  readonly page: readonly EventReceipt[];
}

type ToldStep = Receipts['step'];

const isTold = (step: CaseStep): step is ToldStep => step.eventId !== null && step.eventType !== null;

/** Shows a regulator who has taken in a correction of its own entry: by deliveries, which are acknowledged. */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly database: Database,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Undefined when the entry is not the caller's own, or nothing was told after its publication. */
  async receipts(
    context: TenantContext,
    entryId: string,
    afterSubscriptionId: string | undefined,
    limit: number,
  ): Promise<Receipts | undefined> {
    if (!isId(entryId)) return undefined;
    // Only the regulator itself reads the steps of an entry, and so nobody else gets further.
    const steps = await new CaseFileReader(this.database, context, this.ciphers.fields).stepsOf([entryId]);
    const told = steps.filter(isTold);
    const publication = told.find(({ eventType }) => eventType === 'blacklist.published');
    const step = told.findLast(({ version }) => publication && version > publication.version);
    if (!publication || !step) return undefined;
    const receipts = new EventReceiptsRepository(this.database);
    const [counts, page] = await Promise.all([
      receipts.counts(publication.eventId, step.eventId),
      receipts.page(publication.eventId, step.eventId, afterSubscriptionId, limit),
    ]);
    return { ...counts, step, page };
  }
}
