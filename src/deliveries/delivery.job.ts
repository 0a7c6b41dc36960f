import { Injectable, Logger } from '@nestjs/common';
import { type EnqueueOptions, type JobDeclaration, JobQueue } from '../common/queue/job-queue.js';
import { safeError } from '../common/safe-error.js';

/**
 * Brings one delivery to its endpoint. The concurrency is that of LIAISON_DELIVERY_CONCURRENCY; of the many ids that it
 * lets in, as many are on their way at once, and the others wait to be written down together.
 */
export const DELIVERY_JOB: JobDeclaration = { name: 'delivery', concurrency: 100, idsPerMessage: 20 };

/** The same for events that cannot wait: a queue of their own, so that no backlog is before them. */
export const URGENT_DELIVERY_JOB: JobDeclaration = { name: 'delivery-urgent', concurrency: 100, idsPerMessage: 20 };

/** Priorities of deliveries: the lower goes first. */
export const URGENT = 0;
export const ORDINARY = 1;

/** What a job is made from. */
export interface QueuedDelivery {
  readonly id: string;
  readonly attempts: number;
  readonly priority: number;
}

/** A wait of hours need not stand in memory or in Redis: the tables know of it. */
const CALLED_WITHIN_MS = 60_000;

/** Turns of attempts and of releases are lower. */
const FIRST_PUT_OFF = 1_000;

const jobOf = (priority: number): JobDeclaration => (Number(priority) === URGENT ? URGENT_DELIVERY_JOB : DELIVERY_JOB);

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
    for (const { job, attempts, ids } of alike(deliveries)) this.enqueue(job, ids, { turn: attempts * 2 });
  }

  /** A delivery that failed, to be tried again after a while; long waits are the sweeper's. */
  putLater({ id, attempts, priority }: QueuedDelivery, delayMs: number): void {
    if (delayMs <= CALLED_WITHIN_MS) this.enqueue(jobOf(priority), [id], { turn: attempts * 2, delayMs });
  }

  /**
   * Deliveries that found no place, to come again after a while; long waits are the sweeper's.
   * @param turn tells their message from the one in work that they came in
   */
  putOff(deliveries: readonly QueuedDelivery[], delayMs: number, turn: number): void {
    if (delayMs > CALLED_WITHIN_MS) return;
    for (const { job, ids } of alike(deliveries)) this.enqueue(job, ids, { turn: FIRST_PUT_OFF + turn, delayMs });
  }

  /**
   * Deliveries whose predecessor was settled. They take a turn of their own: the job that found them blocked may not
   * have ended yet, and the queue would take this one for its twin.
   */
  putReleased(deliveries: readonly QueuedDelivery[]): void {
    for (const { job, attempts, ids } of alike(deliveries)) this.enqueue(job, ids, { turn: attempts * 2 + 1 });
  }

  /** Messages of up to 20 deliveries of this priority that are due or in work. */
  length(priority: number): Promise<number> {
    return this.jobs.due(jobOf(priority));
  }

  private enqueue(job: JobDeclaration, ids: readonly string[], options: EnqueueOptions): void {
    this.jobs.enqueue(job, ids, options).catch((error: unknown) => {
      this.logger.warn({ err: safeError(error) }, `${ids.length} deliveries did not get on the queue`);
    });
  }
}

interface Alike {
  readonly job: JobDeclaration;
  readonly attempts: number;
  readonly ids: string[];
}

/** Deliveries that can share messages. */
function alike(deliveries: readonly QueuedDelivery[]): Iterable<Alike> {
  const groups = new Map<string, Alike>();
  for (const { id, attempts, priority } of deliveries) {
    const key = `${priority} ${attempts}`;
    const group = groups.get(key);
    if (group) group.ids.push(id);
    else groups.set(key, { job: jobOf(priority), attempts, ids: [id] });
  }
  return groups.values();
}
