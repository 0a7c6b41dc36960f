import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { type StepRefusal, step, type Transition } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { DeliveryQueue } from '../deliveries/delivery.job.js';
import { EndpointControl } from '../deliveries/endpoint-control.js';
import { EndpointRefusedError } from '../deliveries/endpoint-guard.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import { moveBacklog } from './backlog-moves.js';
import { makeKeys, schemesOf } from './endpoint-secrets.js';
import { problemOfFilter } from './filter-problems.js';
import { StreamEvents } from './stream-events.js';
import {
  SUBSCRIPTION_LIFECYCLE,
  type SubscriptionAction,
  type SubscriptionActor,
  type SubscriptionState,
} from './subscription.lifecycle.js';
import { OPEN_FILTER, type SubscriptionFilter } from './subscription-filter.js';
import {
  MAX_PER_TENANT,
  NEW_SUBSCRIPTION,
  type NewSubscription,
  ROTATION,
  SUBSCRIPTION_AT_VERSION,
} from './subscriptions.inputs.js';
import { type Subscription, SubscriptionsRepository } from './subscriptions.repository.js';

/** A subscription, with its new secret when one was made just now. */
export interface Subscribed {
  readonly id: string;
  readonly subscription: Subscription;
  readonly secret: string | null;
}

type Refusal = InvalidInput | NotFound | Conflict;
export type SubscriptionResult = Subscribed | Refusal;

type SubscriptionTransition = Transition<SubscriptionState, SubscriptionActor, LedgerAction, never>;

const REFUSALS: Readonly<Record<StepRefusal, string>> = {
  WRONG_STATE: 'The subscription is in another state: read it again.',
  WRONG_ACTOR: 'Only the gateway itself does this.',
};

