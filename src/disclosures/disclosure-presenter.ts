import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { DisclosureDecisionsService } from './disclosure-decisions.service.js';
import { DisclosureInstruments } from './disclosure-instruments.service.js';
import { DisclosureReadingService } from './disclosure-reading.service.js';
import { type DisclosureRequestResult, DisclosureRequestType } from './disclosure-request.graphql.js';
import type { DisclosureResult } from './disclosure-transactions.js';
import type { StoredRequest } from './disclosures.repository.js';
import { DisclosureGapType } from './incomplete-request.graphql.js';

/** Shows requests as GraphQL has them. */
@Injectable()
export class DisclosurePresenter {
  constructor(
    private readonly reading: DisclosureReadingService,
    private readonly decisions: DisclosureDecisionsService,
    private readonly instruments: DisclosureInstruments,
  ) {}

  /** The outcome of a change: the request as it now is, or the refusal. */
  async shown(context: TenantContext, result: DisclosureResult): Promise<typeof DisclosureRequestResult> {
    return isRefusal(result) ? (result as typeof DisclosureRequestResult) : this.present(context, result);
  }

  async present(context: TenantContext, request: StoredRequest): Promise<DisclosureRequestType> {
    const { length: instrumentCount } = await this.instruments.of(context, request);
    return DisclosureRequestType.from(request, {
      tenants: await this.reading.tenants([request]),
      words: this.reading.words(request),
      hints: this.reading.hints(request, instrumentCount),
      gaps: this.reading.gaps(context, request, instrumentCount).map(DisclosureGapType.from),
      need: this.decisions.needOf(request),
      mayNotifySubject: this.reading.mayNotifySubject(request),
    });
  }
}
