import { pino } from 'pino';
import { safeError } from '../common/safe-error.js';
import { openLog } from './log.js';
import { sentenceOfStartFailure } from './start-failure.js';

/** Ends the process with the sentence, or with what may be said of an unforeseen error. */
export function reportStartFailure(error: unknown): void {
  const sentence = sentenceOfStartFailure(error);
  if (sentence !== undefined) process.stderr.write(`${sentence}\n`);
  else openLog('fatal', pino.destination(2)).pino.fatal({ err: safeError(error) }, 'the start failed');
  process.exit(1);
}
