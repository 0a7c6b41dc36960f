import { Logger } from '@nestjs/common';
import { safeError } from './safe-error.js';

/** Work that is done every so often and never twice at once; a failure is logged, and the next time follows. */
export class RecurringWork {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private hasStopped = false;

  /** @param name whose work it is, for the log */
  constructor(
    name: string,
    private readonly work: () => Promise<unknown>,
  ) {
    this.logger = new Logger(name);
  }

  /** Long work looks at this now and then, and leaves the rest to another time. */
  get isStopped(): boolean {
    return this.hasStopped;
  }

  /** @param options.isDueAtOnce whether the first time is now, or when the interval has passed */
  start(intervalMs: number, { isDueAtOnce = false } = {}): void {
    this.timer = setInterval(() => this.run(), intervalMs).unref();
    if (isDueAtOnce) this.run();
  }

  /** Starts no more of it; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.hasStopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private run(): void {
    this.running ??= this.work()
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: safeError(error) }, 'failed, and will be tried again'),
      )
      .finally(() => {
        this.running = undefined;
      });
  }
}
