import { GraphQLError } from 'graphql';
import { Places } from './places.js';
import type { TenantContext } from './tenant-context.js';

/** Why a stream ends: its consumer stopped, its caller's rights ended, or the gateway closes. */
export type EndReason = 'ended' | 'revoked' | 'closing';

/** Something open that can be told to end. */
export interface Endable {
  end(reason: EndReason): void;
}

/** Whether the tenant and key behind a context may go on. */
export type StillGood = (context: TenantContext) => Promise<boolean>;

/** Most streams on this process. */
export interface StreamLimits {
  readonly perTenant: number;
  readonly total: number;
}

/** The streams of one tenant's key, which end together. */
interface Caller {
  readonly context: TenantContext;
  readonly streams: Set<Endable>;
}

/** How often the callers of open streams are looked at again: well below the promised five seconds. */
const RECHECK_MS = 1_000;

/** Streams that outlive their request: they end when their tenant or key is revoked (DESIGN §6). */
export class OpenStreams {
  private readonly callers = new Map<string, Caller>();
  private readonly places: Places;
  private readonly timer: NodeJS.Timeout;
  private isClosing = false;

  constructor(
    private readonly isStillGood: StillGood,
    limits: StreamLimits,
  ) {
    this.places = new Places(limits.perTenant, limits.total);
    this.timer = setInterval(() => void this.recheck(), RECHECK_MS).unref();
  }

  /** Whether streams end because the gateway closes. */
  get isEnding(): boolean {
    return this.isClosing;
  }

  get count(): number {
    let count = 0;
    for (const { streams } of this.callers.values()) count += streams.size;
    return count;
  }

  /**
   * Watches over a stream, until the function that this gives is called once.
   * @throws TooManyStreamsError when the tenant, or all together, have as many as they may have on this process
   */
  watch(context: TenantContext, stream: Endable): () => void {
    if (!this.places.take(context.tenantId)) throw new TooManyStreamsError();
    const key = `${context.tenantCode} ${context.keyId}`;
    const caller = this.callers.get(key) ?? { context, streams: new Set() };
    this.callers.set(key, caller);
    caller.streams.add(stream);
    if (this.isClosing) queueMicrotask(() => stream.end('closing'));
    return () => {
      if (!caller.streams.delete(stream)) return;
      this.places.release(context.tenantId);
      if (caller.streams.size === 0 && this.callers.get(key) === caller) this.callers.delete(key);
    };
  }

  /** Opens a stream of `source`, which gets a signal and must end soon after it aborts. */
  open<T>(context: TenantContext, source: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
    const controller = new AbortController();
    const end = (reason: EndReason = 'ended') => {
      release();
      controller.abort(reason);
    };
    const release = this.watch(context, { end });
    const generator = source(controller.signal);
    const iterator: AsyncIterableIterator<T> = {
      next: async () => {
        const step = await generator.next().catch((error: unknown) => {
          end();
          throw error;
        });
        if (controller.signal.reason === 'revoked') throw revoked();
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

  /** The open streams of a tenant. */
  of(tenantCode: string): Endable[] {
    const callers = [...this.callers.values()].filter(({ context }) => context.tenantCode === tenantCode);
    return callers.flatMap(({ streams }) => [...streams]);
  }

  close(): void {
    this.isClosing = true;
    clearInterval(this.timer);
    for (const { streams } of this.callers.values()) endAll(streams, 'closing');
  }

  /** Ends the streams whose caller is no longer good; each caller is asked about once. */
  async recheck(): Promise<void> {
    await Promise.all(
      [...this.callers.values()].map(async ({ context, streams }) => {
        if (!(await this.isStillGood(context).catch(() => true))) endAll(streams, 'revoked');
      }),
    );
  }
}

function endAll(streams: ReadonlySet<Endable>, reason: EndReason): void {
  for (const stream of [...streams]) stream.end(reason);
}

/** What a consumer is told whose tenant or key was revoked. */
export const revoked = (): GraphQLError =>
  new GraphQLError('The tenant or key behind this stream is no longer valid.', {
    extensions: { code: 'UNAUTHENTICATED' },
  });

/** There is no place for one more stream on this process. Whether the tenant's own or all are taken is not told. */
export class TooManyStreamsError extends GraphQLError {
  readonly code = 'TOO_MANY_STREAMS';

  constructor() {
    super('Your tenant, or this gateway process, has as many streams open as it may: end one, or come again later.', {
      extensions: { code: 'TOO_MANY_STREAMS' },
    });
  }
}
