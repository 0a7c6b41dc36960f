import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { byTime, type SystemAuthor } from '../common/context/system-author.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { isDuplicate, RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { safeError } from '../common/safe-error.js';
import { DEADLINE_JOB } from './deadline.job.js';
import { type Deadline, DeadlinesRepository } from './deadlines.repository.js';

/** A deadline as a feature sets it: at most one of a kind per subject. */
export interface NewDeadline {
  /** Names its handler, at most 48 characters. */
  readonly kind: string;
  /** An id of at most 36 characters. */
  readonly subjectId: string;
  readonly dueAtMs: number;
}

/** A deadline that has come. */
export interface DueDeadline extends NewDeadline {
  /** The author of what follows, for the ledger: the gateway itself. */
  readonly author: SystemAuthor;
}

/**
 * Brings about what a deadline was set for, in the transaction that settles it: all of it happens once or nothing. Like
 * every transaction it may run again after a deadlock. It may set and cancel deadlines, of its own kind and subject too.
 */
export type DueHandler = (tx: Tx, due: DueDeadline) => Promise<void>;

/** A deadline that is further away waits in the table only, so that no queue holds jobs for years. */
const QUEUE_HORIZON_MS = 24 * 3_600_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 3_600_000;

/** Makes things happen at their time, once, whatever is restarted or lost meanwhile: the table says what is due. */
@Injectable()
export class DeadlinesService {
  private readonly logger = new Logger(DeadlinesService.name);
  private readonly handlers = new Map<string, DueHandler>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: JobQueue,
  ) {}

  /** Names what happens when deadlines of a kind come; called by the feature's module before the application starts. */
  onDue(kind: string, handler: DueHandler): void {
    if (kind.length > 48 || this.handlers.has(kind))
      throw new Error(`the kind of deadline ${kind} is taken or too long`);
    this.handlers.set(kind, handler);
  }

  /** Sets a deadline, in place of an open one of the same kind and subject. One that has passed comes at once. */
  async set(tx: Tx, { kind, subjectId, dueAtMs }: NewDeadline): Promise<void> {
    const deadlines = new DeadlinesRepository(tx);
    const id = newId();
    await deadlines.remove(tx, subjectId, [kind]);
    try {
      await deadlines.insert(tx, { id, kind, subjectId, dueAtMs, nextTryAtMs: dueAtMs, attempts: 0 });
    } catch (error) {
      // A concurrent one was set first: replace that one.
      throw isDuplicate(error) ? new RunAgainError() : error;
    }
    tx.afterCommit(() => this.enqueue(id, dueAtMs));
  }

  /** Calls off the subject's open deadlines, of these kinds only when some are given. */
  async cancel(tx: Tx, subjectId: string, kinds?: readonly string[]): Promise<void> {
    if (kinds?.length === 0) return;
    await new DeadlinesRepository(tx).remove(tx, subjectId, kinds);
  }

  /** Settles a deadline when it is due; does nothing when it was settled, replaced or called off. Never throws. */
  async settle(id: string): Promise<void> {
    const deadline = await new DeadlinesRepository(this.database).byId(id);
    if (!deadline || deadline.nextTryAtMs > this.clock.now()) return;
    try {
      await this.handle(deadline);
    } catch (error) {
      this.logger.error({ err: safeError(error) }, `deadline ${deadline.kind} ${id} failed and will be tried again`);
      await this.postpone(deadline);
    }
  }

  private async handle({ id, kind, subjectId, dueAtMs }: Deadline): Promise<void> {
    const handler = this.handlers.get(kind);
    // A process of an older or newer release may know the kind.
    if (!handler) throw new Error(`no handler for deadlines of the kind ${kind}`);
    await this.database.transaction(async (tx) => {
      // Taking comes first: whoever is second finds nothing, and the database undoes it with the rest when the work fails.
      if (!(await new DeadlinesRepository(tx).take(tx, id))) return;
      await handler(tx, { kind, subjectId, dueAtMs, author: byTime(kind) });
    });
  }

  private async postpone({ id, attempts }: Deadline): Promise<void> {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
    await new DeadlinesRepository(this.database).postpone(id, attempts + 1, this.clock.now() + waitMs);
  }

  /** A failure is logged as that of any after-commit action: the sweeper finds what did not get on the queue. */
  private async enqueue(id: string, dueAtMs: number): Promise<void> {
    const delayMs = Math.max(0, dueAtMs - this.clock.now());
    if (delayMs <= QUEUE_HORIZON_MS) await this.jobs.enqueue(DEADLINE_JOB, [id], { delayMs });
  }
}
