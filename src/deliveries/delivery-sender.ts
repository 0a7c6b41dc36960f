import { hash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { safeError } from '../common/safe-error.js';
import type { AnswerListeners } from './answer-listeners.js';
import type { Channel } from './channels.js';
import { type DeliveryQueue, URGENT } from './delivery.job.js';
import { judge, type Outcome, type RetryRules } from './delivery.policy.js';
import type { Claim, DeliveryClaims, Ready } from './delivery-claims.js';
import type { DeliverySettlement, Settlement } from './delivery-settlement.js';
import { PutOffs } from './put-offs.js';
import { type Place, SendLanes } from './send-lanes.js';
import { SendSlots } from './send-slots.js';
import type { WebhookClient } from './webhook-client.js';

/** A job waits this long for its delivery, which then goes on without it: one that takes long holds up no message. */
const PATIENCE_MS = 250;
/** Slow sends that a process bears, as a multiple of its concurrency: they cost a socket each. */
const SLOW_SHARE = 10;
/** Of these, the part that one tenant may have. */
const TENANTS_SLOW_PART = 1 / 4;

type Answered = Extract<Outcome, { kind: 'ANSWERED' }>;

/** What came of a message that was sent, and the digest of its body. */
interface Sent {
  readonly outcome: Outcome;
  readonly payloadDigest: string | null;
}

export interface SenderOptions {
  /** Sends at once, without the slow ones. */
  readonly concurrency: number;
  readonly perEndpoint: number;
  readonly perTenant: number;
  readonly rules: RetryRules;
}

/** Brings one delivery after the other to its endpoint: the worker of the delivery job. */
export class DeliverySender {
  private readonly logger = new Logger(DeliverySender.name);
  private readonly inHand = new Map<string, Promise<void>>();
  private readonly lanes: SendLanes;
  private readonly putOffs: PutOffs;
  /** Lets jobs go, by their deliveries, that wait until fewer are in hand without one. */
  private readonly crowd = new Map<string, () => void>();
  /** Requests that go on at once. The lanes let twice as many claims be held, so that the next are ready. */
  private readonly slots: SendSlots;

  constructor(
    private readonly clock: Clock,
    private readonly claims: DeliveryClaims,
    private readonly settlement: DeliverySettlement,
    private readonly client: WebhookClient,
    queue: DeliveryQueue,
    private readonly answers: AnswerListeners,
    private readonly options: SenderOptions,
  ) {
    const { concurrency, perEndpoint, perTenant } = options;
    this.slots = new SendSlots(concurrency);
    this.putOffs = new PutOffs(claims, queue);
    const slow = SLOW_SHARE * concurrency;
    const slowPerTenant = Math.ceil(slow * TENANTS_SLOW_PART);
    this.lanes = new SendLanes({ total: 2 * concurrency, perEndpoint, perTenant, slow, slowPerTenant });
  }

  /** One attempt, when the delivery is due for it. Resolves when it is settled, or before when it takes long. */
  async deliver(id: string): Promise<void> {
    if (this.inHand.has(id)) return;
    const bringing = this.bring(id)
      // Its row tells what is to be done; the sweeper finds it.
      .catch((error: unknown) => this.logger.warn({ err: safeError(error) }, `delivery ${id} was broken off`))
      .finally(() => this.letGo(id));
    this.inHand.set(id, bringing);
    await (this.detached > this.mostDetached ? this.untilRoom(id, bringing) : withinPatience(bringing));
  }

  /** Sends nothing more; resolves when what is in hand is settled or released. */
  async stop(): Promise<void> {
    this.lanes.stop();
    while (this.inHand.size > 0) await Promise.all(this.inHand.values());
  }

  /**
   * As many deliveries may be in hand without a job that waits for them; beyond, the queue waits. It is more than the
   * lanes let be slow and wait for their turns, so that what stands still keeps no job from what is quick.
   */
  private get mostDetached(): number {
    return 6 * SLOW_SHARE * this.options.concurrency;
  }

  private get detached(): number {
    return this.inHand.size - this.crowd.size;
  }

  /** Resolves with the work, or when one more may be in hand without a job. */
  private async untilRoom(id: string, work: Promise<void>): Promise<void> {
    const room = new Promise<void>((resolve) => this.crowd.set(id, resolve));
    await Promise.race([work, room]);
  }

  private letGo(id: string): void {
    this.inHand.delete(id);
    this.crowd.delete(id);
    for (const [waiting, wake] of this.crowd) {
      if (this.detached >= this.mostDetached) return;
      this.crowd.delete(waiting);
      wake();
    }
  }

  private async bring(id: string): Promise<void> {
    const ready = await this.claims.look(id);
    if (!ready) return;
    const { delivery, tenantId } = ready;
    const isUrgent = Number(delivery.priority) === URGENT;
    const place = await this.lanes.enter({ subscriptionId: delivery.subscriptionId, tenantId, isUrgent });
    if (!place) return;
    if ('againInMs' in place) return this.putOffs.add(delivery, place);
    const settlement = await this.attempt(ready, place);
    if (!settlement) return;
    await this.settlement.settle(settlement);
    if (settlement.verdict.kind === 'DELIVERED') await this.tellAnswer(settlement);
  }

  private async tellAnswer({ claim, tried }: Settlement): Promise<void> {
    const answer = tried?.outcome.kind === 'ANSWERED' ? tried.outcome.answer : undefined;
    const payloadDigest = tried?.attempt.payloadDigest;
    if (!answer || !payloadDigest) return;
    const { id: deliveryId, subscriptionId, eventId } = claim.delivery;
    await this.answers.tell({ deliveryId, subscriptionId, eventId, payloadDigest, answer });
  }

  private async attempt({ delivery }: Ready, place: Place): Promise<Settlement | undefined> {
    let durationMs: number | undefined;
    try {
      const claim = await this.claims.take(delivery);
      if (!claim) return undefined;
      const { permission } = claim;
      if (permission.kind === 'WITHDRAW') {
        return { claim, verdict: { kind: 'WITHDRAWN', reason: permission.reason }, tried: undefined };
      }
      const settlement = await this.sendOnce(claim, place);
      durationMs = settlement.tried?.attempt.durationMs;
      return settlement;
    } finally {
      place.leave(durationMs);
    }
  }

  private async sendOnce(claim: Claim, place: Place): Promise<Settlement> {
    const { delivery } = claim;
    const free = await this.slots.take();
    const startedAtMs = this.clock.now();
    const started = performance.now();
    const patience = setTimeout(() => {
      place.slowDown(PATIENCE_MS);
      free();
    }, PATIENCE_MS);
    const { outcome, payloadDigest } = await this.send(claim, startedAtMs).finally(() => {
      clearTimeout(patience);
      free();
    });
    const durationMs = Math.round(performance.now() - started);
    const tries = delivery.attempts - delivery.attemptsBefore + 1;
    const attempt = {
      startedAtMs,
      durationMs,
      status: outcome.kind === 'ANSWERED' ? outcome.status : null,
      error: errorOf(outcome),
      payloadDigest,
    };
    return { claim, verdict: judge(outcome, tries, this.options.rules, Math.random()), tried: { attempt, outcome } };
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
}

/** Resolves with the work, which never fails, or when it has taken too long. */
function withinPatience(work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function judged(channel: Channel, outcome: Answered): Answered {
  const problem = channel.problemOf?.(outcome.answer ?? { status: outcome.status, type: '', body: '' });
  return problem === undefined ? outcome : { ...outcome, problem };
}

function errorOf(outcome: Outcome): string | null {
  if (outcome.kind === 'FAILED') return outcome.error;
  return outcome.kind === 'ANSWERED' ? (outcome.problem ?? null) : null;
}