/** The use cases of a tenant's own subscriptions. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly control: EndpointControl,
    private readonly queue: DeliveryQueue,
    private readonly streamEvents: StreamEvents,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  async one(context: TenantContext, id: string): Promise<Subscription | undefined> {
    return isId(id) ? new SubscriptionsRepository(this.database).own(context.tenantId, id) : undefined;
  }

  page(context: TenantContext, afterId: string, limit: number): Promise<Subscription[]> {
    return new SubscriptionsRepository(this.database).page(context.tenantId, afterId, limit);
  }

  /** Registers an endpoint, which must be one that the gateway may call, and the tenant's own. The secret is given here and never again. */
  async create(context: TenantContext, input: object): Promise<SubscriptionResult> {
    const read = readInput(NEW_SUBSCRIPTION, input);
    if (!read.ok) return read.refusal;
    const filter = filterOf(read.value);
    const problem =
      (await problemOfFilter(this.database, filter)) ?? (await this.problemOfUrl(context, read.value.url));
    if (problem) return problem;
    return this.inTransaction(context, 'create', read.value, async (tx) => {
      const taken = step(SUBSCRIPTION_LIFECYCLE, 'NEW', 'create', 'TENANT');
      if (!taken.ok) return Conflict.of('input', REFUSALS[taken.reason], taken.reason);
      const repository = new SubscriptionsRepository(tx);
      if ((await repository.count(context.tenantId)) >= MAX_PER_TENANT) {
        return Conflict.of('input', `A tenant has at most ${MAX_PER_TENANT} subscriptions.`, 'TOO_MANY');
      }
      const nowMs = this.clock.now();
      const id = newId();
      const keys = makeKeys(this.ciphers.fields, id, read.value.signatures);
      await repository.insert(tx, {
        id,
        tenantId: context.tenantId,
        name: read.value.name,
        channel: 'WEBHOOK',
        url: read.value.url,
        secret: keys.sealed,
        previousSecret: null,
        previousSecretUntilMs: null,
        publicKey: keys.publicKey,
        previousPublicKey: null,
        filter,
        defaultSubjects: null,
        payload: read.value.payload,
        state: taken.transition.to,
        lastSeq: 0,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        version: 1,
      });
      return this.settle(tx, context, taken.transition, id, keys.secret);
    });
  }

  /** Stops sending; events go on being collected. */
  pause(context: TenantContext, input: object): Promise<SubscriptionResult> {
    return this.act(context, 'pause', input);
  }

  /** Sends again, beginning with what was collected. */
  resume(context: TenantContext, input: object): Promise<SubscriptionResult> {
    return this.act(context, 'resume', input);
  }

  /** Ends the subscription for good; what was not sent yet is not sent. */
  delete(context: TenantContext, input: object): Promise<SubscriptionResult> {
    return this.act(context, 'delete', input);
  }

  /** Makes new keys; for a while those before sign as well, so that the receiver can change over without a gap. */
  async rotateSecret(context: TenantContext, input: object): Promise<SubscriptionResult> {
    const read = readInput(ROTATION, input);
    if (!read.ok) return read.refusal;
    const overlapMs = read.value.overlapSeconds * 1_000;
    return this.act(context, 'rotate', read.value, async (tx, subscription) => {
      const { id, secret: previousSecret, publicKey: previousPublicKey } = subscription;
      const keys = makeKeys(this.ciphers.fields, id, schemesOf(this.ciphers.fields, subscription));
      await new SubscriptionsRepository(tx).setSecrets(tx, id, {
        secret: keys.sealed,
        publicKey: keys.publicKey,
        previousSecret: overlapMs > 0 ? previousSecret : null,
        previousPublicKey: overlapMs > 0 ? previousPublicKey : null,
        previousSecretUntilMs: overlapMs > 0 ? this.clock.now() + overlapMs : null,
      });
      return keys.secret;
    });
  }

  /** One step of a subscription's life by the table, as its tenant; `work` gives a new secret when it made one. */
  private async act(
    context: TenantContext,
    action: 'pause' | 'resume' | 'rotate' | 'delete',
    input: object,
    work: (tx: Tx, subscription: Subscription) => Promise<string | null> = async () => null,
  ): Promise<SubscriptionResult> {
    const read = readInput(SUBSCRIPTION_AT_VERSION.loose(), input);
    if (!read.ok) return read.refusal;
    const { id, version } = read.value;
    return this.inTransaction(context, action, read.value, async (tx) => {
      const repository = new SubscriptionsRepository(tx);
      const subscription = isId(id) ? await repository.own(context.tenantId, id) : undefined;
      if (!subscription) return NotFound.of('input.id', 'subscription');
      const taken = step(SUBSCRIPTION_LIFECYCLE, subscription.state, action, 'TENANT');
      if (!taken.ok) return Conflict.of('input.id', REFUSALS[taken.reason], taken.reason);
      if (action === 'rotate' && subscription.channel !== 'WEBHOOK') {
        return Conflict.of('input.id', "Security event tokens are signed by the gateway's own keys.", 'NOT_A_WEBHOOK');
      }
      const { to } = taken.transition;
      const isOurs =
        subscription.version === version && (await repository.change(tx, subscription, to, this.clock.now()));
      if (!isOurs) return Conflict.of('input.version', 'The subscription was changed meanwhile: read it again.');
      await moveBacklog(tx, action, id, this.clock.now(), this.queue);
      if (to !== subscription.state) await this.streamEvents.updated(tx, subscription, to);
      const secret = await work(tx, subscription);
      return this.settle(tx, context, taken.transition, id, secret);
    });
  }

  private async settle(
    tx: Tx,
    context: TenantContext,
    transition: SubscriptionTransition,
    id: string,
    secret: string | null,
  ): Promise<Subscribed> {
    const subscription = await this.existing(tx, context, id);
    await this.ledger.append(tx, context, [
      {
        action: transition.records,
        subjectType: 'subscription',
        subjectId: id,
        detail: { state: subscription.state, version: subscription.version },
      },
    ]);
    return { id, subscription, secret };
  }

  private inTransaction(
    context: TenantContext,
    action: SubscriptionAction,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<SubscriptionResult>,
  ): Promise<SubscriptionResult> {
    return this.database.transaction((tx) =>
      this.idempotency.once<SubscriptionResult>(
        tx,
        context,
        `subscription.${action}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        // The secret is shown once, so asking again shows none.
        async (id) => ({ id, subscription: await this.existing(tx, context, id), secret: null }),
      ),
    );
  }

  private async existing(tx: Tx, context: TenantContext, id: string): Promise<Subscription> {
    const subscription = await new SubscriptionsRepository(tx).ownOrDeleted(context.tenantId, id);
    if (!subscription) throw new Error('a subscription is not there for its own tenant');
    return subscription;
  }

  private async problemOfUrl(context: TenantContext, url: string): Promise<InvalidInput | undefined> {
    try {
      await this.control.proveWebhook(url, context.tenantCode);
      return undefined;
    } catch (error) {
      if (!(error instanceof EndpointRefusedError)) throw error;
      return InvalidInput.at('input.url', error.message, error.code);
    }
  }
}

const filterOf = ({ eventTypes, filter }: NewSubscription): SubscriptionFilter => ({
  ...OPEN_FILTER,
  ...filter,
  eventTypes,
});
