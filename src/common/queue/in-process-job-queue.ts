import { Logger } from '@nestjs/common';
import { type EnqueueOptions, type JobDeclaration, type JobHandler, JobQueue } from './job-queue.js';

interface Lane {
  readonly ready: string[];
  readonly known: Set<string>;
  readonly timers: Map<string, NodeJS.Timeout>;
  readonly running: Set<Promise<void>>;
  declaration: JobDeclaration;
  handler: JobHandler | undefined;
}

/** Longest wait that setTimeout takes; a longer one is for the sweeper. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The embedded profile's queue: memory only, since the tables hold what is due and the sweeper reads them at start. */
export class InProcessJobQueue extends JobQueue {
  private readonly logger = new Logger(InProcessJobQueue.name);
  private readonly lanes = new Map<string, Lane>();
  private isClosed = false;

  async enqueue(declaration: JobDeclaration, ids: readonly string[], options: EnqueueOptions = {}): Promise<void> {
    const lane = this.lane(declaration);
    for (const id of ids) {
      if (this.isClosed) continue;
      if (lane.known.has(id)) {
        if (!options.delayMs) this.hasten(lane, id);
        continue;
      }
      lane.known.add(id);
      if (options.delayMs && options.delayMs > 0) this.later(lane, id, Math.min(options.delayMs, MAX_TIMER_MS));
      else lane.ready.push(id);
    }
    this.pump(lane);
  }

  async work(declaration: JobDeclaration, handler: JobHandler): Promise<void> {
    const lane = this.lane(declaration);
    lane.declaration = declaration;
    lane.handler = handler;
    this.pump(lane);
  }

  async waiting(declaration: JobDeclaration): Promise<number> {
    const lane = this.lane(declaration);
    return lane.ready.length + lane.timers.size;
  }

  async due(declaration: JobDeclaration): Promise<number> {
    const lane = this.lane(declaration);
    return lane.ready.length + lane.running.size;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const lane of this.lanes.values()) {
      for (const timer of lane.timers.values()) clearTimeout(timer);
      lane.ready.length = 0;
    }
    await Promise.all([...this.lanes.values()].flatMap((lane) => [...lane.running]));
  }

  private lane(declaration: JobDeclaration): Lane {
    let lane = this.lanes.get(declaration.name);
    if (!lane) {
      lane = { ready: [], known: new Set(), timers: new Map(), running: new Set(), declaration, handler: undefined };
      this.lanes.set(declaration.name, lane);
    }
    return lane;
  }

  private later(lane: Lane, id: string, delayMs: number): void {
    lane.timers.set(
      id,
      setTimeout(() => {
        lane.timers.delete(id);
        lane.ready.push(id);
        this.pump(lane);
      }, delayMs),
    );
  }

  /** Ends the wait of an id that is asked for at once. */
  private hasten(lane: Lane, id: string): void {
    const timer = lane.timers.get(id);
    if (!timer) return;
    clearTimeout(timer);
    lane.timers.delete(id);
    lane.ready.push(id);
  }

  private pump(lane: Lane): void {
    const { handler } = lane;
    if (!handler || this.isClosed) return;
    while (lane.running.size < lane.declaration.concurrency) {
      const id = lane.ready.shift();
      if (id === undefined) return;
      // From here on the same id may be enqueued again: its row may have changed since.
      lane.known.delete(id);
      const run = this.run(lane, handler, id).finally(() => {
        lane.running.delete(run);
        this.pump(lane);
      });
      lane.running.add(run);
    }
  }

  private async run(lane: Lane, handler: JobHandler, id: string): Promise<void> {
    try {
      await handler(id);
    } catch (error) {
      this.logger.error(`job ${lane.declaration.name} ${id} failed: ${(error as Error).name}`);
    }
  }
}
