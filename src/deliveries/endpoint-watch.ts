import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { step } from '../common/lifecycle.js';
import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { safeError } from '../common/safe-error.js';
import type { EventType } from '../events/event-types.js';
import type { EventsService } from '../events/events.service.js';
import type { LedgerService } from '../ledger/ledger.service.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import type { StreamEvents } from '../subscriptions/stream-events.js';
import { SUBSCRIPTION_LIFECYCLE } from '../subscriptions/subscription.lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { BacklogRepository } from './backlog.repository.js';
import type { DeliveryQueue } from './delivery.job.js';
import type { Outcome } from './delivery.policy.js';
import {
  afterFailure,
  consequenceOf,
  type EndpointHealth,
  type HealthRules,
  healthy,
} from './endpoint-health.policy.js';
import { EndpointHealthRepository } from './endpoint-health.repository.js';

/** What an attempt told of an endpoint. */
export interface Observation {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly outcome: Exclude<Outcome, { kind: 'INTERRUPTED' }>;
  readonly isSuccess: boolean;
  /** The breaker's moment, when it was known to fail before this attempt; 0 when it was closed all the same. */
  readonly openUntilMs: number | undefined;
}

/** Why the gateway ends a subscription's sending. */
export type DisablingReason = 'GONE' | 'FAILING';

const REASONS: Readonly<Record<DisablingReason, string>> = {
  GONE: 'The endpoint answered 410 Gone.',
  FAILING: 'The endpoint has been failing for days.',
};

const AUTHOR = { system: 'deliveries' };

/** Keeps book of endpoints that fail, tells their tenants by the event log, and disables those that do not recover. */
export class EndpointWatch {
  private readonly logger = new Logger(EndpointWatch.name);
  private readonly healths: EndpointHealthRepository;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly streams: StreamEvents,
    private readonly queue: DeliveryQueue,
    private readonly rules: HealthRules,
  ) {
    this.healths = new EndpointHealthRepository(database);
  }

  /** Writes down what attempts told, with the settling of their deliveries; gives the endpoints to disable after it. */
  async note(tx: Tx, observations: readonly Observation[], nowMs: number): Promise<string[]> {
    await this.recover(
      tx,
      observations.filter(({ isSuccess, openUntilMs }) => isSuccess && openUntilMs !== undefined),
      nowMs,
    );
    const failed = observations.filter(({ isSuccess }) => !isSuccess);
    if (failed.length === 0) return [];
    const known = await this.healths.lock(
      tx,
      failed.map(({ subscriptionId }) => subscriptionId),
      healthy(nowMs),
    );
    /** Until when the others waited for a trial that failed, by endpoint. */
    const trials = new Map<string, number>();
    for (const { subscriptionId, outcome, openUntilMs } of failed) {
      const before = known.get(subscriptionId) ?? healthy(nowMs);
      if (openUntilMs && before.openUntilMs === openUntilMs) trials.set(subscriptionId, openUntilMs);
      known.set(subscriptionId, afterFailure(before, outcome, this.rules, nowMs, openUntilMs));
    }
    for (const [subscriptionId, untilMs] of trials) {
      const nextMs = Math.max(nowMs, known.get(subscriptionId)?.openUntilMs ?? 0);
      tx.afterCommit(() => this.waitForNextTrial(subscriptionId, untilMs, nextMs));
    }
    const doomed: string[] = [];
    const owners = new Map(failed.map(({ subscriptionId, tenantId }) => [subscriptionId, tenantId]));
    for (const [subscriptionId, tenantId] of owners) {
      const health = known.get(subscriptionId);
      const consequence = health ? consequenceOf(health, this.rules, nowMs) : 'NONE';
      if (health && consequence === 'WARN') {
        known.set(subscriptionId, { ...health, warnedAtMs: nowMs });
        await this.warn(tx, subscriptionId, tenantId, health, nowMs);
      }
      if (consequence === 'DISABLE') doomed.push(subscriptionId);
    }
    await this.healths.update(tx, known);
    return doomed;
  }

  /** Nobody waits for it: what it does not reach comes again when the trial would have ended. */
  private waitForNextTrial(subscriptionId: string, untilMs: number, nextMs: number): void {
    this.healths.putOff(subscriptionId, untilMs, nextMs).catch((error: unknown) => {
      this.logger.warn(
        { err: safeError(error) },
        `deliveries of subscription ${subscriptionId} wait longer than they need`,
      );
    });
  }

  private async recover(tx: Tx, observations: readonly Observation[], nowMs: number): Promise<void> {
    const moments = new Map(observations.map(({ subscriptionId, openUntilMs = 0 }) => [subscriptionId, openUntilMs]));
    await this.healths.forget(tx, [...moments.keys()]);
    for (const [subscriptionId, openUntilMs] of moments) {
      if (openUntilMs === 0) continue;
      // After the commit: who put a delivery off and still saw the endpoint failing did so before, and is recalled.
      tx.afterCommit(async () => this.queue.put(await this.healths.recall(subscriptionId, openUntilMs, nowMs)));
    }
  }

  /** Stops sending to an endpoint. What waits is kept for the case that its tenant resumes. */
  async disable(subscriptionId: string, reason: DisablingReason): Promise<void> {
    const isDisabled = await this.database.transaction(async (tx) => {
      const repository = new SubscriptionsRepository(tx);
      const [subscription] = await repository.byIds([subscriptionId]);
      const taken = subscription && step(SUBSCRIPTION_LIFECYCLE, subscription.state, 'disable', 'GATEWAY');
      if (!subscription || !taken?.ok) return false;
      const nowMs = this.clock.now();
      if (!(await repository.change(tx, subscription, taken.transition.to, nowMs))) return false;
      await new BacklogRepository(tx).hold(subscriptionId);
      await this.healths.forget(tx, [subscriptionId]);
      await this.streams.updated(tx, subscription, taken.transition.to, REASONS[reason]);
      await this.ledger.append(tx, AUTHOR, [
        { action: taken.transition.records, subjectType: 'subscription', subjectId: subscriptionId, outcome: reason },
      ]);
      await this.tell(tx, 'subscription.disabled', subscriptionId, subscription.tenantId, { reason }, nowMs);
      return true;
    });
    if (isDisabled) this.logger.warn(`subscription ${subscriptionId} was disabled: ${reason}`);
  }

  private async warn(
    tx: Tx,
    subscriptionId: string,
    tenantId: string,
    health: EndpointHealth,
    nowMs: number,
  ): Promise<void> {
    const { failures, failingSinceMs } = health;
    const disabledAtMs = failingSinceMs + this.rules.disableAfterMs;
    const data = {
      failures,
      failingSince: new Date(failingSinceMs).toISOString(),
      disabledFrom: new Date(disabledAtMs).toISOString(),
    };
    await this.ledger.append(tx, AUTHOR, [
      { action: 'subscription.warn', subjectType: 'subscription', subjectId: subscriptionId, detail: data },
    ]);
    await this.tell(tx, 'subscription.failing', subscriptionId, tenantId, data, nowMs);
  }

  private async tell(
    tx: Tx,
    type: EventType,
    subjectId: string,
    tenantId: string,
    data: Readonly<Record<string, unknown>>,
    nowMs: number,
  ): Promise<void> {
    const [sharingId] = await this.sharings.ensure(tx, [{ ownerId: tenantId, level: 'OWNER' }], nowMs);
    if (sharingId === undefined) throw new Error('a sharing was not made');
    await this.events.append(tx, [{ type, tenantId, sharingId, subjectType: 'subscription', subjectId, data }]);
  }
}
