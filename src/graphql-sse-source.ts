import { Logger } from '@nestjs/common';
import type { ExecutionResult } from 'graphql';
import { lastWordsOf, type SseSource, sseBlock } from './common/http/sse-body.js';
import { masked } from './subscription-operations.js';

const COMMENT = ':\n\n';
const COMPLETE = sseBlock({ event: 'complete', data: '' });

/** The results of one subscription as blocks of graphql-sse: `next` for each, and `complete` when there are no more. */
export class SubscriptionSource implements SseSource {
  private readonly logger = new Logger(SubscriptionSource.name);
  private isComplete = false;

  /** @param isClosing whether the gateway closes: a stream that ends then is not complete, and its client comes back */
  constructor(
    private readonly results: AsyncIterableIterator<ExecutionResult>,
    private readonly requestId: string,
    private readonly isClosing: () => boolean,
  ) {}

  async next(): Promise<string | undefined> {
    if (this.isComplete) return undefined;
    const step = await this.results.next();
    if (!step.done) return this.textOf(step.value);
    this.isComplete = true;
    return this.isClosing() ? undefined : COMPLETE;
  }

  heartbeat(): string {
    return COMMENT;
  }

  farewell(error: unknown): string {
    const { code, message, unexpected } = lastWordsOf(error);
    if (unexpected) this.logger.error({ err: unexpected }, 'a subscription broke off');
    const errors = [{ message, extensions: { code, requestId: this.requestId } }];
    return `${sseBlock({ event: 'next', data: JSON.stringify({ errors }) })}${COMPLETE}`;
  }

  end(): void {
    // A generator that failed or has ended has nothing to say to this.
    this.results.return?.().catch(() => undefined);
  }

  private textOf({ errors, ...result }: ExecutionResult): string {
    const told = errors ? { ...result, errors: masked(errors, this.requestId) } : result;
    return sseBlock({ event: 'next', data: JSON.stringify(told) });
  }
}
