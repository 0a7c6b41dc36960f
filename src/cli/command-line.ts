import type { Settings } from '../../config/settings.js';
import type { LedgerAuthor } from '../ledger/ledger.service.js';
import type { Output } from './output.js';

/** Who the ledger names for what is done at the command line. */
export const COMMAND_LINE: LedgerAuthor = { system: 'command-line' };

/** What every command has at hand; read when it runs, since options and settings may be wrong. */
export interface Surroundings {
  readonly output: () => Output;
  readonly settings: () => Settings;
  /** Loaded only by commands that need the database, so that the others start at once. */
  readonly services: () => Promise<typeof import('./services.js')>;
}
