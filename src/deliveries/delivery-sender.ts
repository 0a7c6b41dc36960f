import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { step } from '../common/lifecycle.js';
import type { Database } from '../common/persistence/database.js';
import type { LedgerService } from '../ledger/ledger.service.js';
import { SUBSCRIPTION_LIFECYCLE } from '../subscriptions/subscription.lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { BacklogRepository } from './backlog.repository.js';
import { judge, type Outcome, type RetryRules } from './delivery.policy.js';
import type { Claim, DeliveryClaims } from './delivery-claims.js';
import type { DeliverySettlement } from './delivery-settlement.js';
import type { WebhookClient } from './webhook-client.js';
import { webhookBody } from './webhook-message.js';

/** Brings one delivery after the other to its endpoint: the worker of the delivery job. */
export class DeliverySender {
  private readonly logger = new Logger(DeliverySender.name);
  private readonly inHand = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly claims: DeliveryClaims,
    private readonly settlement: DeliverySettlement,
    private readonly client: WebhookClient,
    private readonly rules: RetryRules,
  ) {}

  /** One attempt, when the delivery is due for it. */
  async deliver(id: string): Promise<void> {
    if (this.inHand.has(id)) return;
    this.inHand.add(id);
    try {
      const claim = await this.claims.take(id);
      if (claim) await this.work(claim);
    } finally {
      this.inHand.delete(id);
    }
  }

  private async work(claim: Claim): Promise<void> {
    const { delivery, permission } = claim;
    if (permission.kind === 'WITHDRAW') {
      const verdict = { kind: 'WITHDRAWN', reason: permission.reason } as const;
      await this.settlement.settle({ delivery, verdict, attempt: undefined });
      return;
    }
    const startedAtMs = this.clock.now();
    const started = performance.now();
    const outcome = await this.send(claim, startedAtMs);
    const durationMs = Math.round(performance.now() - started);
    const tries = delivery.attempts - delivery.attemptsBefore + 1;
    const verdict = judge(outcome, tries, this.rules, Math.random());
    const attempt = {
      startedAtMs,
      durationMs,
      status: outcome.kind === 'ANSWERED' ? outcome.status : null,
      error: outcome.kind === 'FAILED' ? outcome.error : null,
    };
    await this.settlement.settle({ delivery, verdict, attempt });
    if (verdict.kind === 'DEAD' && verdict.reason === 'GONE') await this.disable(delivery.subscriptionId);
  }

  private async send({ delivery, event, endpoint }: Claim, nowMs: number): Promise<Outcome> {
    const { destination, signer } = endpoint;
    if (typeof destination === 'string') return { kind: 'FAILED', error: destination };
    const body = webhookBody(event, Number(delivery.seq));
    const signed = signer.sign({ id: event.id, timestampSeconds: Math.floor(nowMs / 1_000), body });
    return this.client.post(destination, signed, body, nowMs);
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
      await this.ledger.append(tx, { system: 'deliveries' }, [
        { action: taken.transition.records, subjectType: 'subscription', subjectId: subscriptionId, outcome: 'GONE' },
      ]);
    });
    this.logger.warn(`subscription ${subscriptionId} was disabled: its endpoint answered 410`);
  }
}
