import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { isEventType } from '../events/event-types.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { REFILL_JOB } from './refill.job.js';
import { type Refill, RefillsRepository } from './refills.repository.js';

export type RefillResult = Refill | InvalidInput | NotFound | Conflict;

/** Of whose subscription, and which of its events. */
type Order = Pick<Refill, 'kind' | 'subscriptionId' | 'eventTypes' | 'sinceMs' | 'untilMs'>;

const ID = z.string().max(64, 'An id has 36 characters.');
const EVENT_TYPE = z.string().max(64).refine(isEventType, 'There is no such event type.');
const LATEST_MS = 8_640_000_000_000_000;

const REDRIVE = z
  .object({
    subscriptionId: ID,
    eventTypes: z.array(EVENT_TYPE).max(100, 'A list has at most 100 items.').nullish(),
    since: z.date().nullish(),
    until: z.date().nullish(),
    idempotencyKey: IDEMPOTENCY_KEY,
  })
  .refine(({ since, until }) => !since || !until || since <= until, {
    path: ['until'],
    message: 'The end is before the beginning.',
  });

const REPLAY = z.object({ subscriptionId: ID, since: z.date(), idempotencyKey: IDEMPOTENCY_KEY });

/** Sending much of a subscription again. */
@Injectable()
export class RefillsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly jobs: JobQueue,
  ) {}

  async one(context: TenantContext, id: string): Promise<Refill | undefined> {
    return isId(id) ? new RefillsRepository(this.database).own(context.tenantId, id) : undefined;
  }

  /** Sends the dead letters of a subscription again that a filter names. */
  async redrive(context: TenantContext, input: object): Promise<RefillResult> {
    const read = readInput(REDRIVE, input);
    if (!read.ok) return read.refusal;
    const { subscriptionId, eventTypes, since, until } = read.value;
    return this.order(context, read.value, {
      ...{ kind: 'REDRIVE', subscriptionId, eventTypes: eventTypes ?? [] },
      ...{ sinceMs: since?.getTime() ?? 0, untilMs: until?.getTime() ?? LATEST_MS },
    });
  }

  /**
   * Gives a receiver that lost data everything since a moment again, what was not sent to it at all included, under the
   * same event ids and new numbers.
   */
  async replay(context: TenantContext, input: object): Promise<RefillResult> {
    const read = readInput(REPLAY, input);
    if (!read.ok) return read.refusal;
    const { subscriptionId, since } = read.value;
    return this.order(context, read.value, {
      ...{ kind: 'REPLAY', subscriptionId, eventTypes: [] },
      ...{ sinceMs: since.getTime(), untilMs: LATEST_MS },
    });
  }

  private order(
    context: TenantContext,
    input: { readonly idempotencyKey?: string | null | undefined },
    order: Order,
  ): Promise<RefillResult> {
    return this.database.transaction((tx) =>
      this.idempotency.once<RefillResult>(
        tx,
        context,
        `refill.${order.kind}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => this.begin(tx, context, order),
        async (id) => (await new RefillsRepository(tx).own(context.tenantId, id)) ?? NotFound.of('input', 'refill'),
      ),
    );
  }

  private async begin(tx: Tx, context: TenantContext, order: Order): Promise<RefillResult> {
    const { subscriptionId, kind, sinceMs } = order;
    const subscriptions = new SubscriptionsRepository(tx);
    const subscription = isId(subscriptionId) ? await subscriptions.own(context.tenantId, subscriptionId) : undefined;
    if (!subscription) return NotFound.of('input.subscriptionId', 'subscription');
    const repository = new RefillsRepository(tx);
    // Changed, and so locked, first: the fan-out and another order of the same kind see one state or the other.
    const position = kind === 'REPLAY' ? await repository.placeBefore(sinceMs) : 0;
    if (!(await subscriptions.change(tx, subscription, subscription.state, this.clock.now()))) {
      return Conflict.of('input.subscriptionId', 'The subscription was changed meanwhile.');
    }
    if (subscription.state === 'DISABLED') {
      return Conflict.of('input.subscriptionId', 'The subscription is disabled: resume it first.', 'WRONG_STATE');
    }
    if (await repository.isRunningFor(subscriptionId)) {
      return Conflict.of('input.subscriptionId', 'Another one is not done yet.', 'REFILLING');
    }
    if (kind === 'REPLAY') await repository.setReplay(tx, subscriptionId, position);
    const refill: Refill = {
      ...order,
      ...{ id: newId(), tenantId: context.tenantId, position, moved: 0 },
      ...{ state: 'RUNNING', createdAtMs: this.clock.now(), finishedAtMs: null },
    };
    await repository.insert(tx, refill);
    await this.ledger.append(tx, context, [
      {
        action: kind === 'REPLAY' ? 'subscription.replay' : 'delivery.redrive',
        subjectType: 'refill',
        subjectId: refill.id,
        outcome: 'STARTED',
        detail: { subscriptionId, sinceMs, eventTypes: order.eventTypes },
      },
    ]);
    tx.afterCommit(() => this.jobs.enqueue(REFILL_JOB, [refill.id]));
    return refill;
  }
}
