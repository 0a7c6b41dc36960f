import { Readable } from 'node:stream';
import { GraphQLError } from 'graphql';
import { safeError } from '../safe-error.js';

/** Where the blocks of an event stream come from. */
export interface SseSource {
  /** The next block of text, blank line included; undefined at the end. One call at a time. */
  next(): Promise<string | undefined>;
  /** A sign of life, for a stream over which nothing goes. */
  heartbeat(): string;
  /** The block after which the stream ends because of this error. */
  farewell(error: unknown): string;
  /** The consumer is gone: a `next` that waits ends. */
  end(): void;
}

/**
 * The body of a `text/event-stream` answer (WHATWG HTML §9.2). It asks its source for a block only when the connection
 * has taken the one before, so a slow client costs one block of memory.
 */
export class SseBody extends Readable {
  /** Blocks that were handed on: whether it grows tells whether the client takes them. */
  private blocks = 0;
  private isPulling = false;
  private seenBlocks = -1;
  private stillSinceMs = 0;

  /**
   * @param preamble sent at once, so that the client sees the headers
   * @param onGone called once when the stream has ended or was cut
   */
  constructor(
    private readonly source: SseSource,
    preamble: string,
    private readonly onGone: (body: SseBody) => void,
  ) {
    super({ highWaterMark: 1, encoding: 'utf8' });
    this.push(preamble);
  }

  /**
   * Looks whether the stream is idle or stuck. Called every now and then, instead of a timer for each stream.
   * @param nowMs of a clock that never goes back
   */
  look(nowMs: number, heartbeatMs: number, stallMs: number): 'fine' | 'stalled' {
    if (this.blocks !== this.seenBlocks) {
      this.seenBlocks = this.blocks;
      this.stillSinceMs = nowMs;
      return 'fine';
    }
    const stillMs = nowMs - this.stillSinceMs;
    if (this.readableLength > 0) return stillMs >= stallMs ? 'stalled' : 'fine';
    if (stillMs >= heartbeatMs) this.hand(this.source.heartbeat());
    return 'fine';
  }

  override _read(): void {
    if (this.isPulling) return;
    this.isPulling = true;
    void this.pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.source.end();
    this.onGone(this);
    callback(error);
  }

  private async pull(): Promise<void> {
    let block: string | undefined;
    try {
      block = await this.source.next();
    } catch (error) {
      this.hand(this.source.farewell(error));
    }
    this.isPulling = false;
    if (this.destroyed) return;
    if (block === undefined) this.push(null);
    else this.hand(block);
  }

  private hand(block: string): void {
    if (this.destroyed) return;
    this.blocks += 1;
    this.push(block);
  }
}

/** One block of an event stream. @param data without line breaks, as JSON is */
export const sseBlock = ({ event, id, data }: { event?: string; id?: string; data: string }): string =>
  `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;

/** What may be told of the error that ended a stream. */
export function lastWordsOf(error: unknown): { code: string; message: string; unexpected: object | undefined } {
  if (error instanceof GraphQLError && typeof error.extensions.code === 'string') {
    return { code: error.extensions.code, message: error.message, unexpected: undefined };
  }
  const message = 'Something went wrong on our side. Go on after the last cursor.';
  return { code: 'INTERNAL_SERVER_ERROR', message, unexpected: safeError(error) };
}
