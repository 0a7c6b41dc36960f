import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger as NestPinoLogger, PinoLogger } from 'nestjs-pino';
import { type DestinationStream, type LogFn, type Logger as Pino, pino, stdTimeFunctions } from 'pino';
import type { Settings } from '../../config/settings.js';
import { safeError } from '../common/safe-error.js';

/** Nest's own report of what it builds: of interest only to who debugs the start. */
const START_UP_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
  'NestApplication',
]);

/** Nest's logger over pino; in a request every line carries the request's ids. */
export class GatewayLogger extends NestPinoLogger {
  override log(message: unknown, ...parameters: unknown[]): void {
    if (START_UP_CONTEXTS.has(String(parameters.at(-1)))) this.debug(message, ...parameters);
    else super.log(message, ...parameters);
  }
}

/** The process's log. */
export interface Log {
  readonly pino: Pino;
  readonly nest: GatewayLogger;
  /** Runs `work` so that every line that it logs carries `ids`: the only use of AsyncLocalStorage. */
  within(ids: Readonly<Record<string, string>>, work: () => void): void;
}

/** How much is gathered before it is written: a write per line costs more than the line. */
const WRITE_AT_BYTES = 12_288;
/** Nobody waits longer for a line; a line of level fatal, and the end of the process, write at once. */
const WRITE_AFTER_MS = 100;

const standardOutput = (): DestinationStream =>
  pino.destination({ dest: 1, sync: false, minLength: WRITE_AT_BYTES, periodicFlush: WRITE_AFTER_MS });

const NO_IDS: Readonly<Record<string, string>> = {};

/** Opens the log: JSON lines on standard output, gathered for a moment, or on `destination`. */
export function openLog(level: Settings['LOG_LEVEL'], destination: DestinationStream = standardOutput()): Log {
  const serializers = { err: fieldsOfError };
  const ids = new AsyncLocalStorage<Readonly<Record<string, string>>>();
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers,
      // Asked for each line that is written: cheaper than a child logger for each request, most of which write one line.
      mixin: () => ids.getStore() ?? NO_IDS,
      mixinMergeStrategy: (own, mixedIn) => ({ ...mixedIn, ...own }),
      hooks: { logMethod: withoutErrorMessage },
    },
    destination,
  );
  const forNest = new PinoLogger({ pinoHttp: { logger, serializers, wrapSerializers: false } });
  return {
    pino: logger,
    nest: new GatewayLogger(forNest, {}),
    within: (idsOfRequest, work) => ids.run(idsOfRequest, work),
  };
}

/** An error may come as itself, or as what `safeError` has left of it. */
function fieldsOfError(error: unknown): object {
  if (error instanceof Error || typeof error !== 'object' || error === null) return safeError(error);
  const { type, code, stack } = error as Partial<ReturnType<typeof safeError>>;
  return { type, code, stack };
}

/** pino takes an error's message for a line that has none; a database error's can quote what a caller sent. */
function withoutErrorMessage(this: Pino, parameters: Parameters<LogFn>, method: LogFn): void {
  const [first, second, ...rest] = parameters as unknown[];
  const given = first instanceof Error ? { err: first } : first;
  const isBareError = typeof given === 'object' && given !== null && 'err' in given && second === undefined;
  method.apply(this, [given, isBareError ? 'unexpected error' : second, ...rest] as Parameters<LogFn>);
}
