/** A kind of job: one declaration beside its worker. A job carries an id and nothing else. */
export interface JobDeclaration {
  readonly name: string;
  /** Jobs of this kind in work at once, per process. */
  readonly concurrency: number;
  /**
   * Ids that a queue outside the process may carry in one message, for short jobs that come in masses; 1 when left out.
   * They are worked side by side, and count as one towards the concurrency.
   */
  readonly idsPerMessage?: number;
}

/** Does one job. A thrown error is logged and left to the tables: the sweeper brings the job back when it is due. */
export type JobHandler = (id: string) => Promise<void>;

export interface EnqueueOptions {
  /** Not before this many milliseconds from now. */
  readonly delayMs?: number;
  /** 1 is the highest; without one a job goes in the order of its coming, before all that have one. */
  readonly priority?: number;
  /** Tells a retry from the job in work that asks for it; the same id and turn is added once. */
  readonly turn?: number;
}

/**
 * Hands ids to workers. The tables are the truth: a job that is lost here is found by its feature's sweeper, and one that
 * comes twice finds its row already settled.
 */
export abstract class JobQueue {
  /**
   * Puts jobs on the queue; an id that is already waiting is not added again, unless it goes in a message with others.
   * A delayed one that is asked for again by another turn and without delay is worked at once.
   * @throws when the queue is away
   */
  abstract enqueue(declaration: JobDeclaration, ids: readonly string[], options?: EnqueueOptions): Promise<void>;
  /** Starts working on jobs of this kind in this process. */
  abstract work(declaration: JobDeclaration, handler: JobHandler): Promise<void>;
  /** Messages waiting (due or delayed) or in work, for metrics and the readiness report. @throws when the queue is away */
  abstract waiting(declaration: JobDeclaration): Promise<number>;
  /** Of these, the ones that could be worked now or are in work. @throws when the queue is away */
  abstract due(declaration: JobDeclaration): Promise<number>;
  /** Stops taking jobs and waits for those in work. */
  abstract close(): Promise<void>;
}
