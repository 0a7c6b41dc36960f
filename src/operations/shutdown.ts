import type { INestApplicationContext } from '@nestjs/common';
import { safeError } from '../common/safe-error.js';
import type { Log } from './log.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process at the first signal, after what is in flight: requests are answered, recorded queries written, jobs
 * in work settled. What takes longer than `graceMs` is cut off; the tables hold what is left to do.
 */
export function stopOnSignal(app: INestApplicationContext, log: Log, graceMs: number): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.pino.info({ signal }, 'stopping');
    setTimeout(() => {
      log.pino.error({ graceMs }, 'work in flight was cut off');
      process.exit(1);
    }, graceMs).unref();
    app.close().then(
      () => {
        log.pino.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.pino.error({ err: safeError(error) }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

/** A fault that nobody caught ends the process, as it would without us, but without printing what it holds. */
export function dieOfUncaught(log: Log): void {
  const die = (error: unknown) => {
    log.pino.fatal({ err: safeError(error) }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
