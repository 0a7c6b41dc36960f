import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { isId } from '../common/ids.js';
import { step } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeliveryQueue } from '../deliveries/delivery.job.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { moveBacklog } from '../subscriptions/backlog-moves.js';
import { SUBSCRIPTION_LIFECYCLE, type SubscriptionAction } from '../subscriptions/subscription.lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { type EventStream, StreamsRepository } from './streams.repository.js';

/** Steps in the life of a stream, which is that of its subscription: state, deliveries and ledger in one transaction. */
@Injectable()
export class StreamSteps {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly queue: DeliveryQueue,
  ) {}

  /**
   * Takes a step as the stream's receiver; `work` adds to its transaction. Gives the stream as it was before.
   * @throws HttpProblem 404, or 409 for a step that does not lead on from the present state
   */
  async take(
    context: TenantContext,
    id: string,
    action: Exclude<SubscriptionAction, 'create' | 'rotate'>,
    work: (tx: Tx, stream: EventStream) => Promise<void> = async () => undefined,
  ): Promise<EventStream> {
    return this.database.transaction(async (tx) => {
      const stream = isId(id) ? await new StreamsRepository(tx).own(context.tenantId, id) : undefined;
      if (!stream) throw noStream();
      const { subscription } = stream;
      const taken = step(SUBSCRIPTION_LIFECYCLE, subscription.state, action, 'TENANT');
      if (!taken.ok) throw new HttpProblem(409, taken.reason, 'The stream is in another state: read it again.');
      const { to, records } = taken.transition;
      const nowMs = this.clock.now();
      // The receiver names no version: whoever was first, this step follows.
      if (!(await new SubscriptionsRepository(tx).change(tx, subscription, to, nowMs))) throw new RunAgainError();
      await moveBacklog(tx, action, id, nowMs, this.queue);
      await work(tx, stream);
      const detail = { state: to, version: subscription.version + 1 };
      await this.ledger.append(tx, context, [{ action: records, subjectType: 'subscription', subjectId: id, detail }]);
      return stream;
    });
  }
}

/** One answer for a stream that is not there, is deleted, is a webhook, or is another tenant's. */
export const noStream = (): HttpProblem => new HttpProblem(404, 'NOT_FOUND', 'There is no such stream.');
