import { hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { step } from '../common/lifecycle.js';
import type { Database } from '../common/persistence/database.js';
import type { LedgerService } from '../ledger/ledger.service.js';
import type { StreamEvents } from '../subscriptions/stream-events.js';
import { SUBSCRIPTION_LIFECYCLE } from '../subscriptions/subscription.lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { BacklogRepository } from './backlog.repository.js';
import type { Channel } from './channels.js';
import { judge, type Outcome, type RetryRules } from './delivery.policy.js';
import type { Claim, DeliveryClaims } from './delivery-claims.js';
import type { DeliverySettlement, Settlement } from './delivery-settlement.js';
import { SendSlots } from './send-slots.js';
import type { WebhookClient } from './webhook-client.js';

type Answered = Extract<Outcome, { kind: 'ANSWERED' }>;

/** What came of a message that was sent, and the digest of its body. */
interface Sent {
  readonly outcome: Outcome;
  readonly payloadDigest: string | null;
}

/** Brings one delivery after the other to its endpoint: the worker of the delivery job. */
export class DeliverySender {
  private readonly logger = new Logger(DeliverySender.name);
  private readonly inHand = new Set<string>();
  /** Sends that go on at once. */
  private readonly slots: SendSlots;
  /** Claims that are held at once: as many again as sends, so that the next are ready when a send ends. */
  private readonly places: SendSlots;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly claims: DeliveryClaims,
    private readonly settlement: DeliverySettlement,
    private readonly client: WebhookClient,
    private readonly streamEvents: StreamEvents,
    concurrency: number,
    private readonly rules: RetryRules,
  ) {
    this.slots = new SendSlots(concurrency);
    this.places = new SendSlots(2 * concurrency);
  }

  /** One attempt, when the delivery is due for it. */
  async deliver(id: string): Promise<void> {
    if (this.inHand.has(id)) return;
    this.inHand.add(id);
    try {
      // A place comes before the claim, which would run out while it waited for one.
      const settlement = await this.places.within(() => this.attempt(id));
      if (settlement) await this.settle(settlement);
    } finally {
      this.inHand.delete(id);
    }
  }

  private async attempt(id: string): Promise<Settlement | undefined> {
    const claim = await this.claims.take(id);
    if (!claim) return undefined;
    const { delivery, permission } = claim;
    if (permission.kind === 'WITHDRAW') {
      return { delivery, verdict: { kind: 'WITHDRAWN', reason: permission.reason }, attempt: undefined };
    }
    return this.slots.within(() => this.sendOnce(claim));
  }

  private async sendOnce(claim: Claim): Promise<Settlement> {
    const { delivery } = claim;
    const startedAtMs = this.clock.now();
    const started = performance.now();
    const { outcome, payloadDigest } = await this.send(claim, startedAtMs);
    const durationMs = Math.round(performance.now() - started);
    const tries = delivery.attempts - delivery.attemptsBefore + 1;
    const attempt = {
      startedAtMs,
      durationMs,
      status: outcome.kind === 'ANSWERED' ? outcome.status : null,
      error: errorOf(outcome),
      payloadDigest,
    };
    return { delivery, verdict: judge(outcome, tries, this.rules, Math.random()), attempt };
  }

  private async settle(settlement: Settlement): Promise<void> {
    const { delivery, verdict } = settlement;
    await this.settlement.settle(settlement);
    if (verdict.kind === 'DEAD' && verdict.reason === 'GONE') await this.disable(delivery.subscriptionId);
  }

  private async send({ delivery, event, endpoint }: Claim, nowMs: number): Promise<Sent> {
    const { destination, channel } = endpoint;
    if (typeof destination === 'string') {
      return { outcome: { kind: 'FAILED', error: destination }, payloadDigest: null };
    }
    const message = await channel.write(event, Number(delivery.seq), nowMs);
    const outcome = await this.client.post(destination, message, nowMs);
    return {
      outcome: outcome.kind === 'ANSWERED' ? judged(channel, outcome) : outcome,
      payloadDigest: hash('sha256', message.body, 'base64url'),
    };
  }

  /** The endpoint said that it is gone for good. What waits is kept for the case that its tenant resumes. */
  private async disable(subscriptionId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const repository = new SubscriptionsRepository(tx);
      const [subscription] = await repository.byIds([subscriptionId]);
      const taken = subscription && step(SUBSCRIPTION_LIFECYCLE, subscription.state, 'disable', 'GATEWAY');
      if (!subscription || !taken?.ok) return;
      if (!(await repository.change(tx, subscription, taken.transition.to, this.clock.now()))) return;
      await new BacklogRepository(tx).hold(subscriptionId);
      await this.streamEvents.updated(tx, subscription, taken.transition.to, 'The endpoint answered 410 Gone.');
      await this.ledger.append(tx, { system: 'deliveries' }, [
        { action: taken.transition.records, subjectType: 'subscription', subjectId: subscriptionId, outcome: 'GONE' },
      ]);
    });
    this.logger.warn(`subscription ${subscriptionId} was disabled: its endpoint answered 410`);
  }
}

function judged(channel: Channel, outcome: Answered): Answered {
  const problem = channel.problemOf?.(outcome.answer ?? { status: outcome.status, type: '', body: '' });
  return problem === undefined ? outcome : { ...outcome, problem };
}

function errorOf(outcome: Outcome): string | null {
  if (outcome.kind === 'FAILED') return outcome.error;
  return outcome.kind === 'ANSWERED' ? (outcome.problem ?? null) : null;
}
