import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PubSub } from '../common/pubsub/pub-sub.js';
import { COLLECTORS_CHANNEL } from '../deliveries/collecting.js';

/** Most requests that wait for one stream at one process; one more is answered at once. */
const MAX_WAITING = 4;

/** Receivers that wait, at this process, for something to collect. */
@Injectable()
export class Collectors implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private unsubscribe: (() => Promise<void>) | undefined;
  private isStopped = false;

  constructor(private readonly pubSub: PubSub) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.pubSub.subscribe(COLLECTORS_CHANNEL, (streamId) => this.call(streamId));
  }

  /** Those who wait are answered, so that the server can close. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    for (const streamId of this.waiting.keys()) this.call(streamId);
    await this.unsubscribe?.();
  }

  /** Whether one more may wait for this stream. */
  hasRoom(streamId: string): boolean {
    return !this.isStopped && (this.waiting.get(streamId)?.size ?? 0) < MAX_WAITING;
  }

  /** Resolves when there may be something to collect, after `timeoutMs`, or when the signal aborts. */
  async wait(streamId: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.isStopped || signal.aborted) return;
    const waiting = this.waiting.get(streamId) ?? new Set();
    this.waiting.set(streamId, waiting);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done, { once: true });
      waiting.add(done);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiting.delete(done);
        resolve();
      }
    });
    if (waiting.size === 0) this.waiting.delete(streamId);
  }

  private call(streamId: string): void {
    for (const wake of [...(this.waiting.get(streamId) ?? [])]) wake();
  }
}
