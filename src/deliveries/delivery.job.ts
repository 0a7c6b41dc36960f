import { Injectable, Logger } from '@nestjs/common';
import { type EnqueueOptions, type JobDeclaration, JobQueue } from '../common/queue/job-queue.js';
import { safeError } from '../common/safe-error.js';

/** Brings one delivery to its endpoint. The concurrency is that of LIAISON_DELIVERY_CONCURRENCY. */
export const DELIVERY_JOB: JobDeclaration = { name: 'delivery', concurrency: 100 };

/** What a job is made from. */
export interface QueuedDelivery {
  readonly id: string;
  readonly attempts: number;
}

/**
 * Puts deliveries on the queue. Nobody waits for it, and a failure is only logged: the queue may be away while the
 * tables go on, and the sweeper finds what did not get there.
 */
@Injectable()
export class DeliveryQueue {
  private readonly logger = new Logger(DeliveryQueue.name);

  constructor(private readonly jobs: JobQueue) {}

  /** New or overdue deliveries. */
  put(deliveries: readonly QueuedDelivery[]): void {
    for (const [attempts, ids] of byAttempts(deliveries)) this.enqueue(ids, { turn: attempts * 2 });
  }

  /** A delivery that failed, to be tried again after a while. */
  putLater(delivery: QueuedDelivery, delayMs: number): void {
    this.enqueue([delivery.id], { turn: delivery.attempts * 2, delayMs });
  }

  /**
   * Deliveries whose predecessor was settled. They take a turn of their own: the job that found them blocked may not
   * have ended yet, and the queue would take this one for its twin.
   */
  putReleased(deliveries: readonly QueuedDelivery[]): void {
    for (const [attempts, ids] of byAttempts(deliveries)) this.enqueue(ids, { turn: attempts * 2 + 1 });
  }

  /** Jobs waiting or in work. */
  length(): Promise<number> {
    return this.jobs.waiting(DELIVERY_JOB);
  }

  private enqueue(ids: readonly string[], options: EnqueueOptions): void {
    this.jobs.enqueue(DELIVERY_JOB, ids, options).catch((error: unknown) => {
      this.logger.warn({ err: safeError(error) }, `${ids.length} deliveries did not get on the queue`);
    });
  }
}

function byAttempts(deliveries: readonly QueuedDelivery[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { id, attempts } of deliveries) {
    const group = groups.get(attempts);
    if (group) group.push(id);
    else groups.set(attempts, [id]);
  }
  return groups;
}
