import { GraphQLError } from 'graphql';
import type { TenantContext } from './tenant-context.js';

interface OpenStream {
  readonly context: TenantContext;
  readonly controller: AbortController;
}

/** Whether the tenant and key behind a context may go on. */
export type StillGood = (context: TenantContext) => Promise<boolean>;

/** How often the callers of open streams are looked at again: well below the promised five seconds. */
const RECHECK_MS = 1_000;

/** Streams that outlive their request: they end when their tenant or key is revoked (DESIGN §6). */
export class OpenStreams {
  private readonly streams = new Set<OpenStream>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly isStillGood: StillGood) {
    this.timer = setInterval(() => void this.recheck(), RECHECK_MS).unref();
  }

  get count(): number {
    return this.streams.size;
  }

  /** Opens a stream of `source`, which gets a signal and must end soon after it aborts. */
  open<T>(context: TenantContext, source: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
    const stream: OpenStream = { context, controller: new AbortController() };
    this.streams.add(stream);
    const generator = source(stream.controller.signal);
    const end = () => {
      this.streams.delete(stream);
      stream.controller.abort('ended');
    };
    const iterator: AsyncIterableIterator<T> = {
      next: async () => {
        const step = await generator.next().catch((error: unknown) => {
          end();
          throw error;
        });
        if (stream.controller.signal.reason === 'revoked') {
          throw new GraphQLError('The tenant or key behind this stream is no longer valid.', {
            extensions: { code: 'UNAUTHENTICATED' },
          });
        }
        if (step.done) end();
        return step;
      },
      // A generator that waits would hold back its own return(): abort first.
      return: async (value) => {
        end();
        return generator.return(value);
      },
      throw: async (error) => {
        end();
        return generator.throw(error);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  close(): void {
    clearInterval(this.timer);
    for (const { controller } of this.streams) controller.abort('closing');
    this.streams.clear();
  }

  /** Ends the streams whose caller is no longer good; each caller is asked about once. */
  async recheck(): Promise<void> {
    const verdicts = new Map<string, Promise<boolean>>();
    for (const stream of [...this.streams]) {
      const caller = `${stream.context.tenantCode} ${stream.context.keyId}`;
      const verdict = verdicts.get(caller) ?? this.isStillGood(stream.context).catch(() => true);
      verdicts.set(caller, verdict);
      if (await verdict) continue;
      this.streams.delete(stream);
      stream.controller.abort('revoked');
    }
  }
}
