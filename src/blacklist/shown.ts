import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { type BlacklistEntryResult, BlacklistEntryType } from './blacklist.graphql.js';
import type { BlacklistResult } from './blacklist-steps.js';

/** What a use case came to, as a member of the result's union. */
export const shown = (result: BlacklistResult): typeof BlacklistEntryResult =>
  isRefusal(result) ? result : BlacklistEntryType.from(result);
