import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, type InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { isId } from '../common/ids.js';
import { step } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { DeliveriesRepository, type Delivery } from './deliveries.repository.js';
import { DeliveryQueue } from './delivery.job.js';
import { DELIVERY_LIFECYCLE, type DeliveryState } from './delivery.lifecycle.js';
import type { AttemptRecord } from './work.repository.js';

/** A delivery with the tries that were made. */
export interface LoggedDelivery extends Delivery {
  readonly tried: readonly AttemptRecord[];
}

export type RedeliveryResult = LoggedDelivery | InvalidInput | NotFound | Conflict;

const REDELIVERY = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});

/** The delivery log of a tenant's own subscriptions. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly queue: DeliveryQueue,
  ) {}

  async one(context: TenantContext, id: string): Promise<LoggedDelivery | undefined> {
    if (!isId(id)) return undefined;
    const repository = new DeliveriesRepository(this.database, context);
    const delivery = await repository.byId(id);
    return delivery && { ...delivery, tried: await repository.attempts([id]) };
  }

  /** Newest first. */
  async page(
    context: TenantContext,
    subscriptionId: string,
    state: DeliveryState | null,
    beforeSeq: number | undefined,
    limit: number,
  ): Promise<LoggedDelivery[]> {
    if (!isId(subscriptionId)) return [];
    const repository = new DeliveriesRepository(this.database, context);
    const deliveries = await repository.page(subscriptionId, state, beforeSeq, limit);
    const attempts = await repository.attempts(deliveries.map(({ id }) => id));
    return deliveries.map((delivery) => ({
      ...delivery,
      tried: attempts.filter(({ deliveryId }) => deliveryId === delivery.id),
    }));
  }

  /** Sends a dead letter again, under the same event id; when its subscription is paused, as soon as that resumes. */
  async redeliver(context: TenantContext, input: object): Promise<RedeliveryResult> {
    const read = readInput(REDELIVERY, input);
    if (!read.ok) return read.refusal;
    const { id } = read.value;
    return this.database.transaction((tx) =>
      this.idempotency.once<RedeliveryResult>(
        tx,
        context,
        'delivery.redeliver',
        { ...read.value, idempotencyKey: read.value.idempotencyKey ?? null },
        this.clock.now(),
        () => this.redrive(tx, context, id),
        () => this.existing(tx, context, id),
      ),
    );
  }

  private async redrive(tx: Tx, context: TenantContext, id: string): Promise<RedeliveryResult> {
    const repository = new DeliveriesRepository(tx, context);
    const delivery = isId(id) ? await repository.byId(id) : undefined;
    if (!delivery) return NotFound.of('input.id', 'delivery');
    const taken = step(DELIVERY_LIFECYCLE, delivery.state, 'redeliver', 'TENANT');
    if (!taken.ok) return Conflict.of('input.id', 'Only a dead letter can be sent again.', taken.reason);
    if (delivery.subscriptionState === 'DELETED') {
      return Conflict.of('input.id', 'The subscription was deleted.', 'WRONG_STATE');
    }
    const isSending = delivery.subscriptionState === 'ACTIVE';
    const isOurs = await repository.redrive(tx, id, isSending ? taken.transition.to : 'HELD', this.clock.now());
    if (!isOurs) return Conflict.of('input.id', 'The delivery was changed meanwhile.');
    await this.ledger.append(tx, context, [
      {
        action: taken.transition.records,
        subjectType: 'delivery',
        subjectId: id,
        detail: { eventId: delivery.eventId },
      },
    ]);
    if (isSending) tx.afterCommit(() => this.queue.put([delivery]));
    return this.existing(tx, context, id);
  }

  private async existing(tx: Tx, context: TenantContext, id: string): Promise<LoggedDelivery> {
    const repository = new DeliveriesRepository(tx, context);
    const delivery = await repository.byId(id);
    if (!delivery) throw new Error('a delivery is not there for its own tenant');
    return { ...delivery, tried: await repository.attempts([id]) };
  }
}
